"""The change of a group, or the difference of two, with its interval, against the smallest difference that matters."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from models.criteria.change.answer import Told
from models.criteria.change.errors import NotComputable
from models.criteria.change.pairs import Pairs, score_at
from models.criteria.change.question import Question
from models.criteria.change.scores import NOBODY, Codes, Floats, Scores
from models.criteria.student import t_quantile

NOT_SIGNIFICANT = "Statistically not significant"
NOT_RELEVANT = "Statistically significant but not clinically relevant"
NOT_BEYOND = {-1: "Not significantly less than the threshold", 1: "Not significantly greater than the threshold"}
PROBABLE = "Probably clinically significant effect"
ROUNDING = 1e-14  # share of a mean below which a standard error is none
LARGE = "Large clinically significant effect"


@dataclass(frozen=True, slots=True)
class Interval:
    """A difference and where it may lie."""

    difference: float
    lower: float
    upper: float


def within(scores: Scores, pairs: Pairs, asked: Question) -> Iterator[Told]:
    """The mean change of everybody, or of each group in order of appearance: the paired t interval."""
    for name, members in _groups(scores, pairs):
        interval = _paired(pairs.change[members], asked.alpha, name)
        yield {
            **({"group": name} if name else {}),
            **_told(interval, asked),
            "n": int(members.size),
            "category": phrase(interval, asked),
        }


def between(scores: Scores, visit: int, asked: Question) -> Iterator[Told]:
    """Each group at one visit against the first by name: Welch's interval of the difference of the means."""
    assert scores.group is not None
    found = score_at(scores, visit)
    judged = ~np.isnan(found)
    there = {
        name: found[(scores.group == code) & judged]
        for code, name in sorted(enumerate(scores.groups), key=lambda pair: _order(pair[1]))
    }
    (reference, first), *others = there.items()
    if not others:
        raise NotComputable("group", "only one group; a difference needs two")
    for name, values in others:
        interval = _welch(values, first, asked.alpha, (name, reference))
        yield {
            "reference": reference,
            "comparison": name,
            **_told(interval, asked),
            "n_reference": first.size,
            "n_comparison": values.size,
            "category": phrase(interval, asked),
        }


def grouped(scores: Scores, found: Floats) -> int:
    """How many people have a score and a group."""
    assert scores.group is not None
    return int((~np.isnan(found) & (scores.group != NOBODY)).sum())


def phrase(interval: Interval, asked: Question) -> str:
    """One of five phrases, worded as in the reference implementation. An end on the line itself has reached it."""
    assert asked.improvement is not None
    better = asked.direction
    # Seen from the side of health: `near` is the end of the interval that lies nearer to no effect.
    near, far = sorted((better * interval.lower, better * interval.upper))
    middle = better * interval.difference
    if not (near > 0 or far < 0) and (better < 0 or far < asked.improvement):
        return NOT_SIGNIFICANT
    if far < asked.improvement:
        return NOT_RELEVANT
    if near >= asked.improvement:
        return LARGE
    return PROBABLE if middle >= asked.improvement else NOT_BEYOND[better]


def _groups(scores: Scores, pairs: Pairs) -> Iterator[tuple[str, Codes]]:
    if scores.group is None:
        yield "", np.arange(pairs.person.size)
        return
    group = scores.group[pairs.person]
    for code, name in enumerate(scores.groups):
        members = np.flatnonzero(group == code)
        if members.size:
            yield name, members


def _order(name: str) -> tuple[int, float, str]:
    """Numbers by their size, before words by their letters."""
    try:
        return 0, float(name), name
    except ValueError:
        return 1, 0.0, name


def _told(interval: Interval, asked: Question) -> Told:
    return {
        "difference": interval.difference,
        "lower": interval.lower,
        "upper": interval.upper,
        "ci": 1 - asked.alpha,
    }


def _paired(change: Floats, alpha: float, name: str) -> Interval:
    error = math.sqrt(_variance(change, name) / change.size)
    return _around(float(change.mean()), error, change.size - 1, alpha, name)


def _welch(values: Floats, reference: Floats, alpha: float, names: tuple[str, str]) -> Interval:
    parts = [_variance(each, name) / each.size for each, name in zip((values, reference), names, strict=True)]
    error = math.sqrt(sum(parts))
    if error <= ROUNDING * max(abs(float(values.mean())), abs(float(reference.mean()))):
        raise NotComputable("group", f"everybody in {names[0]!r} and in {names[1]!r} has the same score")
    df = sum(parts) ** 2 / sum(part**2 / (each.size - 1) for part, each in zip(parts, (values, reference), strict=True))
    return _around(float(values.mean() - reference.mean()), error, df, alpha, names[0])


def _variance(values: Floats, name: str) -> float:
    if values.size <= 1:
        raise NotComputable("group", f"fewer than two people to judge{f' in {name!r}' if name else ''}")
    return float(values.var(ddof=1))


def _around(middle: float, error: float, df: float, alpha: float, name: str) -> Interval:
    if error <= ROUNDING * abs(middle):
        raise NotComputable("score", f"everybody{f' in {name!r}' if name else ''} changed by the same amount")
    half = -t_quantile(alpha / 2, df) * error
    return Interval(middle, middle - half, middle + half)
