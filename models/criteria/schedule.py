"""When somebody is asked next, and what: short every time, all five domains at the decision points of a trial."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from models.criteria.rule import rule


@dataclass(frozen=True, slots=True)
class Battery:
    """Which instruments are asked when. `full_weeks` are weeks into a running trial."""

    core: tuple[str, ...]
    full: tuple[str, ...]
    full_weeks: tuple[int, ...]
    full_every_weeks: int


@dataclass(frozen=True, slots=True)
class Occasion:
    """One check-in that is due, and the trial that it belongs to where it follows one.

    `key` names it for one patient: asking twice for the same occasion gives the same key.
    """

    key: str
    due_on: date
    closes_on: date
    instruments: tuple[str, ...]
    full: bool
    trial_id: str | None = None


@cache
def battery() -> Battery:
    """The battery as set in the rules."""
    return Battery(
        tuple(rule("battery.core").value),
        tuple(rule("battery.full").value),
        tuple(rule("battery.full_weeks").value),
        rule("battery.full_every_weeks").whole,
    )


def first_occasion(
    on: date, every_days: int, trial_started_on: date | None = None, asked: Battery | None = None
) -> Occasion:
    """The first check-in, due on `on`: all domains, unless a running trial is between its decision points."""
    full = trial_started_on is None or is_full(on, every_days, trial_started_on, asked or battery())
    return _occasion(on, every_days, full, asked or battery())


def is_full(due_on: date, every_days: int, start: date, asked: Battery) -> bool:
    """Whether a decision point lies nearest to this occasion, so that exactly one occasion takes it."""
    days = (due_on - start).days
    points = [week * 7 for week in asked.full_weeks]
    interval = asked.full_every_weeks * 7
    beyond = max(points, default=0)
    if days > beyond:
        points.append(beyond + round((days - beyond) / interval) * interval)
    return any(-((every_days - 1) // 2) <= days - point <= every_days // 2 for point in points)


def _occasion(due_on: date, every_days: int, full: bool, asked: Battery) -> Occasion:
    closes_on = due_on + timedelta(days=every_days - 1)
    return Occasion(due_on.isoformat(), due_on, closes_on, asked.full if full else asked.core, full)
