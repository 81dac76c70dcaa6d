"""How far a score may stray by chance alone, and the lines between ill and well: Jacobson & Truax 1991.

The figures of an instrument's own norms and the change statistics of a whole data set both use these.
"""

import math

SPREADS = 2  # standard deviations from the mean of a group at which a score no longer counts as typical of it


def standard_error(sd: float, reliability: float) -> float:
    """The standard deviation that a person's scores would have if only measurement error moved them."""
    return sd * math.sqrt(1 - reliability)


def standard_error_of_difference(sd: float, reliability: float) -> float:
    """The same for the difference of two scores."""
    return math.sqrt(2 * standard_error(sd, reliability) ** 2)


def leaves_the_ill(mean: float, sd: float, towards_health: int) -> float:
    """Cut-off a: as far from the mean of people in treatment, on the side of health (+1 higher, -1 lower)."""
    return mean + towards_health * SPREADS * sd


def enters_the_well(mean: float, sd: float, towards_health: int) -> float:
    """Cut-off b: as far from the mean of people in general, on the side of illness."""
    return mean - towards_health * SPREADS * sd


def equally_likely(mean: float, sd: float, other_mean: float, other_sd: float) -> float:
    """Cut-off c: the mean of both means, each weighted by the spread of the other group."""
    return (other_sd * mean + sd * other_mean) / (other_sd + sd)
