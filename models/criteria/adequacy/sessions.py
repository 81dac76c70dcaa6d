"""Counting visits that took place, and when the needed number would be reached at the present pace."""

from datetime import date, timedelta
from typing import NamedTuple

from models.criteria.case import Trial


class Attended(NamedTuple):
    """`number` is None where it is not recorded; `days` are the dates where they are known, each visit once.

    `at_most` bounds an undated count that may reach beyond the day of judgement.
    """

    number: int | None
    days: tuple[date, ...] = ()
    at_most: int | None = None

    @property
    def dated(self) -> bool:
        return bool(self.days) or not self.number

    @property
    def mean_interval(self) -> float | None:
        """Mean days between visits; None with fewer than two dated visits."""
        if len(self.days) < 2:
            return None
        return (self.days[-1] - self.days[0]).days / (len(self.days) - 1)


NO_VISITS = Attended(None)


def attended(trial: Trial, as_of: date, once_a_day: bool) -> Attended:
    """Visits that took place within the trial, up to `as_of`. `once_a_day`: two entries of one day count once."""
    if not trial.sessions:
        return _undated(trial, as_of)
    first, last = trial.started_on, trial.last_day(as_of)
    days = [on for on, held, _ in trial.sessions if held and first <= on <= last]
    visits = sorted(set(days) if once_a_day else days)
    return Attended(len(visits), tuple(visits))


def _undated(trial: Trial, as_of: date) -> Attended:
    """A bare number. If the trial ends after `as_of`, how many of them lie before it is not known."""
    if trial.attended_count is not None and trial.ended_on is not None and trial.ended_on > as_of:
        return Attended(None, at_most=trial.attended_count)
    return Attended(trial.attended_count)


def expected_day(seen: Attended, needed: int, as_of: date) -> date | None:
    """The day of the last needed visit at the present pace; None with fewer than two dated visits."""
    pace = seen.mean_interval
    if not pace or seen.number is None:
        return None
    ahead = -(-(needed - seen.number) * pace // 1)
    return max(as_of, seen.days[-1] + timedelta(days=int(ahead)))
