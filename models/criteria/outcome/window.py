"""Which scores belong to a trial: its baseline, and what was measured after it had begun."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date

from models.criteria.case import Case, Trial
from models.criteria.outcome.scale import ScaleFacts
from models.criteria.settings import RuleSettings

Score = tuple[int, float]  # day as an ordinal, score


@dataclass(frozen=True, slots=True)
class Window:
    """The baseline, and the scores after the days in which a baseline may be taken, in order of day."""

    baseline: Score | None
    after: list[Score]


def window(trial: Trial, case: Case, facts: ScaleFacts, as_of: date, settings: RuleSettings) -> Window:
    """Scores of one trial up to `as_of`, whether tied to it or lying in its time.

    The baseline is the last score from the days before the start to the first days after it; the course ends some
    days after the stop. A score that is tied to another trial is never looked at.
    """
    start = trial.started_on.toordinal()
    last = as_of.toordinal()
    if trial.ended_on is not None:
        last = min(last, trial.ended_on.toordinal() + settings.end_days_after)
    scores = scores_between(trial.id, case, facts, start - settings.baseline_days_before, last)
    settled = bisect_right(scores, (start + settings.baseline_days_after, float("inf")))
    return Window(scores[settled - 1] if settled else None, scores[settled:])


def scores_between(trial_id: str | None, case: Case, facts: ScaleFacts, first: int, last: int) -> list[Score]:
    """Scores from one day to another, one a day: the trial's own before an untied one, then the less favourable."""
    untied = _slice(case, facts, None, first, last)
    own = _slice(case, facts, trial_id, first, last) if trial_id is not None else []
    if not own:
        return _one_a_day(untied, facts)
    if not untied:
        return _one_a_day(own, facts)
    return sorted({**dict(_one_a_day(untied, facts)), **dict(_one_a_day(own, facts))}.items())


def _slice(case: Case, facts: ScaleFacts, trial_id: str | None, first: int, last: int) -> list[Score]:
    scores = case.series.get((facts.instrument, facts.scale, trial_id))
    if not scores:
        return []
    return scores[bisect_left(scores, (first, float("-inf"))) : bisect_right(scores, (last, float("inf")))]


def _one_a_day(scores: list[Score], facts: ScaleFacts) -> list[Score]:
    days = dict(scores)
    if len(days) == len(scores):
        return scores
    worst: dict[int, float] = {}
    for on, score in scores:
        worst[on] = facts.worse(worst[on], score) if on in worst else score
    return list(worst.items())
