"""Reminders: who agreed to them, each message claimed before it is sent, and what became of it."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models.access import Actor, ActorKind, Permission, require_clinic
from models.clock import now
from models.criteria.reminding import is_awake, reminder_due
from models.criteria.rule import rule
from models.criteria.sitting import minutes_of
from models.door import public, writes
from models.errors import Conflict, Invalid, NotPermitted, Problem
from models.mail_address import is_mailbox
from models.recording.inputs import ClinicInput
from models.recording.occasion import add_link, last_whole_day, link_address
from models.records import (
    AccessLog,
    ChannelKind,
    CheckIn,
    CheckInStatus,
    Clinic,
    Invitation,
    Person,
    Reminder,
    ReminderChoice,
    ReminderStatus,
    StoppedBy,
    asked_of_patient,
)
from models.settings import Mode, settings
from models.visits import token_hash

WAITING = (CheckInStatus.due, CheckInStatus.draft)
HOURS = 24
# Names that belong to nobody, for ever: invented people have their addresses there.
NOBODYS = (".example", ".test", ".invalid", "@example.com", "@example.net", "@example.org")


@dataclass(frozen=True)
class Claimed:
    """One message that this process, and no other, may send now; its links are known only here."""

    reminder_id: str
    patient_id: str
    address: str
    language: str
    clinic: str | None
    number: int
    minutes: int
    closes_on: date
    link: str
    stop_link: str


@writes(Permission.check_in_issue)
def set_reminders(db: Session, actor: Actor, patient_id: str, email: str | None, hour: int, agreed: bool) -> None:
    """Where a patient is reminded, from which hour of the own day on, and that the patient agreed to it.

    Without agreement nothing is sent. Agreeing anew begins anew, also after the patient stopped the messages.
    """
    problems = [] if 0 <= hour < HOURS else [Problem("hour", "from 0 to 23")]
    if email is not None and not is_mailbox(email):
        problems.append(Problem("email", "an e-mail address, such as name@example.org"))
    if agreed and email is None:
        problems.append(Problem("email", "needed for reminders"))
    if problems:
        raise Invalid(problems)
    person, choice = db.get_one(Person, patient_id), db.get(ReminderChoice, patient_id)
    has_moved = person.email != email
    person.email = email
    if choice is None and not agreed:
        return
    if choice is None:
        choice = ReminderChoice(patient_id=patient_id, hour=hour, agreed_at=now())
    elif agreed and choice.stopped_at is not None:
        choice.agreed_at = now()
    choice.hour, choice.recorded_by_id = hour, actor.person_id
    choice.refused_at = None if has_moved else choice.refused_at
    if agreed:
        choice.stopped_at = choice.stopped_by = None
    elif choice.stopped_at is None:
        choice.stopped_at, choice.stopped_by = now(), StoppedBy.clinic
    db.add(choice)


@writes(Permission.clinic_manage)
def set_message_name(db: Session, actor: Actor, clinic_id: str, name: str | None) -> None:
    """How a clinic signs messages that others may see; None signs with no name."""
    require_clinic(actor, clinic_id)
    ClinicInput.of(name="any", message_name=name)
    clinic = db.get(Clinic, clinic_id)
    if clinic is None:
        raise NotPermitted("Not found.")
    clinic.message_name = name.strip() if name else None


@writes(Permission.check_in_issue)
def claim_reminder(db: Session, actor: Actor, patient_id: str) -> Claimed | None:
    """Take the reminder that is due now for oneself, before anything is sent; None where there is none (any more).

    Whoever is killed after this has perhaps sent it: nobody sends it again.
    """
    _require_installation(actor)
    query = select(CheckIn).where(CheckIn.patient_id == patient_id, col(CheckIn.status).in_(WAITING))
    check_in = db.exec(query.where(asked_of_patient()).order_by(col(CheckIn.due_on)).with_for_update()).first()
    person, choice = db.get_one(Person, patient_id), db.get(ReminderChoice, patient_id)
    if check_in is None or choice is None or not may_be_reminded(person, choice):
        return None
    reminder = _mine(db, person, choice, check_in)
    if reminder is None:
        return None
    clinic = db.get_one(Clinic, person.clinic_id)
    if reminder.invitation_id is not None:  # an earlier try: the link of a message that was not taken
        db.get_one(Invitation, reminder.invitation_id).revoked_at = now()
    made, token = add_link(db, check_in, None)
    stop = secrets.token_urlsafe(32)
    reminder.status, reminder.claimed_at, reminder.tries = ReminderStatus.sending, now(), reminder.tries + 1
    reminder.invitation_id, reminder.stop_hash = made.id, token_hash(stop)
    db.add(reminder)
    return Claimed(
        reminder_id=reminder.id,
        patient_id=patient_id,
        address=person.email or "",
        language=person.language,
        clinic=clinic.message_name,
        number=reminder.number,
        minutes=minutes_of(check_in.instruments),
        closes_on=last_whole_day(made, check_in),
        link=link_address(token),
        stop_link=f"{settings().base_url.rstrip('/')}/stop/{stop}",
    )


@writes(Permission.check_in_issue)
def settle_reminder(
    db: Session,
    actor: Actor,
    patient_id: str,
    reminder_id: str,
    status: ReminderStatus,
    reply: str = "",
    bad_address: bool = False,
) -> None:
    """Say what became of a message. `queued` means that it was surely not taken and may be tried again.

    Raises Conflict for a change that cannot be: what may have gone out is never put back into the queue.
    """
    _require_installation(actor)
    query = select(Reminder).where(Reminder.id == reminder_id, Reminder.patient_id == patient_id)
    reminder = db.exec(query.with_for_update()).one()
    if reminder.status is ReminderStatus.unknown and status is ReminderStatus.queued:
        status = ReminderStatus.gave_up
    if status not in NEXT.get(reminder.status, ()):
        raise Conflict(f"A reminder that is {reminder.status} does not become {status}.")
    if status is ReminderStatus.queued and reminder.tries >= rule("reminders.tries").whole:
        status = ReminderStatus.gave_up
    if status is ReminderStatus.queued:
        wait = rule("reminders.retry_minutes").whole * 2 ** (reminder.tries - 1)
        reminder.not_before_at = now() + timedelta(minutes=wait)
    reminder.status, reminder.reply = status, reply[:120] or reminder.reply
    reminder.settled_at = None if status is ReminderStatus.queued else now()
    if bad_address:
        db.get_one(ReminderChoice, patient_id).refused_at = now()


S = ReminderStatus
NEXT = {
    S.queued: (S.gave_up, S.not_needed),
    S.sending: (S.sent, S.bounced, S.queued, S.unknown, S.gave_up),
    S.unknown: (S.sent, S.bounced, S.gave_up),
}


@public(write=True)
def stop_reminders(db: Session, token: str) -> bool:
    """End the reminders of whoever got the message with this link; False for a link that leads nowhere."""
    reminder = db.exec(select(Reminder).where(Reminder.stop_hash == token_hash(token))).first()
    choice = db.get(ReminderChoice, reminder.patient_id) if reminder else None
    if reminder is None or choice is None:
        return False
    if choice.stopped_at is None:
        choice.stopped_at, choice.stopped_by = now(), StoppedBy.patient
        person = db.get_one(Person, reminder.patient_id)
        db.add(
            AccessLog(
                at=now(),
                actor_id=person.id,
                actor_role=person.role.value,
                act="stop_reminders",
                was_permitted=True,
                patient_id=person.id,
                clinic_id=person.clinic_id,
            )
        )
    return True


def may_be_reminded(person: Person, choice: ReminderChoice) -> bool:
    """True while the patient is in care here, agreed, has not stopped it, and the address takes mail.

    In a demo only addresses that belong to nobody are written to.
    """
    if not person.is_active or choice.stopped_at is not None or choice.refused_at is not None or not person.email:
        return False
    return settings().mode is not Mode.demo or person.email.casefold().endswith(NOBODYS)


def number_due(person: Person, choice: ReminderChoice, check_in: CheckIn, earlier: list[Reminder]) -> int | None:
    """The number of the reminder that may go out now for the first time; None for none."""
    on = {each.local_on for each in earlier}
    number = reminder_due(check_in.due_on, check_in.closes_on, on, local_now(person), choice.hour)
    return None if number is None else max((each.number for each in earlier), default=0) + 1


def is_to_retry(person: Person, reminder: Reminder) -> bool:
    """True for a message that waits for another try, whose time has come, on the day to which it belongs."""
    local = local_now(person)
    return (
        reminder.status is ReminderStatus.queued
        and reminder.not_before_at <= now()
        and reminder.local_on == local.date()
        and is_awake(local)
    )


def is_stale(person: Person, reminder: Reminder, check_in: CheckIn) -> bool:
    """True for a message that waits for another try and must not get one: done, stopped, night, or another day."""
    local = local_now(person)
    late = local.date() != reminder.local_on or local.hour >= rule("reminders.latest_hour").whole
    return late or check_in.status not in WAITING


def local_now(person: Person) -> datetime:
    """The instant as the person's own clock shows it."""
    return now().astimezone(ZoneInfo(person.time_zone))


def _mine(db: Session, person: Person, choice: ReminderChoice, check_in: CheckIn) -> Reminder | None:
    # Locked before it is read: another process may have claimed it since somebody looked.
    query = select(Reminder).where(Reminder.check_in_id == check_in.id).order_by(col(Reminder.number))
    earlier = list(db.exec(query.with_for_update()).all())
    for reminder in earlier:
        if is_to_retry(person, reminder):
            return reminder
    number = number_due(person, choice, check_in, earlier)
    day = local_now(person).date()
    today_already = select(Reminder.id).where(Reminder.patient_id == person.id, Reminder.local_on == day)
    if number is None or db.exec(today_already).first() is not None:
        return None
    return Reminder(
        patient_id=person.id,
        check_in_id=check_in.id,
        number=number,
        local_on=day,
        channel=ChannelKind.email,
        status=ReminderStatus.queued,
        queued_at=now(),
        not_before_at=now(),
    )


def _require_installation(actor: Actor) -> None:
    if actor.kind is not ActorKind.system:
        raise NotPermitted("Not found.")
