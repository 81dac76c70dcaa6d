"""Accounts as their owners and administrators keep them: passwords, links to a new one, and visits that are ended."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, or_, select, update

from models.access import Actor, ActorKind, Permission, require_clinic
from models.clock import now
from models.door import public, tell, writes
from models.errors import Conflict, NotFound, NotPermitted
from models.passwords import hash_password, is_right
from models.records import AccessLog, Credential, PasswordReset, Person, SecondStep, Visit
from models.settings import settings
from models.throttle import failed, key_of, must_wait, succeeded
from models.visits import token_hash


@dataclass(frozen=True)
class Reset:
    """A link to a new password, to be given to its person now; it is not shown again."""

    url: str
    expires_at: datetime


@writes(Permission.own_account)
def change_password(db: Session, actor: Actor, password: str, new: str) -> bool:
    """Choose a new password of one's own; every other visit ends. False where the old one is wrong."""
    credential = db.get(Credential, actor.person_id) if actor.person_id else None
    if actor.kind not in (ActorKind.account, ActorKind.demo):
        raise NotPermitted("Not found.")
    if credential is None:
        raise Conflict("You have no password here.")
    if not is_own_password(db, credential, password):
        return False
    put_password(db, credential, new)
    end_visits(db, credential.person_id, but=actor.visit_id)
    return True


@writes(Permission.own_account)
def end_visit(db: Session, actor: Actor, visit_id: str) -> None:
    """End one visit of one's own, in whatever browser it is."""
    visit = db.get(Visit, visit_id)
    if visit is None or actor.person_id is None or visit.person_id != actor.person_id:
        raise NotPermitted("Not found.")
    tell(db, visit=visit.id)
    if visit.ended_at is None:
        visit.ended_at = now()


@writes(Permission.own_account)
def end_other_visits(db: Session, actor: Actor) -> None:
    """End every visit of one's own but this one."""
    if actor.person_id is None or actor.visit_id is None:
        raise NotPermitted("Not found.")
    end_visits(db, actor.person_id, but=actor.visit_id)


@writes(Permission.people_manage)
def end_visits_of(db: Session, actor: Actor, person_id: str) -> None:
    """Sign somebody of the clinic out everywhere."""
    end_visits(db, person_of_clinic(db, actor, person_id).id)


@writes(Permission.people_manage)
def offer_reset(db: Session, actor: Actor, person_id: str) -> Reset:
    """A link with which somebody chooses a new password, once and soon; earlier links end."""
    person = person_of_clinic(db, actor, person_id)
    if db.get(Credential, person.id) is None or not person.is_active:
        raise Conflict("This person has no account that can be used.")
    if person.id == actor.person_id:
        raise Conflict("Change your own password on your account page.")
    _revoke_resets(db, person.id)
    return new_reset(db, person.id, actor.person_id)


@public(write=True)
def reset_password(db: Session, token: str, new: str) -> None:
    """Choose a new password by a link. Raises NotFound for every link that cannot be used, alike."""
    query = select(PasswordReset).where(PasswordReset.token_hash == token_hash(token)).with_for_update()
    reset = db.exec(query).first()
    credential = db.get(Credential, reset.person_id) if reset else None
    if reset is None or credential is None or not is_open(reset) or not db.get_one(Person, reset.person_id).is_active:
        raise NotFound("This link cannot be used.")
    put_password(db, credential, new)
    reset.used_at = now()
    end_visits(db, reset.person_id)
    db.add(AccessLog(at=now(), act="reset_password", actor_id=reset.person_id, actor_role="nobody", was_permitted=True))


def new_reset(db: Session, person_id: str, made_by_id: str | None = None) -> Reset:
    """A new link beside those that are there; of its secret only a hash is kept."""
    token = secrets.token_urlsafe(32)
    reset = PasswordReset(
        token_hash=token_hash(token),
        person_id=person_id,
        made_by_id=made_by_id,
        made_at=now(),
        expires_at=now() + timedelta(minutes=settings().reset_minutes),
    )
    db.add(reset)
    return Reset(f"{settings().base_url.rstrip('/')}/reset/{token}", reset.expires_at)


def is_open(reset: PasswordReset) -> bool:
    """True while the link is neither used nor revoked nor too old."""
    return reset.used_at is None and reset.revoked_at is None and now() < reset.expires_at


def is_own_password(db: Session, credential: Credential, password: str) -> bool:
    """Whether the password is right; wrong ones are counted, and after ten of them even the right one waits."""
    key = key_of("own password", credential.person_id)
    if must_wait(db, key) or not is_right(password, credential.password_hash):
        failed(db, key)
        tell(db, wrong_password=True)
        return False
    succeeded(db, key)
    return True


def put_password(db: Session, credential: Credential, new: str) -> None:
    """Keep a new password. Raises Invalid for one that is too short, or known to everybody."""
    credential.password_hash, credential.changed_at = hash_password(new, credential.user_name), now()
    credential.failures, credential.failed_at = 0, None


def end_visits(db: Session, person_id: str, but: str | None = None) -> None:
    """A person's visits, and the tablets that lead back to one; sign-ins that are half way, and links, too."""
    own = select(Visit.id).where(Visit.person_id == person_id)
    theirs = or_(col(Visit.person_id) == person_id, col(Visit.opened_from_id).in_(own))
    others = update(Visit).where(theirs, col(Visit.ended_at).is_(None))
    db.exec((others.where(col(Visit.id) != but) if but else others).values(ended_at=now()))
    steps = update(SecondStep).where(col(SecondStep.person_id) == person_id, col(SecondStep.ended_at).is_(None))
    db.exec(steps.values(ended_at=now()))
    _revoke_resets(db, person_id)


def _revoke_resets(db: Session, person_id: str) -> None:
    theirs = update(PasswordReset).where(col(PasswordReset.person_id) == person_id)
    unused = theirs.where(col(PasswordReset.used_at).is_(None), col(PasswordReset.revoked_at).is_(None))
    db.exec(unused.values(revoked_at=now()))


def person_of_clinic(db: Session, actor: Actor, person_id: str) -> Person:
    """Somebody of the actor's own clinic; anybody else is not found."""
    person = db.get(Person, person_id)
    if person is None:
        raise NotPermitted("Not found.")
    require_clinic(actor, person.clinic_id)
    return person
