"""Hageman & Arrindell 1999: the change with what regression to the mean and its own unreliability leave of it."""

import math

from instruments.change_formulas import standard_error
from models.criteria.change.errors import NotComputable
from models.criteria.change.pairs import Pairs
from models.criteria.change.question import Question
from models.criteria.change.rci.index import Index, divisor, given_reliability
from models.criteria.change.spread import Spread, correlation

ROUNDING = 1e-12  # share of the variances below which a spread of the changes is rounding


def index(pairs: Pairs, spread: Spread, asked: Question) -> Index:
    """(change r_dd + (M2 - M1)(1 - r_dd)) / (sqrt(r_dd) sqrt(2 SE²)); r_dd is the reliability of the difference."""
    se = divisor(standard_error(spread.needed_sd_pre(), given_reliability(asked)))
    r_dd = reliability_of_difference(pairs, spread, se)
    drawn = pairs.change * r_dd + (spread.m_post - spread.m_pre) * (1 - r_dd)
    values = drawn / (math.sqrt(r_dd) * math.sqrt(2 * se**2))
    return Index(values, {"se_measurement": se, "r_dd": r_dd})


def reliability_of_difference(pairs: Pairs, spread: Spread, se: float) -> float:
    """How much of the spread of the changes is true change."""
    before, after = spread.needed_sd_pre(), spread.needed_sd_post()
    shared = 2 * before * after * correlation(pairs)
    whole = before**2 + after**2 - shared
    true = before**2 * reliability_of(before, se) + after**2 * reliability_of(after, se) - shared
    if not (whole > ROUNDING * (before**2 + after**2) and true > 0):
        raise NotComputable("reliability", "leaves nothing of the differences but error; HA cannot judge these scores")
    return true / whole


def reliability_of(sd: float, se: float) -> float:
    """The reliability in a group with this spread, where the measurement error is the same for all."""
    return (sd**2 - se**2) / sd**2
