"""Was each trial a fair one: the verdict, in what it fell short, and the day since when."""

from dataclasses import dataclass

import numpy as np

from models.criteria.registry.answers import UNKNOWN_, Answers, Floats, Ints
from models.criteria.registry.groups import NEVER
from models.criteria.status import STATUSES

SHORTFALLS = {name: place for place, name in enumerate(STATUSES)}
NOT_ASCERTAINABLE = SHORTFALLS["not-ascertainable"]


@dataclass(frozen=True, slots=True)
class Adequacy:
    """`shortfall` is the place of a status; `adequate_on` NEVER where it was not adequate, or no day is known.

    `days` are those at dose of a medication trial, -1 where nothing can be counted; `sessions` those attended, NaN
    where they are not recorded.
    """

    verdict: Answers
    shortfall: Ints
    adequate_on: Ints
    days: Ints
    sessions: Floats


def nothing(trials: int) -> Adequacy:
    """Where each kind of treatment puts its own verdicts."""
    return Adequacy(
        np.full(trials, UNKNOWN_),
        np.full(trials, NOT_ASCERTAINABLE),
        np.full(trials, NEVER),
        np.full(trials, -1),
        np.full(trials, np.nan),
    )
