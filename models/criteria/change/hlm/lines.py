"""How much faster or slower than the average each person changes, and how surely."""

import math
from dataclasses import dataclass

import numpy as np

from models.criteria.change.errors import NotComputable
from models.criteria.change.hlm.likelihood import fit, weights
from models.criteria.change.hlm.lowest import lowest
from models.criteria.change.hlm.sums import Designs, Sums, designs, sums
from models.criteria.change.pairs import Pairs
from models.criteria.change.rci.index import Index
from models.criteria.change.scores import Codes, Floats, Scores

# Where the search may begin, in units of the residual, time in standard deviations: all that is usual, either way round
STARTS = [(begin, together * change, change) for begin in (0.3, 1.0, 2.0) for change in (0.1, 0.5, 1.5)
          for together in (-1.0, 0.0, 1.0)]  # fmt: skip
SINGULAR = 1e-4  # as lme4 says it: a diagonal of the relative factor below this is none
NO_NOISE = 1e-12  # share of the scores' variance below which a residual is rounding


@dataclass(frozen=True, slots=True)
class Lines:
    """The model, and each person's deviation from the average slope with its standard deviation."""

    deviation: Floats
    deviation_sd: Floats
    parameters: dict[str, float]


def index(scores: Scores, pairs: Pairs, rows: Codes) -> Index:
    """The deviation of each person's slope over its own uncertainty; 0 where the model finds no deviation at all."""
    times = scores.times()
    assert times is not None
    place = np.full(len(scores.people), -1, dtype=np.intp)
    place[pairs.person] = np.arange(pairs.person.size)
    lines = fit_lines(place[scores.person[rows]], times[scores.visit[rows]], scores.score[rows])
    sure = lines.deviation_sd > 0
    values = np.divide(lines.deviation, lines.deviation_sd, out=np.zeros(sure.size), where=sure)
    return Index(values, lines.parameters)


def fit_lines(person: Codes, time: Floats, score: Floats) -> Lines:
    """Scores on time with a random intercept and slope for each person; rows in any order, people numbered from 0.

    Time is counted from its mean in standard deviations while the model is sought, which changes nothing but the
    rounding: the two random effects may go together as they like.
    """
    people = int(person.max()) + 1
    middle, unit = float(time.mean()), float(time.std())
    if people <= 1:
        raise NotComputable("score", "only one person has enough scores; slopes are judged against those of others")
    if unit == 0:
        raise NotComputable("time", "the same for every score; a line over time needs different times")
    scaled = (time - middle) / unit
    level = float(score.mean())
    data = sums(person, people, scaled, score - level)
    if _left_over(data) <= NO_NOISE * data.yy:
        raise NotComputable(
            "score", "everybody's scores lie on a straight line; there is no chance to judge a slope by"
        )
    alike = designs(data)
    factor = _best(alike)
    found = fit(alike, factor)
    w = weights(data, factor)
    y, ty = data.y - found.intercept * data.n - found.slope * data.t, data.ty
    ty = ty - found.intercept * data.t - found.slope * data.tt
    deviation = (w.w01 * y + w.w11 * ty) / unit
    deviation_sd = np.sqrt(np.maximum(w.w11, 0) * found.variance) / unit
    slope = found.slope / unit
    figures: dict[str, float] = {
        "fixef_intercept": level + found.intercept - slope * middle,
        "fixef_time": slope,
        **_spreads(factor, math.sqrt(found.variance), middle, unit),
        "reml": found.reml + 2 * math.log(unit),
    }
    return Lines(deviation, deviation_sd, figures)


def _left_over(data: Sums) -> float:
    """The squares that remain when everybody has a line of their own."""
    steps = data.tt - data.t**2 / data.n
    along = data.ty - data.t * data.y / data.n
    own = np.divide(along**2, steps, out=np.zeros(steps.size), where=steps > NO_NOISE * data.tt)
    return data.yy - float((data.y**2 / data.n + own).sum())


def _best(data: Designs) -> Floats:
    """The spreads with the smallest criterion, from the best of several starts."""

    def criterion(factor: Floats) -> float:
        return fit(data, factor).reml

    return lowest(criterion, min((np.array(start) for start in STARTS), key=criterion))


def _spreads(factor: Floats, residual: float, middle: float, unit: float) -> dict[str, float]:
    """The spreads in the units of the scores and of time, counted from time 0."""
    a, b, c = factor.tolist()
    back = np.array([[1.0, -middle / unit], [0.0, 1 / unit]])
    relative = back @ np.array([[a, 0.0], [b, c]])
    both = relative @ relative.T
    sd_intercept, sd_slope = math.sqrt(both[0, 0]), math.sqrt(both[1, 1])
    together = both[0, 1] / (sd_intercept * sd_slope) if sd_intercept * sd_slope > 0 else 0.0
    own = sd_slope * math.sqrt(max(0.0, 1 - together**2))
    return {
        "sd_intercept": sd_intercept * residual,
        "sd_time": sd_slope * residual,
        "corr": float(together),
        "sd_resid": residual,
        "singular": min(sd_intercept, own) < SINGULAR,
    }
