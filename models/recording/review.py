"""Reviewed: one of the team has looked, and the whole team's list is shorter until something new comes."""

from datetime import datetime

from sqlmodel import Session, col, select

from models.access import Actor, Permission
from models.clock import now, today
from models.door import writes
from models.errors import Conflict, NotPermitted
from models.recording.standing import newest_event, reasons_of, refresh
from models.records import FlagStatus, Person, Review, SafetyFlag, Standing


@writes(Permission.review_mark)
def mark_reviewed(db: Session, actor: Actor, patient_id: str, data_to: datetime) -> str:
    """Take the patient off the team's list until something new comes; returns the review's id.

    `data_to` is up to when the reviewer had seen what came in. Raises Conflict while nobody has taken on a safety
    flag, and where something has come since.
    """
    if actor.person_id is None:
        raise NotPermitted("Not found.")  # a program reviews nothing
    person = db.get_one(Person, patient_id, with_for_update=True)
    waiting = select(SafetyFlag.id).where(SafetyFlag.patient_id == patient_id, SafetyFlag.status == FlagStatus.open)
    if db.exec(waiting).first() is not None:
        raise Conflict("A safety flag is open that nobody has taken on. Acknowledge it first.")
    newest = newest_event(db, [patient_id]).get(patient_id)
    if newest is not None and newest > data_to:
        raise Conflict("Something new has come in meanwhile. Look at it first.")
    row = Review(
        patient_id=patient_id,
        reviewed_at=now(),
        reviewed_on=today(person.time_zone),
        reviewed_by_id=actor.person_id,
        data_to=min(data_to, now()),
        saw=reasons_of(db, patient_id),
    )
    db.add(row)
    refresh(db, patient_id)
    return row.id


@writes(Permission.review_mark)
def undo_review(db: Session, actor: Actor, patient_id: str) -> None:
    """Put the patient back on the list: the review was a mistake. Raises Conflict where none holds."""
    if actor.person_id is None:
        raise NotPermitted("Not found.")
    query = select(Review).where(Review.patient_id == patient_id, col(Review.undone_at).is_(None))
    rows = db.exec(query.order_by(col(Review.reviewed_at).desc(), col(Review.id)).with_for_update()).all()
    if db.get_one(Standing, patient_id).reviewed_at is None:
        raise Conflict("There is no review to undo.")
    for row in rows:  # pressed twice, there are two
        row.undone_at, row.undone_by_id = now(), actor.person_id
        refresh(db, patient_id)
        if db.get_one(Standing, patient_id).reviewed_at is None:
            break
