"""Accounts as their owners see them: the second factor, where a visit is open, and links to a new password."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from models.access import Actor, ActorKind, Permission, require_clinic
from models.clock import now
from models.door import public, reads
from models.errors import NotPermitted
from models.records import (
    Credential,
    PasswordReset,
    Person,
    PersonRole,
    ProviderIdentity,
    RecoveryCode,
    ResetRequest,
    SecondFactor,
    Visit,
    VisitKind,
)
from models.settings import Mode, settings
from models.visits import token_hash

MOST_AT_ONCE = 100  # requests for links that one round looks at


@dataclass(frozen=True)
class VisitLine:
    """One open visit: since when, last used when, by which way and in which browser."""

    id: str
    kind: VisitKind
    browser: str
    started_at: datetime
    seen_at: datetime
    is_this: bool


@dataclass(frozen=True)
class AccountView:
    """One's own account."""

    user_name: str | None
    is_staff: bool
    second_factor_since: datetime | None
    codes_left: int
    must_enrol: bool
    visits: tuple[VisitLine, ...]
    by_provider_alone: bool = False


@reads(Permission.own_account, logged=False)
def own_account(db: Session, actor: Actor) -> AccountView:
    """What the actor's account page shows."""
    if actor.person_id is None or actor.kind not in (ActorKind.account, ActorKind.demo):
        raise NotPermitted("Not found.")
    credential, factor = db.get(Credential, actor.person_id), db.get(SecondFactor, actor.person_id)
    unused = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.person_id == actor.person_id)
    return AccountView(
        user_name=credential.user_name if credential else None,
        is_staff=actor.role is not PersonRole.patient,
        second_factor_since=factor.confirmed_at if factor else None,
        codes_left=db.exec(unused.where(col(RecoveryCode.used_at).is_(None))).one(),
        must_enrol=actor.must_enrol,
        visits=open_visits(db, actor.person_id, actor.visit_id),
        by_provider_alone=credential is None and db.get(ProviderIdentity, actor.person_id) is not None,
    )


@reads(Permission.people_manage, logged=False)
def visits_of(db: Session, actor: Actor, person_id: str) -> tuple[VisitLine, ...]:
    """The open visits of somebody who works in the clinic."""
    person = db.get(Person, person_id)
    if person is None or person.role is PersonRole.patient:
        raise NotPermitted("Not found.")
    require_clinic(actor, person.clinic_id)
    return open_visits(db, person.id, actor.visit_id)


@public(write=False)
def is_reset_open(db: Session, token: str) -> bool:
    """Whether a link to a new password can be used; it says nothing about whose it is."""
    reset = db.exec(select(PasswordReset).where(PasswordReset.token_hash == token_hash(token))).first()
    return reset is not None and reset.used_at is None and reset.revoked_at is None and now() < reset.expires_at


@reads(Permission.people_manage, logged=False)
def resets_waiting(db: Session, actor: Actor) -> tuple[str, ...]:
    """Requests for links to new passwords, the oldest first. Only the installation itself may look."""
    if actor.kind is not ActorKind.system:
        raise NotPermitted("Not found.")
    due = select(ResetRequest.id).where(ResetRequest.not_before_at <= now())
    return tuple(db.exec(due.order_by(col(ResetRequest.asked_at), ResetRequest.id).limit(MOST_AT_ONCE)).all())


def open_visits(db: Session, person_id: str, this: str | None) -> tuple[VisitLine, ...]:
    """Visits that have neither ended nor run out, the last used first."""
    query = select(Visit).where(Visit.person_id == person_id, col(Visit.ended_at).is_(None))
    rows = db.exec(query.where(col(Visit.expires_at) > now()).order_by(col(Visit.seen_at).desc())).all()
    person = db.get_one(Person, person_id)
    return tuple(
        VisitLine(each.id, each.kind, each.browser or "", each.started_at, each.seen_at, each.id == this)
        for each in rows
        if now() < idle_limit(each, person)
    )


def idle_limit(visit: Visit, person: Person) -> datetime:
    """Until when a visit lasts if nothing is done in it; the demo's visits last as long as they can."""
    rules = settings()
    if rules.mode is Mode.demo:
        return visit.expires_at
    minutes = rules.patient_idle_minutes if person.role is PersonRole.patient else rules.staff_idle_minutes
    return visit.seen_at + timedelta(minutes=minutes)
