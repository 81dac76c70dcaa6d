"""Who is told of a safety flag: claimed and noted like any message, but tried again until somebody takes it on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, or_, select

from models.access import Actor, ActorKind, Permission, require_clinic
from models.clock import now, today
from models.criteria.escalation import STEPS, due_steps
from models.criteria.rule import whole
from models.door import writes
from models.errors import Conflict, Invalid, NotPermitted, Problem
from models.mail_address import is_mailbox
from models.recording.inputs import Input
from models.records import (
    AlertNotice,
    CareTeamMember,
    Clinic,
    Duty,
    DutyStep,
    EscalationStep,
    FlagStatus,
    Person,
    PersonRole,
    ReminderStatus,
    SafetyFlag,
)

WAITING = (ReminderStatus.queued, ReminderStatus.sending)
NOBODY = "nobody to tell"


@dataclass(frozen=True)
class ToTell:
    """A message that this process has taken to send: where it goes, and about what; never about whom."""

    notice_id: str
    address: str
    is_heartbeat: bool
    step: str
    tier: int
    since: datetime | None


class DutyInput(Input):
    """Who is on duty at one step, from when and until when."""

    step: DutyStep
    person_id: str
    from_at: datetime
    until_at: datetime | None = None


def tell_step(db: Session, flag: SafetyFlag, step: DutyStep) -> None:
    """Queue the message of one step, in the transaction of the caller; once each time the flag asks."""
    occasion = f"{flag.id}:{flag.asked}:{step.value}"
    if db.exec(select(AlertNotice.id).where(AlertNotice.occasion == occasion)).first():
        return
    clinic = db.get_one(Clinic, db.get_one(Person, flag.patient_id).clinic_id)
    told = {each.person_id for each in db.exec(_of_this_asking(flag)).all()}
    person_id = _on_duty(db, clinic.id, flag.patient_id, step, told)
    _queue(db, clinic, occasion, person_id, flag_id=flag.id, patient_id=flag.patient_id, step=step)


def _of_this_asking(flag: SafetyFlag) -> Any:
    prefix = f"{flag.id}:{flag.asked}:"
    return select(AlertNotice).where(AlertNotice.flag_id == flag.id, col(AlertNotice.occasion).startswith(prefix))


def _on_duty(db: Session, clinic_id: str, patient_id: str, step: DutyStep, told: set[str | None]) -> str | None:
    """Whoever is on duty at this step or the next above it, and was not told yet; the care team before the lead."""
    for above in STEPS[STEPS.index(step.value) :]:
        for person_id in _rota(db, clinic_id, DutyStep(above)):
            if person_id not in told:
                return person_id
        if above == DutyStep.duty.value:
            for person_id in _team(db, patient_id):
                if person_id not in told:
                    return person_id
    return None


def _rota(db: Session, clinic_id: str, step: DutyStep) -> list[str]:
    query = (
        select(Duty.person_id)
        .join(Person, col(Person.id) == Duty.person_id)
        .where(Duty.clinic_id == clinic_id, Duty.step == step, col(Duty.ended_at).is_(None), Duty.from_at <= now())
        .where(or_(col(Duty.until_at).is_(None), col(Duty.until_at) > now()), col(Person.is_active).is_(True))
    )
    return list(db.exec(query.order_by(col(Duty.from_at).desc(), col(Duty.id))).all())


def _team(db: Session, patient_id: str) -> list[str]:
    query = (
        select(CareTeamMember.clinician_id)
        .join(Person, col(Person.id) == CareTeamMember.clinician_id)
        .where(CareTeamMember.patient_id == patient_id, col(CareTeamMember.ended_at).is_(None))
        .where(col(Person.is_active).is_(True), col(Person.email).is_not(None))
    )
    return list(db.exec(query.order_by(col(CareTeamMember.since_on), col(CareTeamMember.id))).all())


@writes(Permission.flag_handle)
def escalate_flag(db: Session, actor: Actor, flag_id: str) -> int:
    """Queue the messages of every step whose time has come, while nobody has taken the flag on; returns how many."""
    _require_installation(actor)
    flag = db.exec(select(SafetyFlag).where(SafetyFlag.id == flag_id).with_for_update()).one()
    if flag.status is not FlagStatus.open:
        return 0
    before = len(db.exec(_of_this_asking(flag)).all())
    clinic_id = db.get_one(Person, flag.patient_id).clinic_id
    for step in due_steps(flag.tier, flag.asked_at or flag.opened_at, now(), own_steps(db, clinic_id)):
        tell_step(db, flag, DutyStep(step))
        db.flush()
    return len(db.exec(_of_this_asking(flag)).all()) - before


def own_steps(db: Session, clinic_id: str) -> dict[tuple[int, str], int]:
    """The clinic's own times, by tier and step."""
    rows = db.exec(select(EscalationStep).where(EscalationStep.clinic_id == clinic_id)).all()
    return {(each.tier, each.step.value): each.after_minutes for each in rows}


@writes(Permission.flag_handle)
def beat(db: Session, actor: Actor, clinic_id: str) -> bool:
    """Queue today's message that proves that messages go out; False where it is there."""
    _require_installation(actor)
    clinic = db.get(Clinic, clinic_id)
    if clinic is None:
        raise NotPermitted("Not found.")
    occasion = f"heartbeat:{clinic_id}:{today(clinic.time_zone)}"
    if db.exec(select(AlertNotice.id).where(AlertNotice.occasion == occasion)).first():
        return False
    steps = [DutyStep.lead, DutyStep.manager, DutyStep.duty, DutyStep.second]
    person_id = next((each for step in steps for each in _rota(db, clinic_id, step)), None)
    _queue(db, clinic, occasion, person_id)
    return True


def _queue(db: Session, clinic: Clinic, occasion: str, person_id: str | None, **about: Any) -> None:
    """A message that goes out at the next round; given up at once where there is nobody to send it to."""
    is_in_vain = person_id is None and clinic.alert_email is None
    db.add(
        AlertNotice(
            clinic_id=clinic.id,
            occasion=occasion,
            person_id=person_id,
            status=ReminderStatus.gave_up if is_in_vain else ReminderStatus.queued,
            made_at=now(),
            not_before_at=now(),
            settled_at=now() if is_in_vain else None,
            reply=NOBODY if is_in_vain else None,
            **about,
        )
    )


@writes(Permission.flag_handle)
def claim_notice(db: Session, actor: Actor, notice_id: str) -> ToTell | None:
    """Take a message that is due for oneself before it is sent; None where it is not wanted any more.

    What a process that was killed may have sent is sent again: told twice is better than not at all.
    """
    _require_installation(actor)
    notice = db.exec(select(AlertNotice).where(AlertNotice.id == notice_id).with_for_update()).first()
    if notice is None:
        raise NotPermitted("Not found.")
    if notice.status not in WAITING or now() < notice.not_before_at:
        return None
    flag = db.get(SafetyFlag, notice.flag_id) if notice.flag_id else None
    if flag is not None and flag.status is not FlagStatus.open:
        notice.status, notice.settled_at, notice.reply = ReminderStatus.not_needed, now(), "taken on first"
        return None
    person = db.get(Person, notice.person_id) if notice.person_id else None
    address = (person.email if person else None) or db.get_one(Clinic, notice.clinic_id).alert_email
    wait = timedelta(minutes=whole("escalation.retry_minutes"))
    notice.tries, notice.claimed_at, notice.not_before_at = notice.tries + 1, now(), now() + wait
    if address is None:
        notice.status, notice.settled_at, notice.reply = ReminderStatus.gave_up, now(), "no e-mail address"
        return None
    notice.status = ReminderStatus.sending
    since = (flag.asked_at or flag.opened_at) if flag else None
    step = notice.step.value if notice.step else ""
    return ToTell(notice.id, address, flag is None, step, flag.tier if flag else 0, since)


@writes(Permission.flag_handle)
def settle_notice(db: Session, actor: Actor, notice_id: str, is_sent: bool, reply: str = "") -> None:
    """Say what became of a message; one that was not taken, or perhaps not, is tried again."""
    _require_installation(actor)
    notice = db.exec(select(AlertNotice).where(AlertNotice.id == notice_id).with_for_update()).first()
    if notice is None:
        raise NotPermitted("Not found.")
    notice.status = ReminderStatus.sent if is_sent else ReminderStatus.queued
    notice.settled_at, notice.reply = (now() if is_sent else None), reply[:120] or notice.reply


@writes(Permission.clinic_manage)
def set_duty(db: Session, actor: Actor, clinic_id: str, duty: DutyInput) -> str:
    """Put somebody of the clinic on duty; returns the entry's id."""
    require_clinic(actor, clinic_id)
    person = db.get(Person, duty.person_id)
    if person is None or person.clinic_id != clinic_id or person.role is PersonRole.patient or not person.is_active:
        raise Invalid([Problem("person_id", "somebody who works in this clinic")])
    if person.email is None:
        raise Invalid([Problem("person_id", "has no e-mail address, and could not be told")])
    if duty.until_at is not None and duty.until_at <= duty.from_at:
        raise Invalid([Problem("until_at", "after the beginning")])
    row = Duty(clinic_id=clinic_id, **duty.model_dump())
    db.add(row)
    return row.id


@writes(Permission.clinic_manage)
def end_duty(db: Session, actor: Actor, clinic_id: str, duty_id: str) -> None:
    """Take somebody off duty from now on."""
    require_clinic(actor, clinic_id)
    row = db.get(Duty, duty_id)
    if row is None or row.clinic_id != clinic_id:
        raise NotPermitted("Not found.")
    if row.ended_at is not None:
        raise Conflict("This duty has ended already.")
    row.ended_at = now()


@writes(Permission.clinic_manage)
def set_escalation(db: Session, actor: Actor, clinic_id: str, tier: int, minutes: dict[str, int]) -> None:
    """The clinic's own times for one tier: after how many minutes the second, the lead and the manager are told."""
    require_clinic(actor, clinic_id)
    in_order = [minutes.get(step, -1) for step in STEPS[1:]]
    if tier not in (1, 2) or set(minutes) != set(STEPS[1:]) or in_order != sorted(in_order):
        raise Invalid([Problem("minutes", "for second, lead and manager, each no earlier than the one before")])
    if in_order[0] < 1 or in_order[-1] > 24 * 60:
        raise Invalid([Problem("minutes", "from 1 to 1440")])
    for step, after in minutes.items():
        db.merge(EscalationStep(clinic_id=clinic_id, tier=tier, step=DutyStep(step), after_minutes=after))


@writes(Permission.clinic_manage)
def set_alert_address(db: Session, actor: Actor, clinic_id: str, email: str | None) -> None:
    """Where messages go when nobody on duty can be told; None for nowhere."""
    require_clinic(actor, clinic_id)
    clinic = db.get(Clinic, clinic_id)
    if clinic is None:
        raise NotPermitted("Not found.")
    if email is not None and not is_mailbox(email):
        raise Invalid([Problem("email", "an e-mail address, such as name@example.org")])
    clinic.alert_email = email


@writes(Permission.people_manage)
def set_staff_email(db: Session, actor: Actor, person_id: str, email: str | None) -> None:
    """Where somebody who works in the clinic is told of safety flags."""
    person = db.get(Person, person_id)
    if person is None or person.role is PersonRole.patient:
        raise NotPermitted("Not found.")
    require_clinic(actor, person.clinic_id)
    if email is not None and not is_mailbox(email):
        raise Invalid([Problem("email", "an e-mail address, such as name@example.org")])
    person.email = email


def _require_installation(actor: Actor) -> None:
    if actor.kind is not ActorKind.system:
        raise NotPermitted("Not found.")
