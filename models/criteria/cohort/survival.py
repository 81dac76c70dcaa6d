"""How long until it helped: the curve of Kaplan and Meier, with the numbers still followed beneath it.

Kaplan & Meier 1958; variance by Greenwood; limits on the scale of the logarithm, as R's survival draws them.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from models.criteria.rule import number

Numbers = npt.NDArray[np.float64]


class Curve(NamedTuple):
    """One value for each day on which something happened: an event, or the end of somebody's follow-up.

    `free` is the share who had no event until then, `low` and `high` its limits; NaN where nobody is left to tell.
    """

    days: Numbers
    at_risk: Numbers
    events: Numbers
    censored: Numbers
    free: Numbers
    low: Numbers
    high: Numbers

    def at(self, day: float) -> float:
        """The share without an event after so many days."""
        before = int(np.searchsorted(self.days, day, side="right"))
        return 1.0 if before == 0 else float(self.free[before - 1])

    def followed(self, day: float) -> int:
        """How many are still followed on that day."""
        later = int(np.searchsorted(self.days, day, side="left"))
        return 0 if later == len(self.days) else int(self.at_risk[later])

    @property
    def median(self) -> float | None:
        """The first day by which half or more had the event; None where fewer had it."""
        reached = np.flatnonzero(self.free <= 0.5 + 1e-12)  # a half that is a hair above by rounding is a half
        return float(self.days[reached[0]]) if len(reached) else None


def kaplan_meier(days: Sequence[float], had_event: Sequence[bool]) -> Curve:
    """The curve of so many people: the day of the event, or the last day on which nothing had happened yet.

    Raises ValueError where the two differ in length or a day is negative or no number.
    """
    when, event = np.asarray(days, dtype=np.float64), np.asarray(had_event, dtype=bool)
    if when.shape != event.shape or when.ndim != 1:
        raise ValueError("one day and one answer for each person")
    if not np.all(when >= 0):
        raise ValueError("days are numbers from 0 on")
    times, place = np.unique(when, return_inverse=True)
    events: Numbers = np.bincount(place, weights=event, minlength=len(times)).astype(np.float64)
    left: Numbers = np.bincount(place, minlength=len(times)).astype(np.float64)
    at_risk = np.asarray(len(when) - np.cumsum(left) + left, dtype=np.float64)
    free = np.cumprod(1 - events / at_risk, dtype=np.float64)
    low, high = _limits(free, events, at_risk)
    return Curve(times, at_risk, events, left - events, free, low, high)


def _limits(free: Numbers, events: Numbers, at_risk: Numbers) -> tuple[Numbers, Numbers]:
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.sqrt(np.cumsum(events / (at_risk * (at_risk - events))))
        wide = number("cohort.limits_z") * error
        low, high = free * np.exp(-wide), np.minimum(1.0, free * np.exp(wide))
    nobody = free <= 0
    return np.where(nobody, np.nan, low), np.where(nobody, np.nan, high)
