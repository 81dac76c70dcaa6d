"""Nunnally & Kotsch: as Edwards & Nunnally, with a reliability of its own for the score after."""

import math

from models.criteria.change.pairs import Pairs
from models.criteria.change.question import Question
from models.criteria.change.rci.en import true_score_before
from models.criteria.change.rci.index import Index, divisor, given_reliability
from models.criteria.change.spread import Spread


def index(pairs: Pairs, spread: Spread, asked: Question) -> Index:
    """(post - (r (pre - M1) + M1)) / sqrt(r² S1² (1 - r) + S1² (1 - r_post)); without r_post, r stands for both."""
    reliability, variance = given_reliability(asked), spread.needed_sd_pre() ** 2
    after = reliability if asked.reliability_post is None else asked.reliability_post
    error = divisor(math.sqrt(reliability**2 * variance * (1 - reliability) + variance * (1 - after)))
    values = (pairs.post - true_score_before(pairs, spread, asked)) / error
    return Index(values, {"reliability_post": after, "standard_error": error})
