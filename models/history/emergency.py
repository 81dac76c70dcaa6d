"""Who outside the care team has opened a record in an emergency, and why; and whose record a number belongs to then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from models.access import EMERGENCY_LASTS, OPENED_IN_EMERGENCY, Actor, Permission, is_on_team
from models.clock import now
from models.door import reads
from models.records import AccessLog, EmergencyReason, Person, PersonRole

SHOWN = timedelta(days=30)


@dataclass(frozen=True)
class Emergency:
    """One opening of the record by somebody outside the care team."""

    by_id: str
    by: str
    at: datetime
    until: datetime
    reason: str
    is_own: bool = False


@reads(Permission.patient_read, logged=False)
def emergencies_of(db: Session, actor: Actor, patient_id: str) -> tuple[Emergency, ...]:
    """Those of the last thirty days, the newest first."""
    is_on = is_on_team(db, actor.person_id, patient_id)
    query = (
        select(AccessLog, Person)
        .join(Person, col(Person.id) == AccessLog.actor_id)
        .where(AccessLog.patient_id == patient_id, AccessLog.act == OPENED_IN_EMERGENCY)
        .where(col(AccessLog.was_permitted).is_(True), col(AccessLog.at) > now() - SHOWN)
        .order_by(col(AccessLog.number).desc())
    )
    entries = db.exec(query).all()
    reasons = reasons_of(db, [entry for entry, _ in entries])
    return tuple(
        Emergency(
            by_id=who.id,
            by=f"{who.given_name} {who.family_name}",
            at=entry.at,
            until=entry.at + EMERGENCY_LASTS,
            reason=reasons.get(entry.number or 0, ""),
            is_own=not is_on and who.id == actor.person_id and now() < entry.at + EMERGENCY_LASTS,
        )
        for entry, who in entries
    )


def reasons_of(db: Session, entries: Sequence[AccessLog]) -> dict[int, str]:
    """The reason given for each of these entries, by its number; older entries hold it themselves."""
    told = {entry.number or 0: entry.detail or {} for entry in entries}
    ids = [str(detail["reason_id"]) for detail in told.values() if "reason_id" in detail]
    there = db.exec(select(EmergencyReason).where(col(EmergencyReason.id).in_(ids))).all()
    given = {row.id: row.words for row in there}
    return {n: given.get(str(d.get("reason_id")), str(d.get("reason", ""))) for n, d in told.items()}


@reads(Permission.emergency_open)
def find_for_emergency(db: Session, actor: Actor, record_number: str, born_on: date) -> str | None:
    """The id of the clinic's patient with exactly this record number and birth date; None for anything else."""
    query = select(Person).where(
        Person.role == PersonRole.patient,
        Person.clinic_id == actor.clinic_id,
        Person.record_number == record_number.strip(),
    )
    found = db.exec(query).first()
    return found.id if found and found.born_on == born_on else None
