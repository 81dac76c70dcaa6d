"""Who is here: the visit behind a cookie, and what a check-in link leads to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from models.access import Actor, ActorKind
from models.clock import now
from models.crisis import CrisisText, crisis_text
from models.criteria.sitting import minutes_of
from models.database import let_go
from models.door import public
from models.history.account import idle_limit
from models.history.by_name import sorting
from models.languages import offered
from models.records import (
    CheckIn,
    Clinic,
    Invitation,
    Person,
    PersonRole,
    ProviderVisit,
    SecondFactor,
    Visit,
    VisitKind,
)
from models.settings import Mode, settings
from models.visits import link_is_open, token_hash, touch

TOUCH_AFTER = timedelta(minutes=1)
RECEIPT_TOLD_FOR = timedelta(days=30)


@dataclass(frozen=True)
class LinkState:
    """What may be said about a link before it is used: the clinic, never the patient."""

    is_open: bool
    clinic_name: str
    answers_read: str
    crisis: CrisisText
    language: str
    minutes: int
    clinic_language: str = "en"
    crises: Mapping[str, CrisisText] = field(default_factory=dict)
    received_at: datetime | None = None
    """When the check-in was received, by the patient's own clock; told for a while to whoever has its link."""

    def crisis_in(self, language: str) -> CrisisText:
        """The clinic's crisis text in the language in which the page is read."""
        return self.crises.get(language, self.crisis)


@dataclass(frozen=True)
class DemoPerson:
    """An invented person whom a visitor of the demo may be."""

    person_id: str
    name: str
    role: PersonRole
    clinic_name: str
    story: str


@public(write=False)
def actor_of(db: Session, token: str | None) -> Actor | None:
    """The actor behind a cookie, or None: no cookie, an ended, idle or outlived visit, a disabled person."""
    found = _visit_of(db, token) if token else None
    if found is None:
        return None
    actor, seen_at = found
    if actor.visit_id and now() - seen_at > TOUCH_AFTER:
        let_go(db)
        touch(actor.visit_id)
    return actor


def _visit_of(db: Session, token: str) -> tuple[Actor, datetime] | None:
    query = (
        select(Visit, Person, Clinic)
        .where(Visit.token_hash == token_hash(token))
        .where(Person.id == Visit.person_id)
        .where(Clinic.id == Person.clinic_id)
    )
    row = db.exec(query).first()
    if row is None:
        return None
    visit, person, clinic = row
    if visit.ended_at is not None or not person.is_active or now() >= min(visit.expires_at, idle_limit(visit, person)):
        return None
    actor = Actor(
        person_id=person.id,
        role=person.role,
        kind=ActorKind(visit.kind.value),
        clinic_id=person.clinic_id,
        name=f"{person.given_name} {person.family_name}",
        visit_id=visit.id,
        check_in_id=visit.check_in_id,
        layout=visit.layout,
        is_verified=visit.verified_at is not None,
        language=person.language,
        time_zone=person.time_zone if person.role is PersonRole.patient else clinic.time_zone,
        clinic_name=clinic.name,
        must_enrol=_must_enrol(db, visit, person),
    )
    return actor, visit.seen_at


def _must_enrol(db: Session, visit: Visit, person: Person) -> bool:
    """Whether somebody of the staff came in by a password alone where that is not enough."""
    rules = settings()
    is_asked = rules.second_factor == "required" and visit.kind is VisitKind.account
    if not is_asked or person.role is PersonRole.patient:
        return False
    by_provider = db.get(ProviderVisit, visit.id)
    if by_provider is not None and by_provider.is_strong:
        return False
    factor = db.get(SecondFactor, person.id)
    return factor is None or factor.confirmed_at is None


@public(write=False)
def link_state(db: Session, token: str) -> LinkState:
    """What the landing page of a link may show; nothing is used up by asking."""
    query = (
        select(Invitation, CheckIn, Person, Clinic)
        .where(Invitation.token_hash == token_hash(token))
        .where(CheckIn.id == Invitation.check_in_id)
        .where(Person.id == CheckIn.patient_id)
        .where(Clinic.id == Person.clinic_id)
    )
    row = db.exec(query).first()
    received_at = _received_at(row[0], row[1]) if row else None
    if row is None or not (received_at or link_is_open(row[0], row[1])):
        return LinkState(False, "", "", crisis_text(db, None, "en"), "en", 0)
    _, check_in, person, clinic = row
    return LinkState(
        is_open=received_at is None,
        clinic_name=clinic.name,
        answers_read=clinic.answers_read,
        crisis=crisis_text(db, clinic.id, person.language),
        language=person.language,
        clinic_language=clinic.language,
        crises={each: crisis_text(db, clinic.id, each) for each in offered()},
        minutes=minutes_of(check_in.instruments),
        received_at=received_at,
    )


def _received_at(invitation: Invitation, check_in: CheckIn) -> datetime | None:
    sent_at = check_in.submitted_at
    if sent_at is None or invitation.revoked_at is not None or now() > sent_at + RECEIPT_TOLD_FOR:
        return None
    return sent_at.astimezone(ZoneInfo(check_in.time_zone))


@public(write=False)
def crisis_for(db: Session, actor: Actor | None, language: str = "en") -> CrisisText:
    """The words and numbers of the reader's own clinic, in the reader's language; the default where nobody is known."""
    return crisis_text(db, actor.clinic_id, actor.language) if actor else crisis_text(db, None, language)


@public(write=False)
def demo_people(db: Session) -> list[DemoPerson]:
    """The invented people of the demo; empty in production."""
    if settings().mode is not Mode.demo:
        return []
    query = select(Person, Clinic).where(Clinic.id == Person.clinic_id).where(Person.is_active)
    by_name = sorted(db.exec(query).all(), key=lambda row: (row[1].name, row[0].role, *sorting(row[0])))
    return [
        DemoPerson(p.id, f"{p.given_name} {p.family_name}", p.role, c.name, p.demo_story)
        for p, c in by_name
        if p.demo_story is not None
    ]
