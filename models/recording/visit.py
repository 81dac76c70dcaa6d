"""Coming in and going out: passwords, check-in links, and the invented people of the demo."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, func, select

from models.access import Actor, Permission
from models.clock import now
from models.door import public, writes
from models.errors import Conflict, NotFound, NotPermitted
from models.passwords import hash_password, is_right, needs_rehash
from models.records import (
    AccessLog,
    CheckIn,
    Credential,
    Invitation,
    Layout,
    Person,
    PersonRole,
    Visit,
    VisitKind,
)
from models.settings import Mode, settings
from models.visits import link_is_open, token_hash

MOST_FAILURES = 10
WAIT_AFTER_FAILURES = timedelta(minutes=10)
MOST_BIRTH_DATES = 5


@dataclass(frozen=True)
class SignIn:
    """A new visit: the cookie's value, until when it holds, and where the visitor belongs."""

    token: str
    expires_at: datetime
    role: PersonRole
    check_in_id: str | None = None
    patient_id: str | None = None  # whose page a member of staff comes back to


@public(write=True)
def sign_in(db: Session, user_name: str, password: str, *, layout: str = "list") -> SignIn:
    """Start a visit with a password. Raises NotPermitted, in the same words and time, for every wrong pair."""
    found = db.exec(select(Credential).where(Credential.user_name == user_name.strip().casefold())).first()
    waits = found is not None and _must_wait(found)
    right = is_right(password, found.password_hash if found else None)
    person = db.get(Person, found.person_id) if found and right and not waits else None
    if found is None or person is None or not person.is_active:
        if found is not None and not waits:
            found.failures, found.failed_at = found.failures + 1, now()
        _log(db, found.person_id if found else None, None, "sign_in", permitted=False)
        db.commit()
        raise NotPermitted("Wrong user name or password, or too many tries: wait ten minutes.")
    found.failures, found.failed_at = 0, None
    if needs_rehash(found.password_hash):
        found.password_hash = hash_password(password, found.user_name)
    _log(db, person.id, person.role, "sign_in", permitted=True)
    return _start(db, person, VisitKind.account, layout)


@public(write=True)
def sign_in_demo(db: Session, person_id: str, *, layout: str = "list") -> SignIn:
    """Start a visit as an invented person; only where the installation holds nobody else."""
    person = db.get(Person, person_id)
    if settings().mode is not Mode.demo or person is None or not person.is_active:
        raise NotPermitted("Not found.")
    _log(db, person.id, person.role, "sign_in_demo", permitted=True)
    return _start(db, person, VisitKind.demo, layout)


@public(write=True)
def redeem_link(db: Session, token: str, *, layout: str = "one") -> SignIn:
    """Start a visit that can fill in one check-in and nothing else. Raises NotFound for every bad link alike."""
    invitation = db.exec(select(Invitation).where(Invitation.token_hash == token_hash(token))).first()
    check_in = db.get(CheckIn, invitation.check_in_id) if invitation else None
    if invitation is None or check_in is None or not link_is_open(invitation, check_in):
        raise NotFound("This link cannot be used.")
    invitation.redeemed_at = invitation.redeemed_at or now()
    person = db.get_one(Person, check_in.patient_id)
    _log(db, person.id, person.role, "redeem_link", permitted=True)
    return _start(db, person, VisitKind.link, layout, check_in_id=check_in.id)


@public(write=True)
def sign_out(db: Session, token: str) -> None:
    """End the visit of this cookie; the cookie is worthless from now on."""
    visit = db.exec(select(Visit).where(Visit.token_hash == token_hash(token))).first()
    if visit is not None and visit.ended_at is None:
        visit.ended_at = now()
        _log(db, visit.person_id, None, "sign_out", permitted=True)


@writes(Permission.birth_date_confirm)
def confirm_birth_date(db: Session, actor: Actor, born_on: date) -> bool:
    """Let a link visitor see the own results after the birth date; five tries for a check-in, then never."""
    visit, person = db.get_one(Visit, actor.visit_id), db.get_one(Person, actor.person_id)
    # Counted over every visit by this check-in's links: opening the link once more gives no new tries.
    tried = select(func.sum(Visit.wrong_birth_dates)).where(Visit.check_in_id == actor.check_in_id)
    if (db.exec(tried).one() or 0) >= MOST_BIRTH_DATES:
        raise Conflict("Too many tries. Your answers are safe; ask the clinic if you want to see your results.")
    if person.born_on is not None and secrets.compare_digest(person.born_on.isoformat(), born_on.isoformat()):
        visit.verified_at = now()
        return True
    visit.wrong_birth_dates += 1
    return False


def _must_wait(credential: Credential) -> bool:
    if credential.failures < MOST_FAILURES or credential.failed_at is None:
        return False
    # Each ten failures cost one more wait, never a lock: an attacker must not be able to shut a person out for good.
    return now() < credential.failed_at + WAIT_AFTER_FAILURES


def _start(db: Session, person: Person, kind: VisitKind, layout: str, check_in_id: str | None = None) -> SignIn:
    token = secrets.token_urlsafe(32)
    lasts = timedelta(hours=settings().staff_hours)
    visit = Visit(
        token_hash=token_hash(token),
        person_id=person.id,
        kind=kind,
        check_in_id=check_in_id,
        layout=Layout(layout),
        started_at=now(),
        seen_at=now(),
        expires_at=now() + lasts,
    )
    db.add(visit)
    return SignIn(token, visit.expires_at, person.role, check_in_id)


def _log(db: Session, person_id: str | None, role: PersonRole | None, act: str, *, permitted: bool) -> None:
    db.add(
        AccessLog(
            at=now(), actor_id=person_id, actor_role=role.value if role else "nobody", act=act, was_permitted=permitted
        )
    )
