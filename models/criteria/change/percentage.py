"""Change as a share of where a person began."""

import numpy as np

from models.criteria.change.pairs import Pairs
from models.criteria.change.question import Question
from models.criteria.change.scores import Floats
from models.criteria.change.verdicts import Moves


def share(pairs: Pairs) -> Floats:
    """(post - pre) / pre; not finite where a person began at 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(pairs.change / pairs.pre)


def moves(pairs: Pairs, asked: Question) -> Moves:
    """At least the share counts. Whoever began at 0 is improved by any rise, as in the reference implementation."""
    assert asked.improvement is not None
    assert asked.least_worsening is not None
    better = asked.direction * share(pairs)
    moved, from_zero = pairs.change != 0, pairs.pre == 0
    improved = (better >= asked.improvement) | (from_zero & (pairs.post > 0))
    deteriorated = better <= -asked.least_worsening
    return Moves(improved & moved, deteriorated & moved)


def began_at_zero(pairs: Pairs) -> int:
    """How many people have no percentage, since a share of 0 is none."""
    return int(((pairs.pre == 0) & (pairs.change != 0)).sum())
