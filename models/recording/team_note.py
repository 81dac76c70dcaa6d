"""Notes of a patient to the care team: kept at once, never read in real time, and marked by whoever has read them."""

from datetime import timedelta

from sqlmodel import Session, select

from models.access import Actor, Permission
from models.clock import now
from models.door import writes
from models.errors import Invalid, NotPermitted, Problem
from models.recording.standing import refresh
from models.records import TeamNote

LONGEST = 1000
SAME_TAP = timedelta(minutes=10)


@writes(Permission.note_write)
def write_note(db: Session, actor: Actor, patient_id: str, words: str, check_in_id: str | None = None) -> str:
    """Keep a note to the team; returns its id. The same words again within ten minutes are one note.

    Raises Invalid for a note that says nothing, or too much for one.
    """
    said = words.strip()
    if not said or len(said) > LONGEST:
        raise Invalid([Problem("words", f"write something, {LONGEST} letters at most")])
    query = select(TeamNote).where(TeamNote.patient_id == patient_id, TeamNote.written_at > now() - SAME_TAP)
    there = next((note.id for note in db.exec(query).all() if note.words == said), None)
    if there is not None:
        return there
    row = TeamNote(patient_id=patient_id, check_in_id=check_in_id, words=said, written_at=now())
    db.add(row)
    db.flush()
    refresh(db, patient_id)
    return row.id


@writes(Permission.review_mark)
def mark_note_read(db: Session, actor: Actor, note_id: str) -> None:
    """Say that the actor has read a note; the first reader stays the one who is named."""
    if actor.person_id is None:
        raise NotPermitted("Not found.")  # a program reads nothing
    row = db.exec(select(TeamNote).where(TeamNote.id == note_id).with_for_update()).one()
    if row.read_at is None:
        row.read_at, row.read_by_id = now(), actor.person_id
        db.flush()
        refresh(db, row.patient_id)
