"""Change in points against the smallest difference that matters (minimal important difference)."""

from models.criteria.change.pairs import Pairs
from models.criteria.change.question import Question
from models.criteria.change.verdicts import Moves


def moves(pairs: Pairs, asked: Question) -> Moves:
    """At least so many points count, in either direction."""
    assert asked.improvement is not None
    assert asked.least_worsening is not None
    better = asked.direction * pairs.change
    return Moves(better >= asked.improvement, better <= -asked.least_worsening)
