"""Reminders as they stand: what waits to be done, and for one patient what was sent and what became of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models.access import Actor, ActorKind, Permission
from models.clock import now, today
from models.criteria.rule import rule
from models.door import public, reads
from models.errors import NotPermitted
from models.recording.occasion import waiting_and_wanted
from models.recording.reminder import WAITING, is_stale, is_to_retry, local_now, may_be_reminded, number_due
from models.records import (
    RATING,
    Anchor,
    CheckIn,
    CheckInPlan,
    CheckInStatus,
    Clinic,
    Person,
    Reminder,
    ReminderChoice,
    ReminderStatus,
    StoppedBy,
    asked_of_patient,
)
from models.visits import token_hash

DAY = timedelta(days=1)
REGULAR = (Anchor.rhythm, Anchor.weekday)  # a plan that does not move by itself


@dataclass(frozen=True)
class Work:
    """What a round of reminders has to do, by patient; doubtful and stale messages by (patient, message)."""

    schedules: tuple[str, ...]
    reminders: tuple[str, ...]
    doubtful: tuple[tuple[str, str], ...]
    done_first: tuple[tuple[str, str], ...]
    too_late: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ReminderLine:
    """One message: of which check-in, when, and what became of it."""

    number: int
    due_on: date
    status: ReminderStatus
    at: datetime
    tries: int
    reply: str | None


@dataclass(frozen=True)
class ReminderView:
    """How a patient is reminded, and the newest messages first."""

    email: str | None
    hour: int
    agreed_at: datetime | None
    stopped_at: datetime | None
    stopped_by: StoppedBy | None
    refused_at: datetime | None
    lines: tuple[ReminderLine, ...]

    @property
    def is_on(self) -> bool:
        return self.agreed_at is not None and self.stopped_at is None


@reads(Permission.check_in_issue, logged=False)
def work_waiting(db: Session, actor: Actor) -> Work:
    """What is to be done now; looking at it changes nothing. Only the installation itself may look."""
    if actor.kind is not ActorKind.system:
        raise NotPermitted("Not found.")
    stale = _queued(db)
    done_first = tuple((r.patient_id, r.id) for r, c in stale if c.status not in WAITING)
    too_late = tuple((r.patient_id, r.id) for r, c in stale if c.status in WAITING)
    return Work(_schedules(db), _reminders(db), _doubtful(db), done_first, too_late)


@dataclass(frozen=True)
class LetterHead:
    """What a letter with a link says besides the link: to whom, and from whom in the words that the clinic chose."""

    patient_id: str
    name: str
    record_number: str
    clinic: str | None
    language: str = "en"


@reads(Permission.check_in_issue)
def letter_head(db: Session, actor: Actor, patient_id: str) -> LetterHead:
    """For whoever makes a letter with a check-in link."""
    person = db.get_one(Person, patient_id)
    clinic = db.get_one(Clinic, person.clinic_id)
    name = f"{person.given_name} {person.family_name}"
    return LetterHead(person.id, name, person.record_number or "", clinic.message_name, person.language)


@reads(Permission.check_in_issue)
def reminders_of(db: Session, actor: Actor, patient_id: str) -> ReminderView:
    """How the patient is reminded, and what became of each message."""
    person, choice = db.get_one(Person, patient_id), db.get(ReminderChoice, patient_id)
    query = select(Reminder, CheckIn).join(CheckIn, col(CheckIn.id) == Reminder.check_in_id)
    rows = db.exec(query.where(Reminder.patient_id == patient_id).order_by(col(Reminder.queued_at).desc())).all()
    return ReminderView(
        email=person.email,
        hour=choice.hour if choice else rule("reminders.hour").whole,
        agreed_at=choice.agreed_at if choice else None,
        stopped_at=choice.stopped_at if choice else None,
        stopped_by=choice.stopped_by if choice else None,
        refused_at=choice.refused_at if choice else None,
        lines=tuple(
            ReminderLine(r.number, c.due_on, r.status, r.settled_at or r.claimed_at or r.queued_at, r.tries, r.reply)
            for r, c in rows
        ),
    )


@public(write=False)
def stop_offer(db: Session, token: str) -> tuple[str | None, str] | None:
    """For the page that ends reminders: how the clinic signs, and the patient's language; None for a bad link."""
    query = (
        select(Clinic.message_name, Person.language)
        .join(Person, col(Person.clinic_id) == Clinic.id)
        .join(Reminder, col(Reminder.patient_id) == Person.id)
        .where(Reminder.stop_hash == token_hash(token))
    )
    found = db.exec(query).first()
    return (found[0], found[1]) if found else None


def _schedules(db: Session) -> tuple[str, ...]:
    """Patients whose open check-in is not the one that their plan asks for."""
    plans = select(CheckInPlan, Person).join(Person, col(Person.id) == CheckInPlan.patient_id)
    wanted = (col(CheckInPlan.is_active), col(Person.is_active), _may_be_off())
    rows = db.exec(plans.where(*wanted).order_by(Person.id)).all()
    waiting = select(CheckIn).join(CheckInPlan, col(CheckInPlan.patient_id) == CheckIn.patient_id)
    waiting = waiting.join(Person, col(Person.id) == CheckIn.patient_id).where(*wanted)
    waiting = waiting.where(col(CheckIn.status).in_(WAITING), asked_of_patient())
    there: dict[str, CheckIn] = {}
    for row in db.exec(waiting.order_by(col(CheckIn.due_on).desc())).all():
        there[row.patient_id] = row
    return tuple(person.id for plan, person in rows if _is_off(db, plan, person, there.get(person.id)))


def _may_be_off() -> ColumnElement[bool]:
    """A regular plan whose check-in stays open for days to come is right; most are, and are not even fetched."""
    own = aliased(CheckIn)
    waits = select(own.id).where(
        own.patient_id == CheckInPlan.patient_id,
        col(own.status).in_(WAITING),
        ~col(own.occasion).startswith(RATING),
    )
    soon = now().date() + DAY
    later, near = waits.where(own.closes_on > soon).exists(), waits.where(own.closes_on <= soon).exists()
    return or_(~later, near, col(CheckInPlan.anchor).not_in(REGULAR))


def _is_off(db: Session, plan: CheckInPlan, person: Person, there: CheckIn | None) -> bool:
    if there is not None:
        day = today(there.time_zone)
        if there.closes_on < day:
            return True
        # A regular plan does not move by itself; one that follows treatment may have.
        if there.due_on <= day or there.status is CheckInStatus.draft or plan.anchor in REGULAR:
            return False
    return waiting_and_wanted(db, person.id)[1] is not None


def _reminders(db: Session) -> tuple[str, ...]:
    """Patients to whom a message may go out now."""
    query = (
        select(CheckIn, Person, ReminderChoice)
        .join(Person, col(Person.id) == CheckIn.patient_id)
        .join(ReminderChoice, col(ReminderChoice.patient_id) == Person.id)
        .where(col(CheckIn.status).in_(WAITING), asked_of_patient())
        .where(CheckIn.due_on <= now().date() + DAY, CheckIn.closes_on >= now().date() - DAY)
        .order_by(col(CheckIn.due_on), Person.id)
    )
    rows = [row for row in db.exec(query).all() if may_be_reminded(row[1], row[2])]
    earlier: dict[str, list[Reminder]] = {}
    for each in db.exec(select(Reminder).where(col(Reminder.check_in_id).in_([c.id for c, _, _ in rows]))).all():
        earlier.setdefault(each.check_in_id, []).append(each)
    reminded = _reminded_today(db)
    found = []
    for check_in, person, choice in rows:
        before = earlier.get(check_in.id, [])
        first = (person.id, local_now(person).date()) not in reminded and number_due(person, choice, check_in, before)
        if first or any(is_to_retry(person, each) for each in before):
            found.append(person.id)
    return tuple(dict.fromkeys(found))


def _reminded_today(db: Session) -> set[tuple[str, date]]:
    near = (now().date() - DAY, now().date() + DAY)
    query = select(col(Reminder.patient_id), col(Reminder.local_on)).where(col(Reminder.local_on).between(*near))
    return {(patient_id, on) for patient_id, on in db.exec(query).all()}


def _doubtful(db: Session) -> tuple[tuple[str, str], ...]:
    """Messages that a process claimed so long ago that it must have ended on the way."""
    limit = now() - timedelta(minutes=rule("reminders.doubt_minutes").whole)
    query = select(Reminder).where(Reminder.status == ReminderStatus.sending, col(Reminder.claimed_at) < limit)
    return tuple((each.patient_id, each.id) for each in db.exec(query).all())


def _queued(db: Session) -> list[tuple[Reminder, CheckIn]]:
    """Messages that wait for another try and must not get one."""
    query = (
        select(Reminder, CheckIn, Person)
        .join(CheckIn, col(CheckIn.id) == Reminder.check_in_id)
        .join(Person, col(Person.id) == Reminder.patient_id)
        .where(Reminder.status == ReminderStatus.queued)
    )
    return [(r, c) for r, c, person in db.exec(query).all() if is_stale(person, r, c)]
