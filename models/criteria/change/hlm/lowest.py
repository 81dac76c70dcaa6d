"""The lowest point of a smooth function of a few numbers (BFGS with slopes by central differences)."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Point = NDArray[np.float64]
STEP = 1e-5
MOST_ROUNDS = 200
ENOUGH = 1e-9  # fall of the function, relative, below which it counts as flat


def lowest(of: Callable[[Point], float], start: Point) -> Point:
    """The point to which the function falls from `start`."""
    here, height, slope = start, of(start), _slope(of, start)
    curve = np.eye(start.size) / max(1.0, float(np.linalg.norm(slope)))  # the inverse of the second derivative
    fresh, flat = True, 0
    for _ in range(MOST_ROUNDS):
        way = -curve @ slope
        if not way @ slope < 0:
            way, curve, fresh = -slope / max(1.0, float(np.linalg.norm(slope))), np.eye(start.size), True
        there, lower = _down(of, here, height, way, float(way @ slope))
        steeper = _slope(of, there)
        flat = flat + 1 if height - lower <= ENOUGH * (1 + abs(lower)) * STEP else 0
        moved, turned = there - here, steeper - slope
        if moved @ turned > 0:
            curve = _updated(curve * (moved @ turned) / (turned @ turned) if fresh else curve, moved, turned)
            fresh = False
        here, height, slope = there, lower, steeper
        if flat > 1:
            break
    return here


def _down(of: Callable[[Point], float], here: Point, height: float, way: Point, fall: float) -> tuple[Point, float]:
    """Along the way, by halves, until the function falls as its slope promises (Armijo)."""
    length = 1.0
    for _ in range(40):
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
