"""Student's t: how far a mean of few people may stray."""

import math
from statistics import NormalDist

TINY = 1e-300
ENOUGH = 1e-15
MOST_TERMS = 10_000
MOST_ROUNDS = 200
MANY = 1e6  # degrees of freedom from which on the fraction converges slowly and the normal curve is near


def t_quantile(probability: float, df: float) -> float:
    """The value below which t with `df` degrees of freedom lies with this probability; df need not be whole."""
    value = NormalDist().inv_cdf(probability)
    low, high = -math.inf, math.inf
    moved, rounds = math.inf, 0
    while moved > 1e-14 * max(1.0, abs(value)) and rounds < MOST_ROUNDS:
        off = t_cdf(value, df) - probability
        low, high = (low, value) if off > 0 else (value, high)
        step = off / _t_density(value, df)
        following = value - step
        if not low < following < high:
            following = _between(low, high)
        moved, value, rounds = abs(following - value), following, rounds + 1
    return value


def t_cdf(value: float, df: float) -> float:
    """The probability of a smaller value: from the middle for small values, from the tail for large ones."""
    square = value * value
    if df > MANY:  # the first term of the difference; the next one is smaller by the degrees of freedom
        return NormalDist().cdf(value) - NormalDist().pdf(value) * value * (square + 1) / (4 * df)
    if square < df:
        return 0.5 + math.copysign(_beta_share(square / (df + square), 0.5, df / 2) / 2, value)
    tail = _beta_share(df / (df + square), df / 2, 0.5) / 2
    return 1 - tail if value > 0 else tail


def _between(low: float, high: float) -> float:
    if math.isinf(high):
        return 2 * max(low, 1.0)
    if math.isinf(low):
        return 2 * min(high, -1.0)
    return (low + high) / 2


def _t_density(value: float, df: float) -> float:
    log = math.lgamma((df + 1) / 2) - math.lgamma(df / 2) - math.log(df * math.pi) / 2
    return math.exp(log - (df + 1) / 2 * math.log1p(value * value / df))


def _beta_share(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by the side on which its continued fraction converges fast."""
    if x in (0, 1):
        return x
    log = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    if x < (a + 1) / (a + b + 2):
        return math.exp(log) * _beta_fraction(x, a, b) / a
    return 1 - math.exp(log) * _beta_fraction(1 - x, b, a) / b


def _beta_fraction(x: float, a: float, b: float) -> float:
    """Lentz's way through the continued fraction (Abramowitz & Stegun 26.5.8)."""
    c, d = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    found, m = d, 0
    while m < MOST_TERMS and not (m and abs(c * d - 1) < ENOUGH):
        m += 1
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _not_zero(1 + term * d)
            c = _not_zero(1 + term / c)
            found *= c * d
    return found


def _not_zero(value: float) -> float:
    return value if abs(value) > TINY else TINY
