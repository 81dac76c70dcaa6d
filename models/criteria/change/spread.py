"""How the scores of those who are judged are spread, before and after."""

from dataclasses import dataclass

import numpy as np

from models.criteria.change.errors import NotComputable
from models.criteria.change.pairs import Pairs
from models.criteria.change.scores import Floats


@dataclass(frozen=True, slots=True)
class Spread:
    """Means and standard deviations (n - 1); a deviation is None where only one person is judged."""

    m_pre: float
    m_post: float
    sd_pre: float | None
    sd_post: float | None

    def needed_sd_pre(self) -> float:
        """The deviation before; refused where there is none to divide by."""
        return _needed(self.sd_pre, "before")

    def needed_sd_post(self) -> float:
        """The deviation after."""
        return _needed(self.sd_post, "after")


def spread(pairs: Pairs) -> Spread:
    """The figures of the people who are judged, and of nobody else."""
    return Spread(float(pairs.pre.mean()), float(pairs.post.mean()), _sd(pairs.pre), _sd(pairs.post))


def correlation(pairs: Pairs) -> float:
    """Pearson's correlation of the scores before and after."""
    before, after = pairs.pre - pairs.pre.mean(), pairs.post - pairs.post.mean()
    return float((before * after).sum() / np.sqrt((before**2).sum() * (after**2).sum()))


def _sd(values: Floats) -> float | None:
    if values.size <= 1:
        return None
    return 0.0 if (values == values[0]).all() else float(values.std(ddof=1))  # the mean of equal numbers may be rounded


def _needed(sd: float | None, when: str) -> float:
    if sd is None:
        raise NotComputable("score", "only one person can be judged; a standard deviation needs two")
    if sd == 0:
        raise NotComputable("score", f"everybody has the same score {when}; there is no spread to judge a change by")
    return sd
