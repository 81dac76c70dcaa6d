"""Gulliksen, Lord & Novick: the score after against the one that regression to the mean predicts."""

import math

from models.criteria.change.pairs import Pairs
from models.criteria.change.question import Question
from models.criteria.change.rci.index import Index, divisor, given_reliability
from models.criteria.change.spread import Spread


def index(pairs: Pairs, spread: Spread, asked: Question) -> Index:
    """((post - M1) - r (pre - M1)) / (S1 sqrt(1 - r²))."""
    se_prediction = standard_error_of_prediction(spread.needed_sd_pre(), given_reliability(asked))
    beyond = (pairs.post - spread.m_pre) - given_reliability(asked) * (pairs.pre - spread.m_pre)
    return Index(beyond / se_prediction, {"se_prediction": se_prediction})


def standard_error_of_prediction(sd: float, reliability: float) -> float:
    """How far a score may lie from its prediction."""
    return divisor(sd * math.sqrt(1 - reliability**2))
