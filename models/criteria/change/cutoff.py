"""The line between ill and well, and who was on which side of it before and after."""

import math
from dataclasses import dataclass

import numpy as np

from instruments.change_formulas import enters_the_well, equally_likely, leaves_the_ill, standard_error
from models.criteria.change.errors import NotComputable
from models.criteria.change.pairs import Pairs
from models.criteria.change.question import Question
from models.criteria.change.rci.ha import reliability_of
from models.criteria.change.rci.index import divisor, given_reliability
from models.criteria.change.scores import Flags, Floats
from models.criteria.change.spread import Spread
from models.criteria.change.verdicts import Moves


@dataclass(frozen=True, slots=True)
class Sides:
    """Who began on the side of illness and who ended on that of health; `fell_ill` crossed the other way."""

    clinical_before: Flags
    functional_after: Flags
    fell_ill: Flags
    index: Floats | None  # HA: how surely a person ended beyond the line
    parameters: dict[str, float | str]

    @property
    def moves(self) -> Moves:
        """Across the line, where nothing else is asked."""
        return Moves(self.clinical_before & self.functional_after, self.fell_ill)


def sides(pairs: Pairs, spread: Spread, asked: Question) -> Sides:
    """By the scores (Jacobson & Truax) or by the true scores behind them (Hageman & Arrindell)."""
    return by_true_scores(pairs, spread, asked) if asked.cutoff_by == "HA" else by_scores(pairs, spread, asked)


def by_scores(pairs: Pairs, spread: Spread, asked: Question) -> Sides:
    """A score on the line itself is on neither side."""
    line = cutoff(spread.m_pre, spread.needed_sd_pre(), asked, asked.sd_functional)
    better = asked.direction
    before, after = better * pairs.pre < better * line, better * pairs.post > better * line
    return Sides(before, after, ~before & ~after, None, {"cutoff": line, "cutoff_type": asked.cutoff})


def by_true_scores(pairs: Pairs, spread: Spread, asked: Question) -> Sides:
    """After, a person must be beyond the line by more than chance; before, on its side is enough."""
    clinical, after = spread.needed_sd_pre(), spread.needed_sd_post()
    se = divisor(standard_error(clinical, given_reliability(asked)))
    r_clinical, r_post = reliability_of(clinical, se), _positive(reliability_of(after, se), "after")
    r_functional = None if asked.sd_functional is None else reliability_of(asked.sd_functional, se)
    line = cutoff(spread.m_pre, clinical * math.sqrt(r_clinical), asked, _true_sd(asked, r_functional))
    values = (spread.m_post + (pairs.post - spread.m_post) * r_post - line) / (math.sqrt(r_post) * se)
    before = np.asarray(asked.direction * pairs.pre < asked.direction * line)
    beyond = asked.direction * values
    well, ill = before & (beyond > asked.critical_value), ~before & (beyond < -asked.critical_value)
    figures: dict[str, float | str] = {"cutoff": line, "cutoff_type": f"{asked.cutoff}_true"}
    figures |= {"reliability_clinical": r_clinical, "cutoff_reliability_post": r_post}
    figures |= {} if r_functional is None else {"reliability_functional": r_functional}
    return Sides(before, well, ill, values, figures)


def cutoff(mean: float, sd: float, asked: Question, sd_functional: float | None) -> float:
    """Cut-off a, b or c. b takes the spread of the ill, as the reference implementation does."""
    if asked.cutoff == "a":
        return leaves_the_ill(mean, sd, asked.direction)
    assert asked.m_functional is not None
    if asked.cutoff == "b":
        return enters_the_well(asked.m_functional, sd, asked.direction)
    assert sd_functional is not None
    return equally_likely(mean, sd, asked.m_functional, sd_functional)


def _true_sd(asked: Question, reliability: float | None) -> float | None:
    """The spread of the true scores of the well; only cut-off c looks at it."""
    if asked.sd_functional is None or reliability is None or asked.cutoff != "c":
        return asked.sd_functional
    return asked.sd_functional * math.sqrt(_positive(reliability, "among the well"))


def _positive(reliability: float, where: str) -> float:
    if not reliability > 0:
        raise NotComputable(
            "reliability",
            f"makes measurement error larger than the whole spread of the scores {where}; HA cannot judge",
        )
    return reliability
