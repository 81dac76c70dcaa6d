"""The days on which somebody is asked, counted from what the clinician chose: episode, trial, sessions or weekday."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from models.criteria.rule import rule
from models.criteria.schedule import Battery, Occasion, battery, is_full
from models.criteria.wording import plural
from models.words import Anchor

WEEK = 7
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FAR = 400
SEVERAL = 4


@dataclass(frozen=True, slots=True)
class Plan:
    """How a patient is asked. `weekday` counts from Monday as 0; nothing is due before `counted_from`."""

    anchor: Anchor
    every_days: int
    counted_from: date
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class Treated:
    """One trial as a schedule sees it; `attended` are the days of its sessions."""

    trial_id: str
    started_on: date
    ended_on: date | None = None
    attended: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """What a schedule may be counted from: the present episode, and the trials."""

    trials: tuple[Treated, ...] = ()
    episode_started_on: date | None = None
    episode_ended_on: date | None = None

    def running(self, on: date) -> Treated | None:
        """The newest trial that runs on a day."""
        there = [one for one in self.trials if one.started_on <= on and (one.ended_on is None or on <= one.ended_on)]
        return max(there, key=lambda one: one.started_on, default=None)


@dataclass(frozen=True, slots=True)
class _Point:
    """A day on which somebody is to be asked, before neighbours are joined and windows are closed."""

    due_on: date
    key: str
    full: bool
    trial_id: str | None


def due(plan: Plan, course: Course, as_of: date) -> Occasion | None:
    """The occasion that can be answered on a day; None between two of them."""
    return next(iter(occasions(plan, course, as_of, as_of)), None)


def occasions(plan: Plan, course: Course, first: date, last: date) -> list[Occasion]:
    """Every occasion that is open on some day from `first` to `last`, in order; never two on the same day.

    One that was missed has closed when the next begins, so nothing piles up.
    """
    if plan.every_days < 1:
        raise ValueError("every_days must be at least 1")
    lasts = timedelta(days=_window(plan))
    points = sorted(_points(plan, course, first - lasts, last + lasts), key=lambda each: each.due_on)
    if _follows(plan):
        points = _joined(points)
    found = []
    for number, point in enumerate(points):
        closes_on = point.due_on + lasts - timedelta(days=1)
        if number + 1 < len(points):
            closes_on = min(closes_on, points[number + 1].due_on - timedelta(days=1))
        if point.due_on <= last and closes_on >= first:
            found.append(_occasion(point, closes_on))
    return found


def coming(plan: Plan, course: Course, as_of: date) -> list[Occasion]:
    """The occasion that is open on a day, if any, and those that follow."""
    ahead = FAR if _follows(plan) else SEVERAL * plan.every_days
    return occasions(plan, course, as_of, as_of + timedelta(days=ahead))


def _follows(plan: Plan) -> bool:
    """True where the days follow what happens in treatment, and not a regular step."""
    return plan.anchor in (Anchor.trial, Anchor.session)


def _window(plan: Plan) -> int:
    return rule("battery.window_days").whole if _follows(plan) else plan.every_days


def _occasion(point: _Point, closes_on: date) -> Occasion:
    asked = battery().full if point.full else battery().core
    return Occasion(point.key, point.due_on, closes_on, asked, point.full, point.trial_id)


def _joined(points: list[_Point]) -> list[_Point]:
    """Neighbours that are too close are asked as one: nobody fills in the same thing twice in two days."""
    kept: list[_Point] = []
    apart = timedelta(days=rule("battery.days_apart").whole)
    for point in points:
        if kept and point.due_on - kept[-1].due_on < apart:
            kept[-1] = replace(kept[-1], full=kept[-1].full or point.full)
        else:
            kept.append(point)
    return kept


def _points(plan: Plan, course: Course, first: date, last: date) -> Iterator[_Point]:
    found: Iterable[_Point]
    match plan.anchor:
        case Anchor.trial:
            found = (point for one in course.trials for point in _of_trial(one, last))
        case Anchor.session:
            found = (point for one in course.trials for point in _of_sessions(one))
        case _:
            found = _regular(plan, course, first, last)
    # Not from `first` on: which neighbours are joined must not depend on the day on which somebody asks.
    yield from (point for point in found if plan.counted_from <= point.due_on <= last)


def _regular(plan: Plan, course: Course, first: date, last: date) -> Iterator[_Point]:
    start = _start(plan, course)
    end = min(last, course.episode_ended_on or last) if plan.anchor is Anchor.episode else last
    day = start + timedelta(days=max(0, -(-(first - start).days // plan.every_days)) * plan.every_days)
    while day <= end:
        trial = course.running(day)
        counted_from = trial.started_on if trial else start
        full = is_full(day, plan.every_days, counted_from, battery())
        yield _Point(day, day.isoformat(), full, trial.trial_id if trial else None)
        day += timedelta(days=plan.every_days)


def _start(plan: Plan, course: Course) -> date:
    """The day from which a regular schedule is counted."""
    if plan.anchor is Anchor.episode and course.episode_started_on is not None:
        return course.episode_started_on
    if plan.anchor is Anchor.weekday and plan.weekday is not None:
        return plan.counted_from + timedelta(days=(plan.weekday - plan.counted_from.weekday()) % WEEK)
    return plan.counted_from


def _of_trial(trial: Treated, last: date) -> Iterator[_Point]:
    end, asked = trial.ended_on, battery()
    for week in _weeks(asked, (min(end or last, last) - trial.started_on).days // WEEK):
        day = trial.started_on + timedelta(weeks=week)
        if end is None or day < end:
            full = is_full(day, WEEK, trial.started_on, asked)
            yield _Point(day, f"trial/{trial.trial_id}/week-{week}", full, trial.trial_id)
    if end is not None:
        yield _Point(end, f"trial/{trial.trial_id}/end", True, trial.trial_id)


def _weeks(asked: Battery, last: int) -> Iterator[int]:
    """The weeks in which a trial is asked about: those of the rules, then one at each interval."""
    listed: list[int] = rule("battery.trial_weeks").value
    yield from (week for week in listed if week <= last)
    yield from range(listed[-1] + asked.full_every_weeks, last + 1, asked.full_every_weeks)


def _of_sessions(trial: Treated) -> Iterator[_Point]:
    later = timedelta(days=rule("battery.after_session_days").whole)
    for held_on in trial.attended:
        full = is_full(held_on + later, WEEK, trial.started_on, battery())
        yield _Point(held_on + later, f"session/{trial.trial_id}/{held_on}", full, trial.trial_id)


def in_words(plan: Plan) -> str:
    """The plan in a few words, as a clinician reads it."""
    every = f"every {plural(plan.every_days, 'day')}"
    match plan.anchor:
        case Anchor.episode:
            return f"asked {every}, counted from the start of the episode"
        case Anchor.trial:
            weeks = ", ".join(map(str, rule("battery.trial_weeks").value))
            return (
                f"asked in weeks {weeks} of each trial, then every {battery().full_every_weeks} weeks, and at its end"
            )
        case Anchor.session:
            return "asked on the day after each session attended"
        case Anchor.weekday:
            day = WEEKDAYS[plan.weekday or 0]
            return f"asked every {day}" if plan.every_days == WEEK else f"asked on a {day}, {every}"
        case _:
            return f"asked {every}"
