"""People and clinics as those who administer them see them: names and accounts, nothing clinical."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.access import Actor, Permission
from models.crisis import CrisisText, crisis_text
from models.door import reads
from models.errors import NotPermitted
from models.history.by_name import sorting
from models.records import Clinic, Credential, Person, PersonRole, ProviderIdentity, SecondFactor
from models.settings import settings
from models.staff_steps import staff_steps


@dataclass(frozen=True)
class StaffLine:
    """One member of staff."""

    id: str
    name: str
    role: PersonRole
    user_name: str | None
    is_active: bool
    clinic_name: str
    has_second_factor: bool = False
    provider: str | None = None
    """At the clinic's own provider: `linked`, or `expected` until the address is claimed; None where not linked."""


@dataclass(frozen=True)
class PatientLine:
    """One patient by name and number, for choosing one."""

    id: str
    name: str
    record_number: str


@reads(Permission.people_manage)
def staff(db: Session, actor: Actor) -> list[StaffLine]:
    """Clinicians and administrators of the actor's clinic."""
    query = (
        select(Person, Credential, Clinic)
        .join(Clinic, col(Clinic.id) == Person.clinic_id)
        .join(Credential, col(Credential.person_id) == Person.id, isouter=True)
        .where(Person.role != PersonRole.patient)
    )
    if actor.clinic_id is not None:
        query = query.where(Person.clinic_id == actor.clinic_id)
    secured = set(db.exec(select(SecondFactor.person_id).where(col(SecondFactor.confirmed_at).is_not(None))).all())
    known = db.exec(select(ProviderIdentity).where(ProviderIdentity.issuer == settings().oidc_issuer)).all()
    linked = {each.person_id: "linked" if each.subject else "expected" for each in known}
    return [
        StaffLine(
            id=p.id,
            name=f"{p.given_name} {p.family_name}",
            role=p.role,
            user_name=getattr(c, "user_name", None),
            is_active=p.is_active,
            clinic_name=k.name,
            has_second_factor=p.id in secured,
            provider=linked.get(p.id),
        )
        for p, c, k in sorted(db.exec(query).all(), key=lambda row: (row[0].role, *sorting(row[0])))
    ]


@reads(Permission.people_manage)
def find_patient(db: Session, actor: Actor, record_number: str) -> PatientLine | None:
    """The patient of the actor's clinic with exactly this record number."""
    query = select(Person).where(Person.role == PersonRole.patient, Person.record_number == record_number)
    if actor.clinic_id is not None:
        query = query.where(Person.clinic_id == actor.clinic_id)
    found = db.exec(query).first()
    return (
        PatientLine(found.id, f"{found.given_name} {found.family_name}", found.record_number or "") if found else None
    )


@reads(Permission.people_manage)
def clinics(db: Session, actor: Actor) -> list[Clinic]:
    """The clinics that the actor administers."""
    query = select(Clinic).order_by(Clinic.name)
    return list(db.exec(query if actor.clinic_id is None else query.where(Clinic.id == actor.clinic_id)).all())


@reads(Permission.clinic_manage)
def crisis_of(db: Session, actor: Actor, clinic_id: str, language: str = "en") -> CrisisText:
    """The crisis text that is in force in a clinic, for readers of a language."""
    if actor.clinic_id not in (None, clinic_id):
        raise NotPermitted("Not found.")
    return crisis_text(db, clinic_id, language)


@reads(Permission.clinic_manage)
def staff_steps_of(db: Session, actor: Actor, clinic_id: str) -> tuple[str, ...]:
    """What the staff of a clinic are told to do at once, as it is in force."""
    if actor.clinic_id not in (None, clinic_id):
        raise NotPermitted("Not found.")
    return staff_steps(db, clinic_id)
