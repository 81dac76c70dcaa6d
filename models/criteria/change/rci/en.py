"""Edwards & Nunnally: the score after against the estimated true score before."""

from instruments.change_formulas import standard_error
from models.criteria.change.pairs import Pairs
from models.criteria.change.question import Question
from models.criteria.change.rci.index import Index, divisor, given_reliability
from models.criteria.change.scores import Floats
from models.criteria.change.spread import Spread


def index(pairs: Pairs, spread: Spread, asked: Question) -> Index:
    """(post - (r (pre - M1) + M1)) / SE."""
    se_measurement = divisor(standard_error(spread.needed_sd_pre(), given_reliability(asked)))
    values = (pairs.post - true_score_before(pairs, spread, asked)) / se_measurement
    return Index(values, {"se_measurement": se_measurement})


def true_score_before(pairs: Pairs, spread: Spread, asked: Question) -> Floats:
    """Each score before, drawn towards the mean by what of it is measurement error."""
    return given_reliability(asked) * (pairs.pre - spread.m_pre) + spread.m_pre
