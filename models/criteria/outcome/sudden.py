"""Sudden gains: large from one session to the next, large for this person, and large against the sessions around it.

Tang & DeRubeis 1999; the third criterion multiplies the pooled standard deviation, not its standard error, by the
critical t, and takes fewer than three sessions where scores are missing, as the package suddengains 0.7.2 does.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from math import sqrt
from statistics import mean, variance
from typing import NamedTuple

from models.criteria.rule import number, whole
from models.criteria.student import t_quantile
from models.criteria.verdict import NO, UNKNOWN, YES, Answer

Course = Sequence[float | None]  # one place a session; None where no score was given


class Gain(NamedTuple):
    """`at` is the place of the first score after the gain; `lost` says whether half of it went again later."""

    at: int
    size: float
    lost: bool


def sudden_gains(course: Course, least: float, direction: int = -1) -> tuple[Gain, ...]:
    """Every gain of one course. `least` is the smallest that counts, in points; direction -1: less is better."""
    return tuple(_gains(course, least, direction))


def is_gain(course: Course, at: int, least: float, direction: int = -1) -> Answer:
    """Whether the step to the score at this place is a sudden gain; unknown where too few scores lie around it."""
    before, after = course[at - 1], course[at]
    if before is None or after is None:
        return UNKNOWN
    if direction * (after - before) < max(least, number("track.sudden.share") * abs(before)):
        return NO
    around = whole("track.sudden.sessions")
    earlier = [score for score in course[max(0, at - around) : at] if score is not None]
    later = [score for score in course[at : at + around] if score is not None]
    if min(len(earlier), len(later)) < whole("track.sudden.fewest"):
        return UNKNOWN
    return YES if direction * (mean(later) - mean(earlier)) > _needed(earlier, later) else NO


def undecided(course: Course, least: float, direction: int = -1) -> int:
    """The steps, from the second session to the one before the last, of which nothing can be said."""
    fewest = whole("track.sudden.fewest")
    steps = range(fewest, len(course) - fewest + 1)
    return sum(is_gain(course, at, least, direction) == UNKNOWN for at in steps)


def _gains(course: Course, least: float, direction: int) -> Iterator[Gain]:
    for at in range(1, len(course)):
        before, after = course[at - 1], course[at]
        if before is None or after is None or is_gain(course, at, least, direction) != YES:
            continue
        line = direction * (before + number("track.sudden.kept") * (after - before))
        lost = any(later is not None and direction * later < line for later in course[at + 1 :])
        yield Gain(at, abs(after - before), lost)


def _needed(earlier: list[float], later: list[float]) -> float:
    free = len(earlier) + len(later) - 2
    pooled = ((len(earlier) - 1) * variance(earlier) + (len(later) - 1) * variance(later)) / free
    return _critical(free) * sqrt(pooled)


@cache
def _critical(free: int) -> float:
    return -t_quantile(number("track.sudden.alpha") / 2, free)
