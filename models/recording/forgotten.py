"""Forgotten passwords: asked for by anybody, answered alike, and a link sent only to the address that we have."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, select

from models.access import Actor, ActorKind, Permission
from models.clock import now
from models.door import public, tell, writes
from models.errors import NotPermitted
from models.known_browser import is_known
from models.mail_address import is_mailbox
from models.recording.account import new_reset
from models.recording.reminder import NOBODYS
from models.records import AccessLog, Credential, Person, ResetRequest
from models.settings import Mode, settings
from models.throttle import HERE, failed, key_of, must_wait

# Own policy. Whoever floods somebody's address neither fills the mailbox nor keeps its owner out: a browser in which
# the owner has signed in before has a count of its own, and what is refused does not lengthen the wait.
MOST_LINKS = 3
WITHIN = timedelta(hours=1)
MOST_OF_AN_ADDRESS = 30
LONGEST_EMAIL, LONGEST_BROWSER = 254, 200
TRY_AGAIN = timedelta(seconds=30)


@dataclass(frozen=True)
class ToReset:
    """A message that this process has taken to send: where it goes, in which language, and the link."""

    request_id: str
    address: str
    language: str
    url: str


@public(write=True)
def ask_for_reset(db: Session, email: str, *, known_browser: str | None = None, address: str | None = None) -> None:
    """Note that somebody wants a link to a new password. Nothing is looked up: every answer takes the same time."""
    email, key = email.strip().casefold(), key_of("asks for links", address or "")
    is_counted = address is not None and address not in HERE
    waits = is_counted and must_wait(db, key, MOST_OF_AN_ADDRESS, WITHIN)
    if not waits and is_mailbox(email) and len(email) <= LONGEST_EMAIL:
        browser = known_browser if known_browser and len(known_browser) <= LONGEST_BROWSER else None
        at = now()
        db.add(ResetRequest(email=email, browser=browser, asked_at=at, not_before_at=at))
    if is_counted and not waits:
        failed(db, key, WITHIN)
    db.add(AccessLog(at=now(), act="ask_for_reset", actor_role="nobody", was_permitted=not waits))


@writes(Permission.people_manage)
def claim_reset(db: Session, actor: Actor, request_id: str) -> ToReset | None:
    """Take a request for oneself, with a new link; None where there is nobody to send one to, and it is gone."""
    request = _request(db, actor, request_id)
    if request is None or now() < request.not_before_at:
        return None
    person, refused = _whose(db, request)
    if person is None:
        tell(db, refused=refused)
        db.delete(request)
        return None
    request.not_before_at = now() + TRY_AGAIN
    tell(db, person=person.id)
    return ToReset(request.id, person.email or "", person.language, new_reset(db, person.id).url)


@writes(Permission.people_manage)
def settle_reset(db: Session, actor: Actor, request_id: str, is_done: bool) -> None:
    """Say what became of the message: one that was surely not taken is tried again while the request is young."""
    request = _request(db, actor, request_id)
    if request is not None and is_done:
        db.delete(request)


def _request(db: Session, actor: Actor, request_id: str) -> ResetRequest | None:
    if actor.kind is not ActorKind.system:
        raise NotPermitted("Not found.")
    return db.exec(select(ResetRequest).where(ResetRequest.id == request_id).with_for_update()).first()


def _whose(db: Session, request: ResetRequest) -> tuple[Person | None, str]:
    """Whom a request is about: the one account with a password and this address. Else nobody, and why, in a word."""
    if now() >= request.asked_at + timedelta(minutes=settings().reset_minutes):
        return None, "too late"
    query = select(Person).join(Credential, col(Credential.person_id) == Person.id)
    rows = db.exec(query.where(col(Person.is_active).is_(True), col(Person.email).is_not(None))).all()
    found = [each for each in rows if (each.email or "").casefold() == request.email]
    if len(found) != 1:
        return None, "several" if found else "nobody"
    if settings().mode is Mode.demo and not request.email.endswith(NOBODYS):
        return None, "demo"
    where = "known" if is_known(request.browser, found[0].id) else "elsewhere"
    key = key_of("links", f"{found[0].id} {where}")
    if request.not_before_at == request.asked_at:  # the first try, and not one more of the same message
        if must_wait(db, key, MOST_LINKS, WITHIN):
            return None, "too many"
        failed(db, key, WITHIN)
    return found[0], ""
