"""Clinics and people: added, given an account, put on a care team, disabled."""

from datetime import date
from functools import cache
from zoneinfo import available_timezones

from sqlmodel import Session, col, select

from models.access import Actor, ActorKind, Permission, require_clinic
from models.clock import now, today
from models.door import writes
from models.errors import Conflict, Invalid, NotPermitted, Problem
from models.passwords import hash_password
from models.recording.account import end_visits, person_of_clinic
from models.recording.inputs import ClinicInput, CrisisInput, PatientInput, StaffInput, StepsInput
from models.recording.standing import refresh
from models.records import CareTeamMember, Clinic, ClinicCrisisText, ClinicStaffSteps, Credential, Person, PersonRole


@writes(Permission.clinic_manage)
def add_clinic(db: Session, actor: Actor, clinic: ClinicInput) -> str:
    """Add a clinic; returns its id. Only the installation itself may."""
    if actor.kind is not ActorKind.system or actor.clinic_id is not None:
        raise NotPermitted("Not found.")
    _check_zone(clinic.time_zone)
    if db.exec(select(Clinic.id).where(Clinic.name == clinic.name)).first():
        raise Invalid([Problem("name", "a clinic of this name is there already")])
    row = Clinic(**clinic.model_dump())
    db.add(row)
    return row.id


@writes(Permission.clinic_manage)
def set_crisis_text(db: Session, actor: Actor, clinic_id: str, crisis: CrisisInput) -> None:
    """What this clinic's patients read at once after an answer that needs a person, in one language."""
    require_clinic(actor, clinic_id)
    db.merge(ClinicCrisisText(clinic_id=clinic_id, **crisis.model_dump()))


@writes(Permission.clinic_manage)
def set_staff_steps(db: Session, actor: Actor, clinic_id: str, told: StepsInput) -> None:
    """What this clinic's staff see at once beside an answer that needs a person."""
    require_clinic(actor, clinic_id)
    db.merge(ClinicStaffSteps(clinic_id=clinic_id, steps=list(told.steps)))


@writes(Permission.patient_add)
def add_patient(db: Session, actor: Actor, patient: PatientInput) -> str:
    """Add a patient; returns the id. A clinician who adds one is on the care team at once.

    Raises Invalid for a record number that the clinic has already: two patients are never merged by name.
    """
    require_clinic(actor, patient.clinic_id)
    _check_zone(patient.time_zone)
    day = today(patient.time_zone)
    if patient.born_on is not None and not date(day.year - 120, 1, 1) <= patient.born_on <= day:
        raise Invalid([Problem("born_on", "a day in the past, at most 120 years ago")])
    same = select(Person.id).where(Person.clinic_id == patient.clinic_id, Person.record_number == patient.record_number)
    if db.exec(same).first():
        raise Invalid([Problem("record_number", "another patient of the clinic has it")])
    row = Person(role=PersonRole.patient, added_at=now(), **patient.model_dump())
    db.add(row)
    db.flush()
    if actor.role is PersonRole.clinician and actor.person_id:
        db.add(CareTeamMember(patient_id=row.id, clinician_id=actor.person_id, since_on=day))
    refresh(db, row.id)
    return row.id


@writes(Permission.people_manage)
def add_staff(db: Session, actor: Actor, staff: StaffInput) -> str:
    """Add a clinician or an administrator; returns the id."""
    return _add_staff(db, actor, staff)


@writes(Permission.people_manage)
def add_staff_with_account(db: Session, actor: Actor, staff: StaffInput, user_name: str, password: str) -> str:
    """Add somebody together with the account, or nothing at all; returns the id."""
    person_id = _add_staff(db, actor, staff)
    _put_account(db, person_id, user_name, password)
    return person_id


@writes(Permission.people_manage)
def set_password(db: Session, actor: Actor, person_id: str, user_name: str, password: str) -> None:
    """Give a person an account or a new password; every visit of the person ends."""
    person = person_of_clinic(db, actor, person_id)
    _put_account(db, person.id, user_name, password)
    end_visits(db, person.id)


@writes(Permission.people_manage)
def disable_person(db: Session, actor: Actor, person_id: str) -> None:
    """Let a person sign in no more; open visits end now. The last administrator of a clinic stays."""
    person = person_of_clinic(db, actor, person_id)
    if person.role is PersonRole.admin:
        admins = select(Person.id).where(Person.clinic_id == person.clinic_id, Person.role == PersonRole.admin)
        # Locked in one order: two administrators who disable each other at once must not both succeed.
        if len(db.exec(admins.where(Person.is_active).order_by(Person.id).with_for_update()).all()) < 2:
            raise Conflict("The last administrator of a clinic cannot be disabled.")
    person.is_active = False
    end_visits(db, person.id)


@writes(Permission.people_manage)
def join_team(db: Session, actor: Actor, patient_id: str, clinician_id: str) -> None:
    """Put a clinician on a patient's care team from today on; doing it twice changes nothing."""
    patient, clinician = db.get_one(Person, patient_id), person_of_clinic(db, actor, clinician_id)
    if clinician.role is not PersonRole.clinician or clinician.clinic_id != patient.clinic_id:
        raise Invalid([Problem("clinician_id", "a clinician of the patient's clinic")])
    if _membership(db, patient_id, clinician_id) is None:
        since = today(patient.time_zone)
        db.add(CareTeamMember(patient_id=patient_id, clinician_id=clinician_id, since_on=since))


@writes(Permission.people_manage)
def leave_team(db: Session, actor: Actor, patient_id: str, clinician_id: str) -> None:
    """Take a clinician off a patient's care team: nothing of the patient can be seen from now on."""
    member = _membership(db, patient_id, clinician_id)
    if member is not None:
        member.ended_at = now()


def _add_staff(db: Session, actor: Actor, staff: StaffInput) -> str:
    require_clinic(actor, staff.clinic_id)
    if staff.role is PersonRole.patient:
        raise Invalid([Problem("role", "clinician or admin")])
    row = Person(added_at=now(), **staff.model_dump())
    db.add(row)
    db.flush()
    return row.id


def _put_account(db: Session, person_id: str, user_name: str, password: str) -> None:
    name = user_name.strip().casefold()
    if not name or len(name) > 100:
        raise Invalid([Problem("user_name", "1 to 100 characters")])
    taken = db.exec(select(Credential).where(Credential.user_name == name)).first()
    if taken is not None and taken.person_id != person_id:
        raise Invalid([Problem("user_name", "is taken")])
    hashed = hash_password(password, name)
    db.merge(
        Credential(
            person_id=person_id, user_name=name, password_hash=hashed, changed_at=now(), failures=0, failed_at=None
        )
    )


def _membership(db: Session, patient_id: str, clinician_id: str) -> CareTeamMember | None:
    query = select(CareTeamMember).where(
        CareTeamMember.patient_id == patient_id, CareTeamMember.clinician_id == clinician_id
    )
    return db.exec(query.where(col(CareTeamMember.ended_at).is_(None))).first()


@cache
def _time_zones() -> frozenset[str]:
    """Read once: the list is put together from hundreds of files."""
    return frozenset(available_timezones())


def _check_zone(name: str) -> None:
    if name not in _time_zones():
        raise Invalid([Problem("time_zone", "a name of the time zone database, such as Europe/Amsterdam")])
