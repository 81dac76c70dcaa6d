"""Who opened a patient's page last, and whether a check-in came in since that nobody has looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from models.records import AccessLog, CheckIn, CheckInStatus, Person, PersonRole, asked_of_patient

OPENED = "patient_view"


@dataclass(frozen=True)
class Look:
    """Somebody of the clinic opened the page."""

    at: datetime
    by_id: str
    by: str


@dataclass(frozen=True)
class Looks:
    """The last look at each patient's page, and when the newest check-in of each came."""

    last: Mapping[str, Look]
    received: Mapping[str, datetime]

    def unread_since(self, patient_id: str) -> datetime | None:
        """When the newest check-in came, if nobody has opened the page since."""
        came, look = self.received.get(patient_id), self.last.get(patient_id)
        return came if came is not None and (look is None or look.at < came) else None


def looks_at(db: Session, patient_ids: Sequence[str]) -> Looks:
    """For the patients of one screen: two queries, however many there are in all."""
    return Looks(_last(db, patient_ids), _received(db, patient_ids))


def _last(db: Session, ids: Sequence[str]) -> dict[str, Look]:
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
    return {
        str(entry.patient_id): Look(entry.at, who.id, f"{who.given_name} {who.family_name}")
        for entry, who in db.exec(query).all()
    }


def _received(db: Session, ids: Sequence[str]) -> dict[str, datetime]:
    query = (
        select(CheckIn.patient_id, func.max(CheckIn.submitted_at))
        .where(col(CheckIn.patient_id).in_(ids), CheckIn.status == CheckInStatus.submitted, asked_of_patient())
        .group_by(CheckIn.patient_id)
    )
    return {patient: at for patient, at in db.exec(query).all() if at is not None}
