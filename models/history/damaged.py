"""A record of which some part cannot be read: what is left of it, named, and never a verdict from half of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from models.access import Actor, Permission
from models.door import reads
from models.gathering import UNREADABLE, case_of
from models.history.beside import EventView, events_of
from models.history.check_in import CheckInLine, line_of
from models.history.flag import FlagView, flags_of
from models.history.patient import PatientHeader, check_ins_about, header_of
from models.history.told import NoteView, PlanView, notes_of, safety_plan_of


@dataclass(frozen=True)
class RestOfRecord:
    """What can be read; a part that cannot is named in `unreadable` and empty here.

    There is no course and no judgement in it: both would look like those of a whole record.
    """

    header: PatientHeader
    flags: tuple[FlagView, ...]
    check_ins: tuple[CheckInLine, ...]
    notes: tuple[NoteView, ...]
    events: tuple[EventView, ...]
    safety_plan: PlanView | None
    unreadable: tuple[str, ...]


@reads(Permission.patient_read)
def rest_of_record(db: Session, actor: Actor, patient_id: str) -> RestOfRecord:
    """Who it is must be certain; each other part stands or falls by itself."""
    header = header_of(db, patient_id)
    unreadable: list[str] = []

    def part(name: str, read: Callable[[Session, str], Any]) -> Any:
        try:
            return read(db, patient_id)
        except UNREADABLE:
            unreadable.append(name)
            return ()

    part("treatments and scores", case_of)
    flags = part("safety flags", flags_of)
    check_ins = part("check-ins", lambda db, one: tuple(map(line_of, check_ins_about(db, one))))
    notes = part("messages", notes_of)
    events = part("events", events_of)
    plan = part("safety plan", safety_plan_of)
    return RestOfRecord(header, flags, check_ins, notes, events, plan or None, tuple(unreadable))
