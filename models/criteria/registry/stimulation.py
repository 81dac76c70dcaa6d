"""Courses of stimulation and rapid agents: the whole course was given."""

from datetime import date, timedelta

import numpy as np

from models.criteria.calendar import months_later
from models.criteria.case import NEUROMODULATION, Procedure
from models.criteria.registry.adequacy import NOT_ASCERTAINABLE, SHORTFALLS, Adequacy
from models.criteria.registry.answers import NO_, UNKNOWN_, YES_, Answers, Flags, Ints, both
from models.criteria.registry.groups import NEVER, begins, count, first_row, running
from models.criteria.registry.states import look_up
from models.criteria.registry.tables import Trials
from models.criteria.registry.visits import Visits, enough
from models.criteria.rule import number, rule, whole

SESSIONS, DURATION = SHORTFALLS["inadequate-sessions"], SHORTFALLS["inadequate-duration"]
EPOCH = date(1970, 1, 1)


def judge_courses(trials: Trials, visits: Visits, last_day: Ints, into: Adequacy) -> None:
    """Where the procedure is not recorded, the verdict stays unknown."""
    held = trials.modality.among((NEUROMODULATION,)) & (trials.procedure.codes >= 0)
    implanted = held & trials.procedure.among((Procedure.VNS,))
    course = held & ~implanted
    if course.any():
        _judge_courses(course, trials, visits, into)
    if implanted.any():
        _judge_implants(implanted, trials, last_day, into)


def _judge_courses(held: Flags, trials: Trials, visits: Visits, into: Adequacy) -> None:
    bursts, weak = (trials.procedure.among((each,)) for each in (Procedure.iTBS, Procedure.tDCS))
    needed = look_up(np.int64, _sessions, trials.procedure)
    daily, accelerated = _by_day(visits)
    by_day = bursts & (visits.dated > 0) & ~accelerated
    given = np.where(by_day, daily, visits.number)
    sessions = enough(given, needed, visits.at_most)
    verdict = np.where(weak, both(sessions, _long_enough(visits)), sessions).astype(np.int8)
    on = np.where(bursts, _bursts_complete_on(visits, needed), visits.day_of(needed - 1))
    if weak.any():
        on = np.where(weak, _weak_complete_on(visits, on), on)
    into.verdict[held] = verdict[held]
    into.shortfall[held] = np.where(verdict == NO_, SESSIONS, NOT_ASCERTAINABLE)[held]
    into.adequate_on[held] = np.where(verdict == YES_, on, NEVER)[held]
    into.sessions[held] = given[held]


def _sessions(procedure: str | None) -> int:
    implant = procedure in (None, Procedure.VNS)
    return 0 if implant else rule(f"neuromodulation.{procedure}.sessions").whole


def _full_days(visits: Visits) -> Flags:
    """Visits that make their day one of the published accelerated protocol."""
    days = number("neuromodulation.iTBS.accelerated_days")
    daily = number("neuromodulation.iTBS.accelerated_sessions") / days
    found: Flags = _place_in_day(visits) + 1 == np.ceil(daily)
    return found


def _place_in_day(visits: Visits) -> Ints:
    first = _new_days(visits)
    rows = np.arange(len(first))
    found: Ints = rows - np.maximum.accumulate(np.where(first, rows, 0))
    return found


def _new_days(visits: Visits) -> Flags:
    first = begins(visits.trial)
    first[1:] |= visits.on[1:] != visits.on[:-1]
    return first


def _by_day(visits: Visits) -> tuple[Ints, Flags]:
    """Days with a treatment, and whether it was a complete accelerated course."""
    full = count(visits.trial, _full_days(visits), visits.trials)
    complete: Flags = full >= number("neuromodulation.iTBS.accelerated_days")
    return count(visits.trial, _new_days(visits), visits.trials), complete


def _bursts_complete_on(visits: Visits, needed: Ints) -> Ints:
    """The first day on which the bursts, by day or as an accelerated course, were enough."""
    days = running(visits.trial, _new_days(visits).astype(np.int64))
    full = running(visits.trial, _full_days(visits).astype(np.int64))
    held = (days >= needed[visits.trial]) | (full >= number("neuromodulation.iTBS.accelerated_days"))
    return visits.first_where(held)


def _long_enough(visits: Visits) -> Answers:
    """Enough days between the first and the last treatment, both counted."""
    dated = visits.dated
    length = visits.day_of(dated - 1) - visits.day_of(np.zeros_like(dated)) + 1
    held = np.where(length >= number("neuromodulation.tDCS.course_days"), YES_, NO_)
    return np.where(dated > 0, held, UNKNOWN_).astype(np.int8)


def _weak_complete_on(visits: Visits, complete_on: Ints) -> Ints:
    first = visits.on[first_row(visits.trial)] if len(visits.on) else visits.on
    length = visits.on - first + 1
    late = (visits.on >= complete_on[visits.trial]) & (complete_on[visits.trial] > NEVER)
    return visits.first_where(late & (length >= number("neuromodulation.tDCS.course_days")))


def _judge_implants(held: Flags, trials: Trials, last_day: Ints, into: Adequacy) -> None:
    """By the months since the implant."""
    due = look_up(np.int64, _due, np.where(held, trials.started_on, 0))
    over = last_day >= due
    into.verdict[held] = np.where(over, YES_, NO_)[held]
    into.shortfall[held] = DURATION
    into.adequate_on[held] = np.where(over, due, NEVER)[held]


def _due(started_on: int) -> int:
    return (months_later(EPOCH + timedelta(days=started_on), whole("neuromodulation.VNS.months")) - EPOCH).days
