"""The lowest point of a smooth function of a few numbers (BFGS with slopes by central differences)."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Point = NDArray[np.float64]
STEP = 3e-5
MOST_ROUNDS = 200
MOST_HALVES = 30
FLAT, ROUNDING = 1e-10, 1e-13  # a fall below this, and below this share of the height, is none


def lowest(of: Callable[[Point], float], start: Point) -> Point:
    """The point to which the function falls from `start`."""
    here, height, slope = start, of(start), _slope(of, start)
    curve = _fresh(slope)  # the inverse of the second derivative
    learned, flat = False, 0
    for _ in range(MOST_ROUNDS):
        if not slope @ curve @ slope > 0:
            curve, learned = _fresh(slope), False
        there, lower = _down(of, here, height, -curve @ slope, float(-slope @ curve @ slope))
        flat = flat + 1 if height - lower <= FLAT + ROUNDING * abs(lower) else 0
        if flat > 1 or not np.any(slope):
            return there
        if there is here:
            curve, learned = _fresh(slope), False
            continue
        steeper = _slope(of, there)
        moved, turned = there - here, steeper - slope
        if moved @ turned > 0:
            curve = _updated(curve if learned else curve * (moved @ turned) / (turned @ curve @ turned), moved, turned)
            learned = True
        here, height, slope = there, lower, steeper
    return here


def _fresh(slope: Point) -> Point:
    """Knowing nothing of the curve: a step of at most one down the slope."""
    return np.eye(slope.size) / max(1.0, float(np.linalg.norm(slope)))


def _down(of: Callable[[Point], float], here: Point, height: float, way: Point, fall: float) -> tuple[Point, float]:
    """Along the way, by halves, until the function falls as its slope promises (Armijo); `here` where it does not."""
    length = 1.0
    for _ in range(MOST_HALVES):
        there = here + length * way
        lower = of(there)
        if lower <= height + 1e-4 * length * fall:
            return there, lower
        length /= 2
    return here, height


def _slope(of: Callable[[Point], float], here: Point) -> Point:
    steps = np.eye(here.size) * STEP
    return np.array([(of(here + step) - of(here - step)) / (2 * STEP) for step in steps])


def _updated(curve: Point, moved: Point, turned: Point) -> Point:
    rate = 1 / (turned @ moved)
    side = np.eye(moved.size) - rate * np.outer(moved, turned)
    return np.asarray(side @ curve @ side.T + rate * np.outer(moved, moved))
