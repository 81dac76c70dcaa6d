"""Whether alerts go out, who is on duty, which flags wait for whom, and how soon they were taken on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlmodel import Session, col, or_, select

from models.access import Actor, ActorKind, Permission, require_clinic
from models.clock import now, today
from models.criteria.escalation import STEPS, due_steps, minutes, target
from models.criteria.rule import whole
from models.door import reads
from models.errors import NotPermitted
from models.records import (
    AlertNotice,
    Clinic,
    Duty,
    EscalationStep,
    FlagOutcome,
    FlagStatus,
    Person,
    ReminderStatus,
    SafetyFlag,
)
from models.settings import Mode, settings

COUNTED = timedelta(days=90)
WAITING = (ReminderStatus.queued, ReminderStatus.sending)


@dataclass(frozen=True)
class AlertWork:
    """What a round has to look at: open flags with their patients, messages that are due, clinics."""

    flags: tuple[str, ...]
    notices: tuple[str, ...]
    clinics: tuple[str, ...]


@dataclass(frozen=True)
class DutyLine:
    """Somebody on duty."""

    id: str
    step: str
    name: str
    from_at: datetime
    until_at: datetime | None
    is_now: bool


@dataclass(frozen=True)
class DutyView:
    """A clinic's rota, its times in minutes by tier and step, and its last address."""

    lines: tuple[DutyLine, ...]
    minutes: dict[tuple[int, str], int]
    alert_email: str | None
    trouble: tuple[str, ...]


@dataclass(frozen=True)
class FlagForMe:
    """A flag that the actor was told of and that is not closed."""

    patient_id: str
    name: str
    tier: int
    since: datetime
    is_open: bool


@dataclass(frozen=True)
class FlagFigures:
    """How flags of the last ninety days were handled; times in minutes, None where there is nothing to count."""

    raised: int
    open: int
    open_long: int
    median_to_told: float | None
    median_to_taken_on: float | None
    median_to_closed: float | None
    share_in_time: float | None
    closed: dict[str, int]
    """How many ended in which way, by the word that was chosen at closing."""


@reads(Permission.flag_handle, logged=False)
def alerts_waiting(db: Session, actor: Actor) -> AlertWork:
    """For the installation itself: what is to be done now."""
    if actor.kind is not ActorKind.system:
        raise NotPermitted("Not found.")
    due = select(AlertNotice.id).where(col(AlertNotice.status).in_(WAITING), AlertNotice.not_before_at <= now())
    return AlertWork(
        _to_pass_on(db),
        tuple(db.exec(due.order_by(col(AlertNotice.made_at), AlertNotice.id)).all()),
        _without_heartbeat(db),
    )


def _to_pass_on(db: Session) -> tuple[str, ...]:
    """Flags of which a step is due that was not told since the flag last began to ask."""
    query = select(SafetyFlag, Person.clinic_id).join(Person, col(Person.id) == SafetyFlag.patient_id)
    waiting = db.exec(query.where(SafetyFlag.status == FlagStatus.open).order_by(SafetyFlag.id)).all()
    told = set(db.exec(select(AlertNotice.occasion).where(col(AlertNotice.flag_id).is_not(None))).all())
    own = {clinic_id: own_steps(db, clinic_id) for clinic_id in {each for _, each in waiting}}
    return tuple(
        flag.id
        for flag, clinic_id in waiting
        if any(
            f"{flag.id}:{flag.asked}:{step}" not in told
            for step in due_steps(flag.tier, flag.asked_at or flag.opened_at, now(), own[clinic_id])
        )
    )


def _without_heartbeat(db: Session) -> tuple[str, ...]:
    """Clinics for which today's message that proves the way is not there yet."""
    clinics = db.exec(select(Clinic).order_by(Clinic.id)).all()
    wanted = {f"heartbeat:{each.id}:{today(each.time_zone)}": each.id for each in clinics}
    there = db.exec(select(AlertNotice.occasion).where(col(AlertNotice.occasion).in_(wanted))).all()
    return tuple(clinic_id for occasion, clinic_id in wanted.items() if occasion not in set(there))


def own_steps(db: Session, clinic_id: str) -> dict[tuple[int, str], int]:
    """The clinic's own times, by tier and step."""
    rows = db.exec(select(EscalationStep).where(EscalationStep.clinic_id == clinic_id)).all()
    return {(each.tier, each.step.value): each.after_minutes for each in rows}


@reads(Permission.caseload_read, logged=False)
def alerting_trouble(db: Session, actor: Actor) -> tuple[str, ...]:
    """Why flags of the actor's clinic may reach nobody by mail; empty where they do. A demo tells nobody on purpose."""
    return _trouble(db, actor.clinic_id)


def _trouble(db: Session, clinic_id: str | None) -> tuple[str, ...]:
    if settings().mode is Mode.demo or clinic_id is None:
        return ()
    found = [] if settings().smtp_url else ["no mail server is named"]
    late = now() - timedelta(minutes=whole("escalation.late_minutes"))
    own = select(AlertNotice).where(AlertNotice.clinic_id == clinic_id)
    if db.exec(own.where(col(AlertNotice.status).in_(WAITING), AlertNotice.made_at < late)).first():
        found.append("a message has been waiting for too long")
    recent = now() - timedelta(hours=whole("escalation.heartbeat_hours"))
    beats = own.where(col(AlertNotice.flag_id).is_(None), AlertNotice.made_at > recent)
    last = db.exec(beats.order_by(col(AlertNotice.made_at).desc())).first()
    if last is None:
        found.append("nothing has looked after alerts since yesterday")
    elif last.status is ReminderStatus.gave_up:
        found.append("nobody is on duty, and there is no last address")
    in_vain = select(AlertNotice.id).join(SafetyFlag, col(SafetyFlag.id) == AlertNotice.flag_id)
    lost = in_vain.where(AlertNotice.clinic_id == clinic_id, AlertNotice.status == ReminderStatus.gave_up)
    if db.exec(lost.where(SafetyFlag.status == FlagStatus.open)).first():
        found.append("for a flag that is open there was nobody to tell")
    return tuple(found)


@reads(Permission.flag_handle, logged=False)
def flags_for_me(db: Session, actor: Actor) -> tuple[FlagForMe, ...]:
    """Flags that are not closed and of which the actor was told, being on duty; the most urgent first."""
    query = (
        select(SafetyFlag, Person)
        .join(Person, col(Person.id) == SafetyFlag.patient_id)
        .where(SafetyFlag.status != FlagStatus.closed, Person.clinic_id == actor.clinic_id)
        .where(
            col(SafetyFlag.id).in_(
                select(AlertNotice.flag_id).where(
                    AlertNotice.person_id == actor.person_id, col(AlertNotice.person_id).is_not(None)
                )
            )
        )
    )
    rows = db.exec(query.order_by(col(SafetyFlag.tier).desc(), col(SafetyFlag.opened_at))).all()
    return tuple(
        FlagForMe(
            flag.patient_id,
            f"{who.given_name} {who.family_name}",
            flag.tier,
            flag.asked_at or flag.opened_at,
            flag.status is FlagStatus.open,
        )
        for flag, who in rows
    )


@reads(Permission.clinic_manage)
def duty_of(db: Session, actor: Actor, clinic_id: str) -> DutyView:
    """Who is on duty in a clinic now and later, and when who is told."""
    require_clinic(actor, clinic_id)
    query = (
        select(Duty, Person)
        .join(Person, col(Person.id) == Duty.person_id)
        .where(Duty.clinic_id == clinic_id, col(Duty.ended_at).is_(None))
        .where(or_(col(Duty.until_at).is_(None), col(Duty.until_at) > now()))
    )
    lines = [
        DutyLine(
            duty.id,
            duty.step.value,
            f"{who.given_name} {who.family_name}",
            duty.from_at,
            duty.until_at,
            is_now=duty.from_at <= now() and who.is_active,
        )
        for duty, who in db.exec(query.order_by(col(Duty.from_at))).all()
    ]
    own = own_steps(db, clinic_id)
    times = {(tier, step): minutes(tier, step, own) for tier in (1, 2) for step in STEPS}
    clinic = db.get_one(Clinic, clinic_id)
    in_order = tuple(sorted(lines, key=lambda one: STEPS.index(one.step)))
    return DutyView(in_order, times, clinic.alert_email, _trouble(db, clinic_id))


@reads(Permission.clinic_manage)
def flag_figures(db: Session, actor: Actor, clinic_id: str) -> FlagFigures:
    """How soon the clinic's flags were told, taken on and closed; no patient is named."""
    require_clinic(actor, clinic_id)
    query = select(SafetyFlag).join(Person, col(Person.id) == SafetyFlag.patient_id)
    flags = db.exec(query.where(Person.clinic_id == clinic_id, SafetyFlag.opened_at > now() - COUNTED)).all()
    told = select(AlertNotice).where(AlertNotice.clinic_id == clinic_id, AlertNotice.status == ReminderStatus.sent)
    first: dict[str, datetime] = {}
    for notice in db.exec(told.where(col(AlertNotice.flag_id).is_not(None))).all():
        at, flag_id = notice.settled_at or notice.made_at, str(notice.flag_id)
        first[flag_id] = min(at, first.get(flag_id, at))
    taken = [(each, each.acknowledged_at) for each in flags if each.acknowledged_at is not None]
    late = now() - timedelta(hours=whole("escalation.long_open"))
    in_time = [at - (each.asked_at or each.opened_at) <= target(each.tier) for each, at in taken]
    missed = [
        each
        for each in flags
        if each.acknowledged_at is None and now() - (each.asked_at or each.opened_at) > target(each.tier)
    ]
    return FlagFigures(
        raised=len(flags),
        open=sum(each.status is not FlagStatus.closed for each in flags),
        open_long=sum(each.status is not FlagStatus.closed and each.opened_at < late for each in flags),
        median_to_told=_median([first[each.id] - each.opened_at for each in flags if each.id in first]),
        median_to_taken_on=_median([at - (each.asked_at or each.opened_at) for each, at in taken]),
        median_to_closed=_median([each.closed_at - each.opened_at for each in flags if each.closed_at is not None]),
        share_in_time=sum(in_time) / (len(in_time) + len(missed)) if in_time or missed else None,
        closed={each.value: sum(flag.outcome is each for flag in flags) for each in FlagOutcome},
    )


def _median(spans: Sequence[timedelta]) -> float | None:
    return median(each.total_seconds() / 60 for each in spans) if spans else None
