"""How much better or worse, compared without rounding, towards the best score that the scale allows."""

from dataclasses import dataclass

from models.criteria.outcome.scale import Exact, ScaleFacts, exact
from models.criteria.settings import RuleSettings
from models.criteria.verdict import UNKNOWN, Answer, answer

RESPONSE = "response"
PARTIAL = "partial_response"
NONRESPONSE = "nonresponse"
DETERIORATION = "deterioration"
UNDEFINED = "undefined"
CANNOT_JUDGE = "cannot_judge"
WITHOUT_RESPONSE = frozenset({PARTIAL, NONRESPONSE, DETERIORATION})


@dataclass(slots=True)
class Change:
    """`gain` in points, positive when better; `room` from the baseline to the best possible score."""

    gain: Exact
    room: Exact

    @property
    def percent(self) -> float | None:
        """Floor-corrected improvement; negative when worse; None when the baseline left no room."""
        return float(100 * self.gain / self.room) if self.room else None

    def at_least(self, percent: float) -> bool:
        return bool(self.room > 0 and 100 * self.gain >= percent * self.room)

    def lost(self, points: float) -> bool:
        return bool(self.gain <= exact(-points))

    def moved(self, points: float) -> bool:
        return self.lost(points) or bool(self.gain >= exact(points))


def change(baseline: float, end: float, facts: ScaleFacts) -> Change:
    before, after, best = exact(baseline), exact(end), facts.best
    if facts.lower_is_better:
        return Change(before - after, before - best)
    return Change(after - before, best - before)


def category(made: Change, facts: ScaleFacts, settings: RuleSettings) -> str:
    """Undefined where the baseline was already the best possible score."""
    if not made.room > 0:
        return UNDEFINED
    if made.at_least(settings.response_percent):
        return RESPONSE
    if made.at_least(settings.partial_percent):
        return PARTIAL
    if facts.reliable_change is not None and made.lost(facts.reliable_change):
        return DETERIORATION
    return NONRESPONSE


def reliable(made: Change, facts: ScaleFacts) -> Answer:
    """Whether the change, for better or worse, is more than the scale's own noise."""
    if facts.reliable_change is None:
        return UNKNOWN
    return answer(made.moved(facts.reliable_change))


def remitted(end: float, facts: ScaleFacts) -> Answer:
    """Whether a score lies in the range of remission; unknown where no cut-off is published."""
    return UNKNOWN if facts.remission is None else answer(facts.remission.holds(end))
