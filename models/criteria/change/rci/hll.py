"""Hsu, Linn & Lord: as Gulliksen, Lord & Novick, with the mean after in place of the mean before."""

from models.criteria.change.pairs import Pairs
from models.criteria.change.question import Question
from models.criteria.change.rci.gln import standard_error_of_prediction
from models.criteria.change.rci.index import Index, given_reliability
from models.criteria.change.spread import Spread


def index(pairs: Pairs, spread: Spread, asked: Question) -> Index:
    """((post - M2) - r (pre - M1)) / (S1 sqrt(1 - r²)): a change that everybody makes is no one's own."""
    se_prediction = standard_error_of_prediction(spread.needed_sd_pre(), given_reliability(asked))
    beyond = (pairs.post - spread.m_post) - given_reliability(asked) * (pairs.pre - spread.m_pre)
    return Index(beyond / se_prediction, {"se_prediction": se_prediction})
