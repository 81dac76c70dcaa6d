"""Who opened a patient's page last, who of the team reviewed the patient, and that a check-in has now been read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select, update

from models.access import Actor
from models.door import Concerned
from models.records import AccessLog, Person, PersonRole, Review, Standing

OPENED = "patient_view"


@dataclass(frozen=True)
class Look:
    """Somebody of the clinic opened the page, or reviewed the patient."""

    at: datetime
    by_id: str
    by: str


def read_now(db: Session, actor: Actor, concerned: Concerned) -> None:
    """A clinician has opened the page: the newest check-in is unread no more."""
    if actor.role is PersonRole.clinician and actor.kind.value != "system":
        seen = update(Standing).where(col(Standing.patient_id) == concerned.patient_id)
        db.execute(seen.where(col(Standing.unread_since).is_not(None)).values(unread_since=None))


def last_looks(db: Session, ids: Sequence[str]) -> dict[str, Look]:
    """The last look at each patient's page: one query for one screen, however many patients there are in all."""
    newest = (
        select(AccessLog.patient_id, func.max(AccessLog.number).label("number"))
        .where(col(AccessLog.patient_id).in_(ids), AccessLog.act == OPENED, col(AccessLog.was_permitted).is_(True))
        .where(AccessLog.actor_role == PersonRole.clinician.value)
        .group_by(col(AccessLog.patient_id))
        .subquery()
    )
    query = (
        select(AccessLog, Person)
        .join(newest, col(AccessLog.number) == newest.c.number)
        .join(Person, col(Person.id) == AccessLog.actor_id)
    )
    return {str(entry.patient_id): _look(entry.at, who) for entry, who in db.exec(query).all()}


def last_reviews(db: Session, ids: Sequence[str]) -> dict[str, Look]:
    """The last review of each patient that was not undone."""
    query = (
        select(Review, Person)
        .join(Person, col(Person.id) == Review.reviewed_by_id)
        .where(col(Review.patient_id).in_(ids), col(Review.undone_at).is_(None))
        .order_by(col(Review.reviewed_at), col(Review.id))
    )
    return {review.patient_id: _look(review.reviewed_at, who) for review, who in db.exec(query).all()}


def review_that_holds(db: Session, patient_id: str) -> Look | None:
    """The review after which nothing new has come; None where there is none."""
    standing = db.get(Standing, patient_id)
    return last_reviews(db, [patient_id]).get(patient_id) if standing and standing.reviewed_at else None


def _look(at: datetime, who: Person) -> Look:
    return Look(at, who.id, f"{who.given_name} {who.family_name}")
