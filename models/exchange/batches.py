"""Many records, some at a time: what is in memory does not grow with the clinic."""

from collections.abc import Callable, Iterator, Sequence

from models.access import Actor
from models.history.export import ExportedRecord, export_records

AT_A_TIME = 100


def exported(
    actor: Actor, patient_ids: Sequence[str], what: str, told: Callable[[int], None] = lambda done: None
) -> Iterator[ExportedRecord]:
    """Every one of these patients, logged as it leaves."""
    for start in range(0, len(patient_ids), AT_A_TIME):
        part = patient_ids[start : start + AT_A_TIME]
        yield from export_records(actor, part, what)
        told(start + len(part))
