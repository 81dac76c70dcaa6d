"""Jacobson & Truax 1991: the change over the standard error of a difference."""

from instruments.change_formulas import standard_error_of_difference
from models.criteria.change.pairs import Pairs
from models.criteria.change.question import Question
from models.criteria.change.rci.index import Index, divisor, given_reliability
from models.criteria.change.spread import Spread


def index(pairs: Pairs, spread: Spread, asked: Question) -> Index:
    """(post - pre) / sqrt(2 SE²), SE = S1 sqrt(1 - r)."""
    s_diff = divisor(standard_error_of_difference(spread.needed_sd_pre(), given_reliability(asked)))
    return Index(pairs.change / s_diff, {"s_diff": s_diff})
