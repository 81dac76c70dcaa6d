"""Everything about one person in one archive: for whoever asks what is kept about them, or takes it elsewhere."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from models.access import Actor
from models.exchange import fhir_out, history_out
from models.exchange.csv_cells import line_of
from models.exchange.forms_out import write_forms
from models.exchange.trial_table import write_table
from models.history.everything import Everything, everything_about
from models.history.export import ExportedRecord, export_records

LOG = ("at", "who", "role", "act", "was_permitted", "entity", "detail")
ABOUT = """What is in this archive

history.json   the treatment history: episodes, treatments, measurements (fairtrial-history/1)
fhir.json      the same as a FHIR R4 bundle, for other systems
forms.csv      every questionnaire that was filled in, one a row
trials.csv     every treatment, one a row, with what was judged
log.csv        who looked at the record or changed it, when, and what they did
records.json   everything that is kept, as it is kept, table by table: notes, reminders, safety flags, earlier versions

Passwords and links are not in it, not even as digests. Whoever has this archive can read all of it: keep it as you
would keep the record.
"""


def write_person(actor: Actor, patient_id: str, file: BinaryIO) -> None:
    """Write the archive. Raises NotPermitted where the patient is not the actor's; every look is logged."""
    (record,) = export_records(actor, [patient_id], "person")
    everything = everything_about(actor, patient_id)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _parts(record, everything):
            stamp = (record.as_of.year, record.as_of.month, record.as_of.day, 0, 0, 0)
            entry = zipfile.ZipInfo(name, stamp)
            entry.external_attr = 0o600 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)


def _parts(record: ExportedRecord, everything: Everything) -> Iterator[tuple[str, bytes]]:
    yield "README.txt", ABOUT.encode()
    yield "history.json", history_out.written(history_out.history_of(record))
    yield "fhir.json", fhir_out.written(fhir_out.bundle_of(record, identified=True), one_line=False)
    forms, trials = io.BytesIO(), io.BytesIO()
    write_forms([record], forms)
    yield "forms.csv", forms.getvalue()
    write_table([record], trials, Path("trials.csv"))
    yield "trials.csv", trials.getvalue()
    yield "log.csv", _log(everything).encode()
    told = {"rows": everything.rows, "people": everything.people}
    yield "records.json", orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS)


def _log(everything: Everything) -> str:
    own = {row["id"] for row in everything.rows["person"]}
    lines = [line_of(LOG)]
    for row in everything.rows["access_log"]:
        who = "the patient" if row["actor_id"] in own else everything.people.get(str(row["actor_id"]), "a program")
        lines.append(line_of([_instant(row["at"]), who, row["actor_role"], row["act"], *_rest(row)]))
    return "".join(lines)


def _rest(row: Mapping[str, Any]) -> list[object]:
    detail = row["detail"] or {}
    return [row["was_permitted"], row["entity"], "; ".join(f"{name}: {value}" for name, value in detail.items())]


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
