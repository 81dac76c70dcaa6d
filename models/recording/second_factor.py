"""The second factor of one's own: begun with a square for the telephone, proved by a code, ended with the password."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from models import totp
from models.access import Actor, ActorKind, Permission
from models.clock import now
from models.door import tell, writes
from models.errors import Conflict, Invalid, NotPermitted, Problem
from models.recording.account import end_visits, is_own_password, person_of_clinic
from models.recording.codes import forget, has_second_factor, matching, new_codes, place, use_up
from models.recording.visit import SignIn, start
from models.records import Credential, Person, PersonRole, ProviderIdentity, SecondFactor, Visit, VisitKind
from models.throttle import MOST_CODES, failed, key_of, must_wait, succeeded
from models.vault import lock, unlock

SHOWN_FOR = timedelta(minutes=10)


@dataclass(frozen=True)
class Enrolment:
    """What the telephone is to learn: as words to type, and as the address in the square."""

    secret: str
    address: str


@dataclass(frozen=True)
class Enrolled:
    """It is on from now: codes for paper, shown this once, and a new visit in place of all others."""

    codes: tuple[str, ...]
    signed_in: SignIn


@writes(Permission.own_account)
def begin_second_factor(db: Session, actor: Actor) -> Enrolment:
    """Draw a secret for the actor's telephone; nothing is asked for until a code has proved it."""
    own, name = _own(db, actor)
    if has_second_factor(db, own):
        raise Conflict("Your second factor is on already. To change the telephone, switch it off first.")
    begun = db.get(SecondFactor, own)
    if begun is not None and now() < begun.made_at + SHOWN_FOR:  # a code was mistyped: the same square again
        secret = unlock(begun.locked_secret, place(own))
    else:
        secret = totp.new_secret()
        locked = lock(secret, place(own))
        db.merge(SecondFactor(person_id=own, locked_secret=locked, made_at=now()))
    return Enrolment(secret, totp.address(secret, name))


@writes(Permission.own_account)
def confirm_second_factor(db: Session, actor: Actor, code: str) -> Enrolled:
    """Switch it on with a first code. Every other visit ends, and this one goes on under a new secret."""
    own, _ = _own(db, actor)
    factor = db.get(SecondFactor, own, with_for_update=True)
    if factor is None or factor.confirmed_at is not None:
        raise Conflict("There is nothing to confirm. Begin again from your account.")
    step = totp.step_of(unlock(factor.locked_secret, place(own)), code, None)
    if step is None:
        raise Invalid([Problem("code", "that code does not belong to this square; look at the telephone again")])
    factor.confirmed_at, factor.last_step = now(), step
    codes, mine = new_codes(db, own), db.get(Visit, actor.visit_id)
    end_visits(db, own)
    kind = mine.kind if mine else VisitKind.account
    signed_in = start(db, db.get_one(Person, own), kind, actor.layout, browser=_browser(mine))
    return Enrolled(codes, signed_in)


@writes(Permission.own_account)
def renew_codes(db: Session, actor: Actor, password: str) -> tuple[str, ...] | None:
    """Ten new codes for paper in place of the old ones; None where the password is wrong."""
    own, _ = _own(db, actor)
    if not has_second_factor(db, own):
        raise Conflict("Your second factor is off.")
    if not _is_own(db, own, password):
        return None
    return new_codes(db, own)


@writes(Permission.own_account)
def remove_second_factor(db: Session, actor: Actor, password: str) -> bool:
    """Switch the own second factor off; False where the password is wrong."""
    own, _ = _own(db, actor)
    if not _is_own(db, own, password):
        return False
    forget(db, own)
    return True


@writes(Permission.people_manage)
def drop_second_factor(db: Session, actor: Actor, person_id: str) -> None:
    """Switch off the second factor of somebody who lost telephone and codes; the person's visits end."""
    person = person_of_clinic(db, actor, person_id)
    if person.id == actor.person_id:
        raise Conflict("Switch your own off on your account page, with your password.")
    tell(db, was_on=has_second_factor(db, person.id))
    forget(db, person.id)
    end_visits(db, person.id)


def _own(db: Session, actor: Actor) -> tuple[str, str]:
    """Whose second factor it is, and the name that the telephone shows for it."""
    if actor.kind not in (ActorKind.account, ActorKind.demo) or actor.person_id is None:
        raise NotPermitted("Not found.")
    if actor.role is PersonRole.patient:
        raise Conflict("A second factor is for the staff of a clinic.")
    credential = db.get(Credential, actor.person_id)
    if credential is None and db.get(ProviderIdentity, actor.person_id) is None:
        raise Conflict("You have no password here, and so nothing that a second factor could protect.")
    return actor.person_id, credential.user_name if credential else actor.name


def _is_own(db: Session, person_id: str, typed: str) -> bool:
    """Whether the password is right; a code, for whoever comes in through the provider and has no password."""
    credential = db.get(Credential, person_id)
    if credential is not None:
        return is_own_password(db, credential, typed)
    key = key_of("codes", person_id)
    if must_wait(db, key, MOST_CODES) or not use_up(db, person_id, matching(db, person_id, typed)):
        failed(db, key)
        tell(db, wrong_code=True)
        return False
    succeeded(db, key)
    return True


def _browser(visit: Visit | None) -> str:
    return (visit.browser if visit else None) or ""
