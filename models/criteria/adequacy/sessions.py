"""Counting visits that took place, and when the needed number would be reached at the present pace."""

from dataclasses import dataclass
from datetime import date, timedelta

from models.criteria.case import Trial


@dataclass(frozen=True, slots=True)
class Attended:
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


def attended(trial: Trial, as_of: date, once_a_day: bool) -> Attended:
    """Visits that took place within the trial, up to `as_of`. `once_a_day`: two entries of one day count once."""
    if not trial.sessions:
        return _undated(trial, as_of)
    last = trial.last_day(as_of)
    days = sorted(one.on for one in trial.sessions if one.attended and trial.started_on <= one.on <= last)
    if once_a_day:
        days = sorted(set(days))
    return Attended(len(days), tuple(days))


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
