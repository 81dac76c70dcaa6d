"""Occasions: when a patient is asked, with which instruments, and the link that leads there."""

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select, update

from instruments import shelf
from models.access import Actor, Permission
from models.clock import now, today
from models.criteria.languages import form_languages, unreadable
from models.criteria.schedule import Occasion, first_occasion, next_occasion
from models.door import writes
from models.errors import Invalid, Problem
from models.licences import barred
from models.recording.standing import refresh
from models.records import CheckIn, CheckInPlan, CheckInStatus, Invitation, Person, Trial, asked_of_patient
from models.settings import settings
from models.visits import token_hash


@dataclass(frozen=True)
class Link:
    """A check-in link: shown once, kept only as a hash."""

    url: str
    token: str
    expires_at: datetime
    check_in_id: str


@writes(Permission.check_in_issue)
def issue_check_in(db: Session, actor: Actor, patient_id: str, instruments: list[str] | None = None) -> str:
    """The patient's open check-in, opening one for today where there is none; returns its id.

    `instruments` replaces the battery of the occasion. Raises Invalid for an instrument that cannot be asked, or may
    not be asked in this clinic: no words, or conditions that the clinic has not stated to keep.
    """
    return _open_now(db, patient_id, instruments).id


@writes(Permission.check_in_issue)
def invite(db: Session, actor: Actor, patient_id: str) -> Link:
    """A new link to the patient's open check-in; earlier links to it stop working."""
    check_in = _open_now(db, patient_id, None)
    earlier = update(Invitation).where(col(Invitation.check_in_id) == check_in.id, col(Invitation.revoked_at).is_(None))
    db.exec(earlier.values(revoked_at=now()))
    token = secrets.token_urlsafe(32)
    last_moment = datetime.combine(check_in.closes_on + timedelta(days=1), time(), ZoneInfo(check_in.time_zone))
    expires_at = min(now() + timedelta(days=settings().link_days), last_moment.astimezone(UTC))
    db.add(
        Invitation(
            token_hash=token_hash(token),
            check_in_id=check_in.id,
            made_by_id=actor.person_id,
            made_at=now(),
            expires_at=expires_at,
        )
    )
    return Link(f"{settings().base_url.rstrip('/')}/c/{token}", token, expires_at, check_in.id)


@writes(Permission.check_in_issue)
def set_plan(db: Session, actor: Actor, patient_id: str, every_days: int, is_active: bool = True) -> None:
    """How often the patient is asked, from now on; the first check-in is due today where none is open."""
    if not 1 <= every_days <= 92:
        raise Invalid([Problem("every_days", "from 1 to 92 days")])
    db.merge(CheckInPlan(patient_id=patient_id, every_days=every_days, is_active=is_active))
    db.flush()
    if is_active:
        _open_now(db, patient_id, None)
    refresh(db, patient_id)


@writes(Permission.check_in_fill)
def open_due_check_in(db: Session, actor: Actor, patient_id: str) -> str | None:
    """The check-in that the patient's plan asks for now; a missed one closes and the next takes its place.

    Returns its id, or None where the patient has no plan and nothing is open.
    """
    plan = db.get(CheckInPlan, patient_id)
    if _open_one(db, patient_id) is None and (plan is None or not plan.is_active):
        return None
    return _open_now(db, patient_id, None).id


def open_next(db: Session, sent: CheckIn) -> None:
    """Open the occasion that follows a check-in that was just sent, where the patient has a plan."""
    plan = db.get(CheckInPlan, sent.patient_id)
    if plan is None or not plan.is_active or _open_one(db, sent.patient_id) is not None:
        return
    day = today(sent.time_zone)
    _add(db, sent.patient_id, next_occasion(sent.due_on, plan.every_days, day, _trial_start(db, sent.patient_id)))


def _open_now(db: Session, patient_id: str, instruments: list[str] | None) -> CheckIn:
    person = db.get_one(Person, patient_id)
    _refuse_unfit(db, person, instruments)
    check_in = _open_one(db, patient_id)
    if check_in is not None and check_in.closes_on < today(person.time_zone):
        check_in.status = CheckInStatus.closed
        db.flush()
        check_in = None
    if check_in is None:
        plan = db.get(CheckInPlan, patient_id)
        every_days = plan.every_days if plan else 7
        occasion = first_occasion(today(person.time_zone), every_days, _trial_start(db, patient_id))
        check_in = _add(db, patient_id, occasion)
        refresh(db, patient_id)
    if instruments is not None and check_in.status is CheckInStatus.due:
        check_in.instruments = instruments
        check_in.form_languages = form_languages(instruments, person.language)
    db.flush()
    return check_in


def _refuse_unfit(db: Session, person: Person, instruments: list[str] | None) -> None:
    if instruments is None:
        return
    unfit = [name for name in instruments if name not in shelf() or shelf()[name].rater != "self"]
    if unfit or not instruments:
        raise Invalid([Problem("instruments", "name self-rated instruments of the shelf, at least one")])
    refused = barred(db, person.clinic_id, [shelf()[name] for name in instruments])
    if refused := [*refused, *unreadable(instruments, person.language)]:
        raise Invalid([Problem("instruments", why) for why in refused])


def _open_one(db: Session, patient_id: str) -> CheckIn | None:
    waiting = (CheckInStatus.due, CheckInStatus.draft)
    query = select(CheckIn).where(CheckIn.patient_id == patient_id, col(CheckIn.status).in_(waiting))
    return db.exec(query.where(asked_of_patient()).order_by(col(CheckIn.due_on))).first()


def _add(db: Session, patient_id: str, occasion: Occasion) -> CheckIn:
    person = db.get_one(Person, patient_id)
    there = select(CheckIn).where(CheckIn.patient_id == patient_id, CheckIn.occasion == occasion.key)
    key = occasion.key if db.exec(there).first() is None else f"{occasion.key}/{secrets.token_hex(4)}"
    check_in = CheckIn(
        patient_id=patient_id,
        trial_id=_current_trial(db, patient_id),
        occasion=key,
        instruments=list(occasion.instruments),
        language=person.language,
        form_languages=form_languages(occasion.instruments, person.language),
        status=CheckInStatus.due,
        due_on=occasion.due_on,
        closes_on=occasion.closes_on,
        time_zone=person.time_zone,
    )
    db.add(check_in)
    db.flush()
    return check_in


def _running(db: Session, patient_id: str) -> Trial | None:
    query = select(Trial).where(Trial.patient_id == patient_id, col(Trial.ended_on).is_(None))
    return db.exec(query.order_by(col(Trial.started_on).desc())).first()


def _current_trial(db: Session, patient_id: str) -> str | None:
    running = _running(db, patient_id)
    return running.id if running else None


def _trial_start(db: Session, patient_id: str) -> date | None:
    running = _running(db, patient_id)
    return running.started_on if running else None
