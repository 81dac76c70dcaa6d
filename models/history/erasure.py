"""What an administrator sees of erasing: requests that wait, holds that stand, and records whose time is over."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from models.access import Actor, Permission, require_clinic
from models.clock import today
from models.door import reads
from models.records import CheckIn, Clinic, Erasure, LegalHold, Person, PersonRole, Score, TreatmentSession, Trial


@dataclass(frozen=True)
class ErasureLine:
    """A request that waits for somebody else."""

    patient_id: str
    record_number: str
    ground: str
    requested_by: str
    requested_at: datetime
    is_own: bool


@dataclass(frozen=True)
class HoldLine:
    """A hold that stands."""

    patient_id: str
    record_number: str
    reason: str
    placed_at: datetime


@dataclass(frozen=True)
class RetentionLine:
    """A record without contact for longer than the clinic keeps records."""

    patient_id: str
    last_contact_on: date
    is_held: bool
    is_requested: bool


@dataclass(frozen=True)
class ErasureView:
    """All of it for one clinic."""

    requests: tuple[ErasureLine, ...]
    holds: tuple[HoldLine, ...]
    retention_years: int | None
    over: tuple[RetentionLine, ...]


@reads(Permission.people_manage)
def erasures_of(db: Session, actor: Actor, clinic_id: str) -> ErasureView:
    """Requests, holds, and what the clinic's own rule lists; nothing is erased by a list."""
    require_clinic(actor, clinic_id)
    clinic = db.get_one(Clinic, clinic_id)
    waiting = (
        select(Erasure, Person)
        .join(Person, col(Person.id) == Erasure.patient_id)
        .where(Erasure.clinic_id == clinic_id, col(Erasure.withdrawn_at).is_(None))
        .where(col(Erasure.carried_out_at).is_(None))
    )
    rows = db.exec(waiting.order_by(col(Erasure.requested_at))).all()
    names = {p.id: f"{p.given_name} {p.family_name}" for p in _people(db, [each.requested_by_id for each, _ in rows])}
    holding = (
        select(LegalHold, Person)
        .join(Person, col(Person.id) == LegalHold.patient_id)
        .where(Person.clinic_id == clinic_id, col(LegalHold.lifted_at).is_(None))
    )
    holds = db.exec(holding.order_by(col(LegalHold.placed_at))).all()
    return ErasureView(
        requests=tuple(
            ErasureLine(
                who.id,
                who.record_number or "",
                each.ground.value,
                names.get(each.requested_by_id or "", "the installation"),
                each.requested_at,
                is_own=each.requested_by_id == actor.person_id,
            )
            for each, who in rows
        ),
        holds=tuple(HoldLine(who.id, who.record_number or "", each.reason, each.placed_at) for each, who in holds),
        retention_years=clinic.retention_years,
        over=_over(db, clinic, {who.id for _, who in holds}, {who.id for _, who in rows}),
    )


def _people(db: Session, ids: list[str | None]) -> list[Person]:
    return list(db.exec(select(Person).where(col(Person.id).in_([each for each in ids if each]))).all())


def _over(db: Session, clinic: Clinic, held: set[str], requested: set[str]) -> tuple[RetentionLine, ...]:
    if clinic.retention_years is None:
        return ()
    day = today(clinic.time_zone)
    years = clinic.retention_years
    before = date(day.year - years, day.month, min(day.day, 28))
    contacts = _contacts(db, clinic.id)
    lines = [
        RetentionLine(patient_id, last, patient_id in held, patient_id in requested)
        for patient_id, last in contacts.items()
        if last < before
    ]
    return tuple(sorted(lines, key=lambda one: (one.last_contact_on, one.patient_id)))


def _contacts(db: Session, clinic_id: str) -> dict[str, date]:
    """The last day on which anything was done with each patient of the clinic."""
    people = select(Person).where(Person.clinic_id == clinic_id, Person.role == PersonRole.patient)
    last = {who.id: who.added_at.date() for who in db.exec(people).all()}
    session = select(Trial.patient_id, func.max(TreatmentSession.held_on)).join(
        Trial, col(Trial.id) == TreatmentSession.trial_id
    )
    for query in (
        select(CheckIn.patient_id, func.max(CheckIn.answered_on)).group_by(CheckIn.patient_id),
        select(Score.patient_id, func.max(Score.answered_on)).group_by(Score.patient_id),
        select(Trial.patient_id, func.max(Trial.started_on)).group_by(Trial.patient_id),
        select(Trial.patient_id, func.max(Trial.ended_on)).group_by(Trial.patient_id),
        session.group_by(Trial.patient_id),
    ):
        for patient_id, on in db.exec(query).all():
            if on is not None and patient_id in last:
                last[patient_id] = max(last[patient_id], on)
    return last
