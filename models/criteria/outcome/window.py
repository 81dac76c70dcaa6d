"""Which scores belong to a trial: its baseline, and what was measured after it had begun."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models.criteria.case import Case, Series, Trial
from models.criteria.outcome.scale import ScaleFacts
from models.criteria.settings import RuleSettings

Score = tuple[int, float]  # day as an ordinal, score
EMPTY = Series([], [], True)
FIRST, LAST = date.min.toordinal(), date.max.toordinal()


@dataclass(slots=True)
class Window:
    """The scores of one trial, one a day, in order of their days.

    Scores before `settled` may be a baseline, those from there on tell what the treatment did.
    """

    days: Sequence[int]
    scores: Sequence[float]
    settled: int

    @property
    def end(self) -> int:
        return len(self.days)

    @property
    def baseline(self) -> Score | None:
        """The last score that may be a baseline."""
        at = self.settled - 1
        return (self.days[at], self.scores[at]) if at >= 0 else None

    @property
    def latest(self) -> Score | None:
        """The last score after the trial had begun."""
        return (self.days[-1], self.scores[-1]) if len(self.days) > self.settled else None

    @property
    def number(self) -> int:
        """How many scores there are after the trial had begun."""
        return len(self.days) - self.settled

    def nearest(self, day: int, earliest: int, latest: int) -> Score | None:
        """The score nearest to a day, of two equally near ones the later; None where the span has none."""
        span = range(bisect_left(self.days, earliest, self.settled), bisect_right(self.days, latest, self.settled))
        at = min(span, key=lambda one: (abs(self.days[one] - day), -one)) if span else None
        return None if at is None else (self.days[at], self.scores[at])


def window(trial: Trial, case: Case, facts: ScaleFacts, last_day: int, settings: RuleSettings) -> Window:
    """Scores of one trial up to `last_day` (an ordinal), whether tied to it or lying in its time.

    The baseline is the last score from the days before the start to the first days after it; the course ends some
    days after the stop. A score that is tied to another trial is never looked at.
    """
    start = trial.started_on.toordinal()
    if trial.ended_on is not None:
        last_day = min(last_day, trial.ended_on.toordinal() + settings.end_days_after)
    days, scores, _ = scores_of(trial.id, case, facts, start - settings.baseline_days_before, last_day)
    return Window(days, scores, bisect_right(days, start + settings.baseline_days_after))


def tells_from(trial: Trial, fair_on: date, as_of: date, settings: RuleSettings) -> date:
    """The first day whose score tells that a trial brought no response: since it was fair, or in its last days.

    Of a trial that runs the last days are not known yet.
    """
    if trial.running(as_of) or trial.ended_on is None:
        return fair_on
    return min(fair_on, trial.ended_on - timedelta(days=settings.last_days))


def scores_of(trial_id: str, case: Case, facts: ScaleFacts, first: int = FIRST, last: int = LAST) -> Series:
    """Scores tied to a trial or to none, one a day: the tied goes before the untied, then the less favourable."""
    found = case.series
    untied = _between(found.get((facts.instrument, facts.scale, None), EMPTY), first, last)
    own = _between(found.get((facts.instrument, facts.scale, trial_id), EMPTY), first, last)
    if not own.days and untied.one_a_day:
        return untied
    if not untied.days and own.one_a_day:
        return own
    return _one_a_day((untied, own), facts)


def _between(series: Series, first: int, last: int) -> Series:
    """The part from one day to another, both days counted; cut before it is put together with another."""
    if not series.days:
        return series
    days, scores, one_a_day = series
    part = slice(bisect_left(days, first), bisect_right(days, last))
    return Series(days[part], scores[part], one_a_day)


def all_scores(case: Case, facts: ScaleFacts) -> Series:
    """Every score of a scale, whatever it is tied to, the less favourable of one day."""
    if facts.key not in case.measured:
        return EMPTY
    found = [series for key, series in case.series.items() if key[:2] == facts.key]
    if len(found) == 1 and found[0].one_a_day:
        return found[0]
    tied = Series([day for one in found for day in one.days], [score for one in found for score in one.scores], False)
    return _one_a_day((tied,), facts)


def _one_a_day(preferred_last: Sequence[Series], facts: ScaleFacts) -> Series:
    days: dict[int, float] = {}
    for series in preferred_last:
        worst: dict[int, float] = {}
        for on, score in zip(series.days, series.scores, strict=True):
            worst[on] = facts.worse(worst[on], score) if on in worst else score
        days.update(worst)
    order = sorted(days)
    return Series(order, [days[on] for on in order], True)
