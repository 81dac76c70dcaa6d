"""One index for each person, how it was scaled, and who by it changed reliably."""

from dataclasses import dataclass

from models.criteria.change.errors import NotComputable
from models.criteria.change.question import Question
from models.criteria.change.scores import Floats
from models.criteria.change.verdicts import Moves


@dataclass(frozen=True, slots=True)
class Index:
    """The index of each person and the figures that went into it, by the names under which they are reported."""

    values: Floats
    parameters: dict[str, float]


def moves(index: Index, asked: Question) -> Moves:
    """More than the critical value, in either direction; exactly as much is not enough."""
    better = asked.direction * index.values
    return Moves(better > asked.critical_value, better < -asked.critical_value)


def given_reliability(asked: Question) -> float:
    """The reliability; a question without it is refused before it comes here."""
    assert asked.reliability is not None
    return asked.reliability


def divisor(value: float) -> float:
    """What an index is divided by; with a perfect reliability nothing is left of it."""
    if not value > 0:
        raise NotComputable("reliability", "leaves no measurement error to judge a change by; allowed: less than 1")
    return value
