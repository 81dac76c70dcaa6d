"""What was measured before and after, in points and in percent, and of how many trials that can be told."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from models.criteria.cohort.line import TrialLine
from models.criteria.cohort.survival import Curve, kaplan_meier
from models.criteria.outcome.change import change
from models.criteria.outcome.scale import ScaleFacts, scale_facts

OUTCOMES = ("remission", "response", "no_response", "not_judged")
CATEGORIES = ("response", "partial_response", "nonresponse", "deterioration")
RESPONSE, REMISSION = "response", "remission"


class Pair(NamedTuple):
    """One trial's scores before and after on one scale, and what its reliable change is called."""

    before: float
    after: float
    percent: float | None
    change: str  # better, worse, within noise, not known


class Completeness(NamedTuple):
    """Of so many trials, how many have a score before, after, and both: every figure that follows is of the last."""

    trials: int
    before: int
    after: int
    both: int

    @property
    def percent(self) -> float | None:
        return 100 * self.both / self.trials if self.trials else None


def completeness(lines: Sequence[TrialLine]) -> Completeness:
    before = sum(line.baseline is not None for line in lines)
    after = sum(line.end is not None for line in lines)
    return Completeness(len(lines), before, after, sum(line.is_measured for line in lines))


def scales(lines: Iterable[TrialLine]) -> dict[tuple[str, str], int]:
    """The scales that tell what trials did, the one used most first, with the number of trials that it tells of."""
    return dict(Counter((line.instrument, line.scale) for line in lines if line.is_measured).most_common())


def pairs(lines: Iterable[TrialLine], key: tuple[str, str]) -> list[Pair]:
    """Before and after on one scale."""
    facts = scale_facts(*key)
    measured = [line for line in lines if (line.instrument, line.scale) == key]
    return [
        _pair(line.baseline, line.end, facts) for line in measured if line.baseline is not None and line.end is not None
    ]


def _pair(before: float, after: float, facts: ScaleFacts | None) -> Pair:
    if facts is None:
        return Pair(before, after, None, "not known")
    made = change(before, after, facts)
    if facts.reliable_change is None:
        return Pair(before, after, made.percent, "not known")
    if not made.moved(facts.reliable_change):
        return Pair(before, after, made.percent, "within noise")
    return Pair(before, after, made.percent, "better" if made.gain > 0 else "worse")


def by_domain(lines: Iterable[TrialLine]) -> dict[str, Mapping[str, int]]:
    """For each domain how many trials it was judged in, by category."""
    found: dict[str, Counter[str]] = {}
    for line in lines:
        for domain, category in line.domains.items():
            found.setdefault(domain, Counter())[category] += 1
    return {domain: dict(counted) for domain, counted in found.items()}


def time_to(lines: Iterable[TrialLine], event: str) -> Curve:
    """Days from the start to the first score that told of response, or of remission; others to their last score.

    Trials without a score before or after the start are not in it; those that began in remission neither.
    """
    days, had = [], []
    for line in lines:
        after = line.responded_after if event == RESPONSE else line.remitted_after
        if line.followed is None or _began_well(line):
            continue
        days.append(float(line.followed if after is None else after))
        had.append(after is not None)
    return kaplan_meier(days, had)


def _began_well(line: TrialLine) -> bool:
    facts = scale_facts(line.instrument, line.scale or None)
    return (
        facts is None or line.baseline is None or (facts.remission is not None and facts.remission.holds(line.baseline))
    )
