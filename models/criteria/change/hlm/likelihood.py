"""How well one pair of spreads (of where people begin, and of how fast they change) explains the scores: REML.

Fixed and random effects are the same two, an intercept and a slope, so all that is asked of a person are 2 × 2
matrices, written out here for all sets of times at once. L = [[a, 0], [b, c]] is the Cholesky factor of the random
effects' covariance, relative to the residual.
Bates, Mächler, Bolker & Walker 2015, J Stat Softw 67(1), equations 39-42.
"""

import math
from dataclasses import dataclass

import numpy as np

from models.criteria.change.hlm.sums import Designs, Sums
from models.criteria.change.scores import Floats

EFFECTS = 2
WORST = 1e300  # the criterion where the scores leave nothing to estimate


@dataclass(frozen=True, slots=True)
class Weights:
    """L (I + L'Z'ZL)⁻¹ L', symmetric, of each person or set of times; and the determinant of what is inverted."""

    w00: Floats
    w01: Floats
    w11: Floats
    determinant: Floats


@dataclass(frozen=True, slots=True)
class Fit:
    """The line of the average person, what is left over, and the criterion."""

    intercept: float
    slope: float
    variance: float  # residual
    reml: float


def weights(data: Sums | Designs, factor: Floats) -> Weights:
    """What a person's own scores weigh against the average line."""
    a, b, c = factor.tolist()
    p = 1 + a * a * data.n + 2 * a * b * data.t + b * b * data.tt
    q = c * (a * data.t + b * data.tt)
    r = 1 + c * c * data.tt
    determinant = p * r - q * q
    w00 = a * a * r / determinant
    w01 = a * (b * r - c * q) / determinant
    w11 = (b * b * r - 2 * b * c * q + c * c * p) / determinant
    return Weights(w00, w01, w11, determinant)


def fit(data: Designs, factor: Floats) -> Fit:
    """The best average line for these spreads, by generalised least squares, and the criterion to be made small."""
    w = weights(data, factor)
    n, t, tt, people = data.n, data.t, data.tt, data.people
    # Rows of Z'Z W
    g00, g01 = n * w.w00 + t * w.w01, n * w.w01 + t * w.w11
    g10, g11 = t * w.w00 + tt * w.w01, t * w.w01 + tt * w.w11
    xx00 = _total(people, n - g00 * n - g01 * t)
    xx01 = _total(people, t - g00 * t - g01 * tt)
    xx11 = _total(people, tt - g10 * t - g11 * tt)
    xy0 = float((data.y - g00 * data.y - g01 * data.ty).sum())
    xy1 = float((data.ty - g10 * data.y - g11 * data.ty).sum())
    yy = data.yy - float((w.w00 * data.y_y + 2 * w.w01 * data.y_ty + w.w11 * data.ty_ty).sum())
    determinant = xx00 * xx11 - xx01 * xx01
    free = _total(people, n) - EFFECTS
    if not determinant > 0:
        return Fit(0.0, 0.0, 0.0, WORST)
    intercept, slope = (xx11 * xy0 - xx01 * xy1) / determinant, (xx00 * xy1 - xx01 * xy0) / determinant
    variance = (yy - intercept * xy0 - slope * xy1) / free
    if not variance > 0:
        return Fit(intercept, slope, 0.0, WORST)
    of_people = _total(people, np.log(w.determinant))
    reml = of_people + math.log(determinant) + free * (1 + math.log(2 * math.pi * variance))
    return Fit(intercept, slope, variance, reml)


def _total(people: Floats, values: Floats) -> float:
    """Over all people. By hand: the library's own product of vectors takes every processor and is slower for it."""
    return float((people * values).sum())
