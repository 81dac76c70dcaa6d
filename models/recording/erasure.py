"""Erasing a patient's record: asked for by one person, carried out by another, and never against a legal hold."""

from sqlmodel import Session, col, select

from models.access import Actor, Permission, require_clinic
from models.clock import now
from models.door import tell, writes
from models.erasing import ERASED, take_out
from models.errors import Conflict, Invalid, NotPermitted, Problem
from models.records import Clinic, Erasure, ErasureGround, FlagStatus, LegalHold, Person, SafetyFlag
from models.sealing.session import TOUCHED

LONGEST_YEARS = 100


@writes(Permission.people_manage)
def request_erasure(db: Session, actor: Actor, patient_id: str, ground: ErasureGround) -> str:
    """Ask that a patient's record be erased; somebody else must carry it out. Returns the request's id."""
    _refuse_what_stands_against_it(db, patient_id)
    if pending(db, patient_id) is not None:
        raise Conflict("Somebody has asked for this already.")
    row = Erasure(
        patient_id=patient_id,
        clinic_id=db.get_one(Person, patient_id).clinic_id,
        ground=ground,
        requested_by_id=actor.person_id,
        requested_at=now(),
    )
    db.add(row)
    tell(db, ground=ground.value)
    return row.id


@writes(Permission.people_manage)
def withdraw_erasure(db: Session, actor: Actor, patient_id: str) -> None:
    """Take the request back; nothing is erased."""
    row = pending(db, patient_id)
    if row is None:
        raise Conflict("Nobody has asked for this.")
    row.withdrawn_at = now()


@writes(Permission.people_manage)
def carry_out_erasure(db: Session, actor: Actor, patient_id: str) -> int:
    """Erase the record in every table; returns how many rows went. The log stays, and names nobody.

    Raises Conflict where nobody else has asked for it, under a legal hold, and while a safety flag is open.
    """
    row = pending(db, patient_id)
    if row is None:
        raise Conflict("Somebody else must ask for it first.")
    if row.requested_by_id == actor.person_id:
        raise Conflict("Somebody else than who asked for it must carry it out.")
    _refuse_what_stands_against_it(db, patient_id)
    db.flush()
    gone = take_out(db.connection(), patient_id)
    db.expire_all()
    count = sum(len(keys) for keys in gone.values())
    row.carried_out_by_id, row.carried_out_at, row.rows = actor.person_id, now(), count
    for table, keys in gone.items():
        db.info.setdefault(TOUCHED, {}).setdefault(table, {}).update(dict.fromkeys(keys))
    db.info.setdefault(ERASED, set()).add(patient_id)
    tell(db, ground=row.ground.value, rows=count)
    return count


@writes(Permission.people_manage)
def place_hold(db: Session, actor: Actor, patient_id: str, reason: str) -> None:
    """Forbid that the record be erased, until the hold is lifted."""
    if not 10 <= len(reason.strip()) <= 300:
        raise Invalid([Problem("reason", "10 to 300 characters")])
    if held(db, patient_id) is not None:
        raise Conflict("A hold stands already.")
    db.add(LegalHold(patient_id=patient_id, reason=reason.strip(), placed_by_id=actor.person_id, placed_at=now()))


@writes(Permission.people_manage)
def lift_hold(db: Session, actor: Actor, patient_id: str) -> None:
    """Lift the hold that stands."""
    hold = held(db, patient_id)
    if hold is None:
        raise Conflict("No hold stands.")
    hold.lifted_by_id, hold.lifted_at = actor.person_id, now()


@writes(Permission.clinic_manage)
def set_retention(db: Session, actor: Actor, clinic_id: str, years: int | None) -> None:
    """After how many years without contact the clinic lists a record for erasing; None never does."""
    require_clinic(actor, clinic_id)
    clinic = db.get(Clinic, clinic_id)
    if clinic is None:
        raise NotPermitted("Not found.")
    if years is not None and not 1 <= years <= LONGEST_YEARS:
        raise Invalid([Problem("years", f"1 to {LONGEST_YEARS}")])
    clinic.retention_years = years


def pending(db: Session, patient_id: str) -> Erasure | None:
    """The request that waits for somebody else."""
    query = select(Erasure).where(Erasure.patient_id == patient_id, col(Erasure.withdrawn_at).is_(None))
    return db.exec(query.where(col(Erasure.carried_out_at).is_(None)).with_for_update()).first()


def held(db: Session, patient_id: str) -> LegalHold | None:
    """The hold that stands."""
    query = select(LegalHold).where(LegalHold.patient_id == patient_id, col(LegalHold.lifted_at).is_(None))
    return db.exec(query).first()


def _refuse_what_stands_against_it(db: Session, patient_id: str) -> None:
    if held(db, patient_id) is not None:
        raise Conflict("A legal hold stands: this record is not erased.")
    open_flag = select(SafetyFlag.id).where(SafetyFlag.patient_id == patient_id)
    if db.exec(open_flag.where(SafetyFlag.status != FlagStatus.closed)).first():
        raise Conflict("A safety flag is open: close it first.")
