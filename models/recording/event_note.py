"""Notes on what happened beside the treatment: pinned to a day by the patient or the care team, taken back as seen."""

from datetime import date

from pydantic import Field
from sqlmodel import Session, col, select

from models.access import Actor, Permission
from models.clock import now, today
from models.door import writes
from models.errors import Conflict, Invalid, NotPermitted, Problem
from models.recording.inputs import Input
from models.records import EventKind, EventNote, Person, PersonRole

EARLIEST = date(1900, 1, 1)


class EventNoteInput(Input):
    """One event as it is written down. The patient reads it, too, whoever writes it."""

    happened_on: date
    kind: EventKind
    words: str = Field(default="", max_length=200)


@writes(Permission.event_note_write)
def note_event(db: Session, actor: Actor, patient_id: str, noted: EventNoteInput) -> str:
    """Pin an event to its day; returns its id. Raises Invalid for a day to come, or another event without words."""
    person = db.get_one(Person, patient_id)
    problems = []
    if not (person.born_on or EARLIEST) <= noted.happened_on <= today(person.time_zone):
        problems.append(Problem("happened_on", "a day that has been, in the patient’s life"))
    if noted.kind is EventKind.other and not noted.words:
        problems.append(Problem("words", "say in a few words what it was"))
    if problems:
        raise Invalid(problems)
    row = EventNote(
        patient_id=patient_id,
        happened_on=noted.happened_on,
        kind=noted.kind,
        words=noted.words,
        recorded_by_id=actor.person_id,
        recorded_at=now(),
    )
    db.add(row)
    return row.id


@writes(Permission.event_note_write)
def withdraw_event(db: Session, actor: Actor, event_note_id: str) -> None:
    """Take a note back: the team any, the patient the own ones. Raises Conflict where that has been done."""
    if actor.role is PersonRole.patient and not _is_own(db, actor, event_note_id):
        raise NotPermitted("Not found.")
    row = db.get_one(EventNote, event_note_id, with_for_update=True)
    if row.withdrawn_at is not None:
        raise Conflict("This note has been taken back already.")
    row.withdrawn_at, row.withdrawn_by_id = now(), actor.person_id


def _is_own(db: Session, actor: Actor, event_note_id: str) -> bool:
    """Whether the patient wrote it: asked before anything of the note is fetched."""
    own = col(EventNote.id) == event_note_id, col(EventNote.recorded_by_id) == actor.person_id
    return db.exec(select(EventNote.patient_id).where(*own)).first() is not None
