"""The clinic's tablet in a patient's hands: one check-in and nothing else, and a PIN that leads back to the staff."""

import secrets
from dataclasses import dataclass
from datetime import date
from inspect import unwrap
from itertools import pairwise

from sqlmodel import Session

from models.access import Actor, ActorKind, Permission
from models.clock import now
from models.door import writes
from models.errors import Conflict, Invalid, NotPermitted, Problem
from models.passwords import hash_pin, is_right
from models.recording.occasion import issue_check_in
from models.recording.visit import SignIn
from models.records import Layout, Person, PersonRole, Visit, VisitKind
from models.visits import token_hash

MOST_PINS = 5
DAY_FORMS = ("%Y", "%d%m", "%m%d", "%d%m%y", "%m%d%y", "%y%m%d", "%d%m%Y", "%m%d%Y", "%Y%m%d")
_issue_check_in = unwrap(issue_check_in)


@dataclass(frozen=True)
class Handed:
    """What a PIN led to: a new visit of the member of staff, or how many tries are left."""

    signed_in: SignIn | None
    tries_left: int


@writes(Permission.check_in_issue)
def open_kiosk(db: Session, actor: Actor, patient_id: str, pin: str, *, layout: str = "one") -> SignIn:
    """Hand this browser to a patient: the staff's visit ends, and one begins that can fill in one check-in.

    Raises Invalid for a PIN that is easily guessed, Conflict where the staff's visit has ended meanwhile.
    """
    mine = db.get(Visit, actor.visit_id) if actor.visit_id else None
    if mine is None or actor.kind not in (ActorKind.account, ActorKind.demo):
        raise NotPermitted("Not found.")
    if mine.ended_at is not None:
        raise Conflict("This visit has ended. Please sign in again.")
    person = db.get_one(Person, patient_id)
    _refuse_weak(pin, person.born_on)
    check_in_id = _issue_check_in(db, actor, patient_id)
    mine.ended_at = now()
    token = secrets.token_urlsafe(32)
    db.add(
        Visit(
            token_hash=token_hash(token),
            person_id=patient_id,
            kind=VisitKind.kiosk,
            check_in_id=check_in_id,
            layout=Layout(layout),
            started_at=now(),
            seen_at=now(),
            expires_at=mine.expires_at,
            opened_from_id=mine.id,
            pin_hash=hash_pin(pin),
        )
    )
    return SignIn(token, mine.expires_at, PersonRole.patient, check_in_id)


@writes(Permission.kiosk_leave)
def leave_kiosk(db: Session, actor: Actor, pin: str) -> Handed:
    """Take the tablet back: the patient's visit ends, and the member of staff who opened it has a new one.

    A wrong PIN is counted; after five the patient's visit ends, too, and only signing in leads on.
    """
    visit = db.get_one(Visit, actor.visit_id, with_for_update=True)
    opened = db.get(Visit, visit.opened_from_id)
    staff = db.get(Person, opened.person_id) if opened else None
    if visit.ended_at is not None or opened is None or staff is None:
        return Handed(None, 0)
    if not is_right(pin, visit.pin_hash):
        visit.wrong_pins += 1
        if visit.wrong_pins >= MOST_PINS:
            visit.ended_at = now()
        return Handed(None, MOST_PINS - visit.wrong_pins)
    visit.ended_at = now()
    if not staff.is_active or now() >= opened.expires_at:
        return Handed(None, 0)
    token = secrets.token_urlsafe(32)
    db.add(
        Visit(
            token_hash=token_hash(token),
            person_id=staff.id,
            kind=opened.kind,
            layout=opened.layout,
            started_at=now(),
            seen_at=now(),
            expires_at=opened.expires_at,
        )
    )
    return Handed(SignIn(token, opened.expires_at, staff.role, patient_id=visit.person_id), MOST_PINS)


def _refuse_weak(pin: str, born_on: date | None) -> None:
    """Whoever holds the tablet knows the own birth date, and tries 1111 and 1234 first."""
    if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 8):
        raise Invalid([Problem("pin", "4 to 8 digits")])
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    if len(steps) == 1 and steps <= {-1, 0, 1}:
        raise Invalid([Problem("pin", "not one digit again and again, and not digits in a row")])
    if born_on is not None and pin in _of_the_day(born_on):
        raise Invalid([Problem("pin", "not the patient’s birth date")])


def _of_the_day(on: date) -> set[str]:
    return {on.strftime(form) for form in DAY_FORMS}
