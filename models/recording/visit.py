"""Coming in and going out: passwords, check-in links, and the invented people of the demo."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, func, select

from models.access import Actor, Permission
from models.clock import now
from models.database import let_go, session
from models.door import public, writes
from models.errors import Conflict, NotFound, NotPermitted
from models.known_browser import is_known as is_known_browser
from models.known_browser import remembered
from models.passwords import is_right, needs_rehash, rehashed
from models.recording.codes import has_second_factor, matching, use_up
from models.records import (
    AccessLog,
    CheckIn,
    Credential,
    Invitation,
    Layout,
    Person,
    PersonRole,
    SecondStep,
    Visit,
    VisitKind,
)
from models.settings import Mode, settings
from models.throttle import (
    HERE,
    MOST_CODES,
    MOST_FAILURES,
    MOST_OF_AN_ADDRESS,
    WAIT,
    failed,
    key_of,
    must_wait,
    succeeded,
)
from models.visits import link_is_open, token_hash

MOST_BIRTH_DATES = 5
STEP_LASTS = timedelta(minutes=5)
WRONG = "Wrong user name or password, or too many tries: wait ten minutes."


@dataclass(frozen=True)
class SignIn:
    """A new visit: the cookie's value, until when it holds, and where the visitor belongs."""

    token: str
    expires_at: datetime
    role: PersonRole
    check_in_id: str | None = None
    patient_id: str | None = None  # whose page a member of staff comes back to
    owes_code: bool = False  # the secret is one of the second step, and no visit's
    remembers: str | None = None  # what lets this browser be known again


@public(write=False)
def sign_in(
    db: Session,
    user_name: str,
    password: str,
    *,
    layout: str = "list",
    known_browser: str | None = None,
    address: str | None = None,
    browser: str = "",
) -> SignIn:
    """Start a visit with a password, or the second step to one. Raises NotPermitted, in the same words and time,

    for every wrong pair. The slow look at the password is no part of a transaction that others wait for.
    """
    found = db.exec(select(Credential).where(Credential.user_name == user_name.strip().casefold())).first()
    is_known = found is not None and is_known_browser(known_browser, found.person_id)
    waits = _waits(db, found, known_browser if is_known else None, address)
    let_go(db)
    right = is_right(password, found.password_hash if found else None)
    with session(write=True) as writing:
        person = writing.get(Person, found.person_id) if found and right and not waits else None
        if found is None or person is None or not person.is_active:
            if not waits:
                _count(writing, found, known_browser if is_known else None, address)
            _log(writing, found.person_id if found else None, None, "sign_in", permitted=False)
            writing.commit()
            raise NotPermitted(WRONG)
        _right_password(writing, found, password)
        if has_second_factor(writing, person.id):
            _log(writing, person.id, person.role, "sign_in_password", permitted=True)
            return second_step(writing, person, layout, browser)
        _log(writing, person.id, person.role, "sign_in", permitted=True)
        return start(writing, person, VisitKind.account, layout, browser=browser)


@public(write=False)
def give_code(db: Session, token: str, code: str) -> SignIn:
    """The second step: a code of the telephone, or one on paper. Raises NotFound where the first step is over,

    NotPermitted for a wrong code, and while too many were wrong.
    """
    step = db.exec(select(SecondStep).where(SecondStep.token_hash == token_hash(token))).first()
    if step is None or step.ended_at is not None or now() >= step.expires_at:
        raise NotFound("Please begin again with user name and password.")
    found = matching(db, step.person_id, code)
    let_go(db)
    with session(write=True) as writing:
        step = writing.get_one(SecondStep, step.id, with_for_update=True)
        person, key = writing.get_one(Person, step.person_id), key_of("codes", step.person_id)
        waits = must_wait(writing, key, MOST_CODES)
        if waits or step.ended_at is not None or not person.is_active or not use_up(writing, person.id, found):
            if not waits:
                failed(writing, key)
            _log(writing, person.id, None, "sign_in_code", permitted=False)
            writing.commit()
            raise NotPermitted("Wrong code, or too many tries: wait ten minutes.")
        succeeded(writing, key)
        step.ended_at = now()
        act = "sign_in_code" if isinstance(found, int) else "sign_in_recovery_code"
        _log(writing, person.id, person.role, act, permitted=True)
        return start(writing, person, VisitKind.account, step.layout, browser=step.browser or "")


@public(write=True)
def sign_in_demo(db: Session, person_id: str, *, layout: str = "list") -> SignIn:
    """Start a visit as an invented person; only where the installation holds nobody else."""
    person = db.get(Person, person_id)
    if settings().mode is not Mode.demo or person is None or not person.is_active:
        raise NotPermitted("Not found.")
    _log(db, person.id, person.role, "sign_in_demo", permitted=True)
    return start(db, person, VisitKind.demo, layout)


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
    return start(db, person, VisitKind.link, layout, check_in_id=check_in.id)


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


def _waits(db: Session, found: Credential | None, known_browser: str | None, address: str | None) -> bool:
    """Whether this try comes too soon after too many wrong ones. A known browser has a count of its own."""
    if known_browser is not None:
        return must_wait(db, key_of("browser", known_browser))
    if address is not None and address not in HERE and must_wait(db, key_of("address", address), MOST_OF_AN_ADDRESS):
        return True
    if found is None or found.failures < MOST_FAILURES or found.failed_at is None:
        return False
    # Each ten failures cost one more wait, never a lock: an attacker must not be able to shut a person out for good.
    return now() < found.failed_at + WAIT


def _count(db: Session, found: Credential | None, known_browser: str | None, address: str | None) -> None:
    if known_browser is not None:
        failed(db, key_of("browser", known_browser))
        return
    if address is not None and address not in HERE:
        failed(db, key_of("address", address))
    if found is not None:
        kept = db.get_one(Credential, found.person_id, with_for_update=True)
        kept.failures, kept.failed_at = kept.failures + 1, now()


def _right_password(db: Session, found: Credential, password: str) -> None:
    """Forget what was wrong before, and keep the password under today's parameters."""
    kept = db.get_one(Credential, found.person_id, with_for_update=True)
    if kept.password_hash != found.password_hash:
        raise NotPermitted(WRONG)  # changed between the look and now
    kept.failures, kept.failed_at = 0, None
    if needs_rehash(kept.password_hash):
        kept.password_hash = rehashed(password)


def second_step(db: Session, person: Person, layout: str, browser: str) -> SignIn:
    """The first step was right, and a code is owed."""
    token = secrets.token_urlsafe(32)
    step = SecondStep(
        token_hash=token_hash(token),
        person_id=person.id,
        layout=Layout(layout),
        browser=browser[:60] or None,
        made_at=now(),
        expires_at=now() + STEP_LASTS,
    )
    db.add(step)
    return SignIn(token, step.expires_at, person.role, owes_code=True)


def start(
    db: Session, person: Person, kind: VisitKind, layout: str, check_in_id: str | None = None, browser: str = ""
) -> SignIn:
    """A new visit under a new secret."""
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
        browser=browser[:60] or None,
    )
    db.add(visit)
    remembers = remembered(person.id) if kind is VisitKind.account else None
    return SignIn(token, visit.expires_at, person.role, check_in_id, remembers=remembers)


def _log(db: Session, person_id: str | None, role: PersonRole | None, act: str, *, permitted: bool) -> None:
    db.add(
        AccessLog(
            at=now(), actor_id=person_id, actor_role=role.value if role else "nobody", act=act, was_permitted=permitted
        )
    )
