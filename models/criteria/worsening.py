"""Whether somebody is reliably worse than when the treatment, or the episode, began."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from models.criteria.case import Case, Trial
from models.criteria.outcome import Outcome
from models.criteria.outcome.change import change
from models.criteria.outcome.domains import depression_scales
from models.criteria.outcome.scale import ScaleFacts, scale_facts
from models.criteria.outcome.window import Score, all_scores
from models.criteria.settings import RuleSettings


class Judged(Protocol):
    @property
    def trial(self) -> Trial: ...
    @property
    def outcome(self) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class Worsening:
    """The latest score is worse than the first by at least the reliable change. `points` is how much, above zero."""

    instrument: str
    scale: str
    first: float
    first_on: date
    latest: float
    latest_on: date
    points: float


def worsening(current: Sequence[Judged], case: Case, as_of: date, settings: RuleSettings) -> Worsening | None:
    """Against the baseline of a running trial; without one, against the first score of the episode."""
    found = [_in_trial(one.outcome) for one in current]
    if not current:
        found = [_in_episode(case, as_of)]
    worse = [one for one in found if one is not None]
    return max(worse, key=lambda one: (one.points, one.latest_on), default=None)


def _in_trial(outcome: Outcome) -> Worsening | None:
    facts = scale_facts(outcome.instrument, outcome.scale or None)
    if facts is None or outcome.baseline is None or outcome.end is None:
        return None
    assert outcome.baseline_on is not None
    assert outcome.end_on is not None
    first = (outcome.baseline_on.toordinal(), outcome.baseline)
    return _worse(facts, first, (outcome.end_on.toordinal(), outcome.end))


def _in_episode(case: Case, as_of: date) -> Worsening | None:
    """On the first depression scale that was measured in the episode, scores of every trial included."""
    facts = next((one for one in depression_scales() if (one.instrument, one.scale) in case.measured), None)
    if facts is None:
        return None
    begun = max((one.started_on for one in case.episodes if one.started_on and one.started_on <= as_of), default=None)
    first = begun.toordinal() if begun else 0
    days, scores, _ = all_scores(case, facts)
    begin, end = bisect_left(days, first), bisect_right(days, as_of.toordinal())
    if begin >= end:
        return None
    return _worse(facts, (days[begin], scores[begin]), (days[end - 1], scores[end - 1]))


def _worse(facts: ScaleFacts, first: Score, latest: Score) -> Worsening | None:
    made = change(first[1], latest[1], facts)
    if facts.reliable_change is None or not made.lost(facts.reliable_change):
        return None
    on, latest_on = date.fromordinal(first[0]), date.fromordinal(latest[0])
    return Worsening(facts.instrument, facts.scale, first[1], on, latest[1], latest_on, float(-made.gain))
