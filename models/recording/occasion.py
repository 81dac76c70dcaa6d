"""Occasions: when a patient is asked, with which instruments, and the link that leads there."""

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select, update

from instruments import shelf
from models.access import Actor, Permission
from models.clock import now, today
from models.criteria.beside import asked_beside, is_starting, without_beside
from models.criteria.languages import form_language, form_languages, unreadable
from models.criteria.occasions import WEEK, Course, Plan, Treated, coming
from models.criteria.options import MATTERS
from models.criteria.rule import rule
from models.criteria.schedule import Occasion, battery, first_occasion
from models.door import writes
from models.errors import Invalid, Problem
from models.licences import barred
from models.recording.standing import refresh
from models.records import (
    Anchor,
    CheckIn,
    CheckInPlan,
    CheckInStatus,
    Episode,
    Invitation,
    Person,
    Preference,
    Score,
    TreatmentSession,
    Trial,
    asked_of_patient,
)
from models.settings import settings
from models.visits import token_hash

LONGEST_DAYS = 92


@dataclass(frozen=True)
class Link:
    """A check-in link: shown once, kept only as a hash."""

    url: str
    token: str
    expires_at: datetime
    check_in_id: str
    last_day: date  # of the patient's own calendar, on the whole of which it works


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
    end_links(db, check_in.id)
    made, token = add_link(db, check_in, actor.person_id)
    return Link(link_address(token), token, made.expires_at, check_in.id, last_whole_day(made, check_in))


@writes(Permission.check_in_issue)
def revoke_links(db: Session, actor: Actor, patient_id: str) -> None:
    """End every link to the patient's open check-in, those in messages and letters included."""
    check_in = _open_one(db, patient_id)
    if check_in is not None:
        end_links(db, check_in.id)


@writes(Permission.check_in_issue)
def set_plan(
    db: Session,
    actor: Actor,
    patient_id: str,
    every_days: int,
    is_active: bool = True,
    *,
    anchor: Anchor = Anchor.rhythm,
    weekday: int | None = None,
) -> None:
    """How the patient is asked, from today on; what is due by it opens at once where nothing else is open.

    `weekday` counts from Monday as 0 and belongs to the anchor of that name alone.
    """
    problems = [] if 1 <= every_days <= LONGEST_DAYS else [Problem("every_days", f"from 1 to {LONGEST_DAYS} days")]
    if (anchor is Anchor.weekday) != (weekday is not None) or weekday not in (None, *range(WEEK)):
        problems.append(Problem("weekday", "a day from Monday as 0 to Sunday as 6, where the plan is for a weekday"))
    if anchor is Anchor.weekday and every_days % WEEK:
        problems.append(Problem("every_days", "whole weeks, where the plan is for a weekday"))
    if problems:
        raise Invalid(problems)
    day = today(db.get_one(Person, patient_id).time_zone)
    plan = CheckInPlan(patient_id=patient_id, every_days=every_days, is_active=is_active, anchor=anchor)
    plan.weekday, plan.counted_from_on = weekday, day
    db.merge(plan)
    db.flush()
    settle(db, patient_id)
    refresh(db, patient_id)


@writes(Permission.check_in_fill)
def open_due_check_in(db: Session, actor: Actor, patient_id: str) -> str | None:
    """The check-in that the patient's plan asks for; a missed one closes and the next takes its place.

    Returns its id, or None where nothing is open and the plan names nothing.
    """
    before = _open_one(db, patient_id)
    check_in = settle(db, patient_id)
    if check_in is not before:
        refresh(db, patient_id)
    return check_in.id if check_in else None


@writes(Permission.check_in_issue)
def keep_schedule(db: Session, actor: Actor, patient_id: str) -> None:
    """Close what was missed and open what the plan asks for; doing it again changes nothing."""
    settle(db, patient_id)
    refresh(db, patient_id)


def open_next(db: Session, sent: CheckIn) -> None:
    """Open the occasion that follows a check-in that was just sent, where the patient has a plan."""
    settle(db, sent.patient_id)


def settle(db: Session, patient_id: str) -> CheckIn | None:
    """Bring what is open in line with the plan and with what happened since; answers the check-in that waits.

    One that has begun, or can be answered already, stays until its last day. One that is still ahead moves with the
    plan: a trial that ended is not asked about again.
    """
    there, wanted = waiting_and_wanted(db, patient_id)
    if there is not None and there.closes_on < today(there.time_zone):
        there.status = CheckInStatus.closed
        db.flush()
        there = None
    if wanted is None:
        return there
    if there is None:
        return _add(db, patient_id, wanted)
    _move(db, there, wanted)
    return there


def waiting_and_wanted(db: Session, patient_id: str) -> tuple[CheckIn | None, Occasion | None]:
    """The open check-in, and the occasion that ought to be in its place; None where it is right as it is."""
    there, plan = _open_one(db, patient_id), db.get(CheckInPlan, patient_id)
    person = db.get_one(Person, patient_id)
    day = today(person.time_zone)
    if there is not None and there.closes_on >= day and (there.status is CheckInStatus.draft or there.due_on <= day):
        return there, None
    if plan is None or not plan.is_active:
        return there, None
    taken = _taken(db, patient_id, there, day)
    ahead = coming(plan_of(db, plan, day), schedule_course(db, patient_id), day)
    wanted = next((one for one in ahead if one.key not in taken), None)
    if there is not None and there.closes_on >= day and wanted is not None and there.occasion == wanted.key:
        return there, None
    return there, wanted


def plan_of(db: Session, plan: CheckInPlan, day: date) -> Plan:
    """The plan as the criteria read it; one of before its first day was kept goes on from the newest check-in."""
    counted_from = plan.counted_from_on
    if counted_from is None:
        own = select(col(CheckIn.due_on)).where(CheckIn.patient_id == plan.patient_id, asked_of_patient())
        counted_from = db.exec(own.order_by(col(CheckIn.due_on).desc())).first() or day
    return Plan(plan.anchor, plan.every_days, counted_from, plan.weekday)


def schedule_course(db: Session, patient_id: str) -> Course:
    """What a schedule may be counted from: the newest episode, and the trials with the sessions attended."""
    episode = db.exec(
        select(Episode).where(Episode.patient_id == patient_id).order_by(col(Episode.started_on).desc())
    ).first()
    trials = db.exec(select(Trial).where(Trial.patient_id == patient_id)).all()
    held: dict[str, list[date]] = {}
    attended = select(TreatmentSession).where(TreatmentSession.attended).order_by(col(TreatmentSession.held_on))
    for one in db.exec(attended.where(col(TreatmentSession.trial_id).in_([trial.id for trial in trials]))).all():
        held.setdefault(one.trial_id, []).append(one.held_on)
    return Course(
        tuple(Treated(t.id, t.started_on, t.ended_on, tuple(held.get(t.id, ()))) for t in trials),
        episode.started_on if episode else None,
        episode.ended_on if episode else None,
    )


def end_links(db: Session, check_in_id: str) -> None:
    """Let no link to this check-in work any more, inside the caller's transaction."""
    open_ones = update(Invitation).where(
        col(Invitation.check_in_id) == check_in_id, col(Invitation.revoked_at).is_(None)
    )
    db.exec(open_ones.values(revoked_at=now()))


def add_link(db: Session, check_in: CheckIn, made_by_id: str | None) -> tuple[Invitation, str]:
    """A new link to a check-in, beside those that are there; its secret is known only now."""
    token = secrets.token_urlsafe(32)
    last_moment = datetime.combine(check_in.closes_on + timedelta(days=1), time(), ZoneInfo(check_in.time_zone))
    made = Invitation(
        token_hash=token_hash(token),
        check_in_id=check_in.id,
        made_by_id=made_by_id,
        made_at=now(),
        expires_at=min(now() + timedelta(days=settings().link_days), last_moment.astimezone(UTC)),
    )
    db.add(made)
    db.flush()
    return made, token


def last_whole_day(made: Invitation, check_in: CheckIn) -> date:
    """The last day of the patient's own calendar on the whole of which a link works: to be told to people."""
    return made.expires_at.astimezone(ZoneInfo(check_in.time_zone)).date() - timedelta(days=1)


def link_address(token: str) -> str:
    """Where a link leads: to the address of the settings, whatever name a visitor may have asked under."""
    return f"{settings().base_url.rstrip('/')}/c/{token}"


def _taken(db: Session, patient_id: str, there: CheckIn | None, day: date) -> set[str]:
    """The occasions that are over, or answered before their day; today's too where somebody has answered today."""
    over = select(CheckIn.occasion).where(CheckIn.patient_id == patient_id, CheckIn.status != CheckInStatus.due)
    over = over.where(asked_of_patient())
    taken = set(db.exec(over).all())
    if db.exec(over.where(CheckIn.answered_on == day)).first() is not None:
        taken.add(day.isoformat())
    if there is not None and there.closes_on < day:
        taken.add(there.occasion)
    return taken


def _move(db: Session, there: CheckIn, wanted: Occasion) -> None:
    """Let a check-in that nobody could answer yet become another occasion; what a clinician chose to ask stays."""
    batteries = (list(battery().core), list(battery().full))
    there.occasion, there.due_on, there.closes_on = wanted.key, wanted.due_on, wanted.closes_on
    there.trial_id = wanted.trial_id or _current_trial(db, there.patient_id)
    if without_beside(there.instruments) in batteries:
        there.instruments = _asked(db, db.get_one(Person, there.patient_id), wanted)
        there.form_languages = form_languages(there.instruments, there.language)
    db.flush()


def _open_now(db: Session, patient_id: str, instruments: list[str] | None) -> CheckIn:
    person = db.get_one(Person, patient_id)
    _refuse_unfit(db, person, instruments)
    before = _open_one(db, patient_id)
    check_in = settle(db, patient_id)
    if check_in is None:
        occasion = first_occasion(today(person.time_zone), WEEK, _trial_start(db, patient_id))
        check_in = _add(db, patient_id, occasion)
    if instruments is not None and check_in.status is CheckInStatus.due:
        check_in.instruments = instruments
        check_in.form_languages = form_languages(instruments, person.language)
    db.flush()
    if check_in is not before:
        refresh(db, patient_id)
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
    asked = _asked(db, person, occasion)
    check_in = CheckIn(
        patient_id=patient_id,
        trial_id=occasion.trial_id or _current_trial(db, patient_id),
        occasion=key,
        instruments=asked,
        language=person.language,
        form_languages=form_languages(asked, person.language),
        status=CheckInStatus.due,
        due_on=occasion.due_on,
        closes_on=occasion.closes_on,
        time_zone=person.time_zone,
    )
    db.add(check_in)
    db.flush()
    return check_in


def _asked(db: Session, person: Person, occasion: Occasion) -> list[str]:
    """The battery of an occasion, and the short questions beside it that are worded in the patient's language."""
    trials = _running_all(db, person.id, occasion.due_on)
    beside = asked_beside(
        {trial.modality for trial in trials},
        has_own_words=_has_own_words(db, person.id),
        is_starting=any(_starts(db, trial, occasion.due_on) for trial in trials),
    )
    there = list(occasion.instruments)
    worded = [name for name in beside if form_language(shelf()[name], person.language) == person.language]
    return there + [name for name in worded if name not in there]


def _running_all(db: Session, patient_id: str, on: date) -> list[Trial]:
    query = select(Trial).where(Trial.patient_id == patient_id, Trial.started_on <= on)
    return [one for one in db.exec(query).all() if one.ended_on is None or on <= one.ended_on]


def _has_own_words(db: Session, patient_id: str) -> bool:
    """Whether the patient has said what matters most."""
    said = select(Preference).where(Preference.patient_id == patient_id, Preference.about == MATTERS)
    newest = db.exec(said.order_by(col(Preference.recorded_at).desc(), col(Preference.id))).first()
    return newest is not None and bool(newest.words.strip())


def _starts(db: Session, trial: Trial, on: date) -> bool:
    """Whether a trial has just begun and the patient was not asked what to expect of it."""
    if not is_starting(trial.started_on, on):
        return False
    told = select(Score.check_in_id).where(Score.patient_id == trial.patient_id, Score.answered_on >= trial.started_on)
    return db.exec(told.where(col(Score.instrument).in_(rule("battery.beside_start").value))).first() is None


def _running(db: Session, patient_id: str) -> Trial | None:
    query = select(Trial).where(Trial.patient_id == patient_id, col(Trial.ended_on).is_(None))
    return db.exec(query.order_by(col(Trial.started_on).desc())).first()


def _current_trial(db: Session, patient_id: str) -> str | None:
    running = _running(db, patient_id)
    return running.id if running else None


def _trial_start(db: Session, patient_id: str) -> date | None:
    running = _running(db, patient_id)
    return running.started_on if running else None
