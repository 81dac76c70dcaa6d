"""What is said of one person's change, in five words."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.criteria.change.scores import Flags

CATEGORIES = ("recovered", "improved", "unchanged", "deteriorated", "harmed")
PLAIN = CATEGORIES[1:4]
RECOVERED, IMPROVED, UNCHANGED, DETERIORATED, HARMED = range(len(CATEGORIES))
Verdicts = NDArray[np.int8]  # places in CATEGORIES


@dataclass(frozen=True, slots=True)
class Moves:
    """Who moved for the better and who for the worse, by more than the method lets pass."""

    improved: Flags
    deteriorated: Flags


def plain(moves: Moves) -> Verdicts:
    """Improved, deteriorated, or neither."""
    found = np.full(moves.improved.size, UNCHANGED, dtype=np.int8)
    found[moves.deteriorated] = DETERIORATED
    found[moves.improved] = IMPROVED
    return found


def with_cutoff(moves: Moves, clinical_before: Flags, functional_after: Flags) -> Verdicts:
    """Improved and across the line is recovered; worse without ever having been ill by it is harmed."""
    found = plain(moves)
    found[moves.improved & clinical_before & functional_after] = RECOVERED
    found[moves.deteriorated & ~clinical_before & ~functional_after] = HARMED
    return found
