"""How each scale is to be computed, worked out once: which items, which turned round, what is done about gaps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from instruments.algorithms import ALGORITHMS
from instruments.facts import Threshold, condition
from instruments.instrument import Instrument
from instruments.item import Item
from instruments.scale import Scale

Answers = NDArray[np.float64]
COMPARE = {">": np.greater, ">=": np.greater_equal, "==": np.equal, "<=": np.less_equal, "<": np.less}


class ScalePlan:
    """One scale, ready to be computed over arrays of items × forms."""

    def __init__(self, instrument: Instrument, scale: Scale) -> None:
        rows = {item.id: row for row, item in enumerate(instrument.items)}
        items = [instrument.item(name) for name in scale.items]
        self.scale, self.items, self.count, self.needed = scale, items, len(items), scale.missing.needed
        self.rows = _rows([rows[name] for name in scale.items])
        tables = {row: _table(scale, item) for row, item in enumerate(items) if _is_recoded(scale, item)}
        lines = {row: line for row, table in tables.items() if (line := _line(*table))}
        self._factors, self._shifts = _column(lines, len(items), 0, 1), _column(lines, len(items), 1, 0)
        self._is_turned = bool(lines)
        self._tables = [(row, *table) for row, table in tables.items() if row not in lines]
        self._most = np.array([[max(scale.points(item, value) for value in item.values)] for item in items])
        self._groups = [[scale.items.index(name) for name in group] for group in scale.groups]
        self.fills = _fills(instrument, scale)
        self.lines = scale.band_lines
        self.keys = np.array(sorted(scale.lookup))
        self.looked_up = np.array([scale.lookup[key] for key in sorted(scale.lookup)])
        if scale.skip is not None:
            self.skip_row = rows[scale.skip.item]

    def points(self, block: Answers) -> Answers:
        """What the answers count, items of this scale only. A gap stays a gap."""
        points = block[self.rows]
        if self._is_turned:
            points = points * self._factors + self._shifts
        elif self._tables or self.fills:
            points = points.copy()
        for row, values, counts in self._tables:
            points[row] = counts[np.searchsorted(values, points[row])]
        for fill in self.fills:
            points[fill.row] = np.where(np.isnan(points[fill.row]) & fill.rightly(block), fill.counts, points[fill.row])
        return points

    def full(self, points: Answers, total: Answers) -> NDArray[np.generic]:
        """The score of forms without a gap (what comes out for the others is overwritten)."""
        if self.scale.algorithm is not None:
            return ALGORITHMS[self.scale.algorithm](points)
        if self._groups:
            return np.asarray(np.sum([points[group].max(axis=0) for group in self._groups], axis=0))
        if self.scale.method == "mean":
            return total / self.count
        if self.scale.method == "percent_of_max":
            return np.asarray(total * 100 / self._most.sum())
        return total

    def partial(self, points: Answers, present: NDArray[np.bool_], answered: NDArray[np.int16]) -> Answers:
        """The score of forms with gaps from what was answered: the mean answer stands for the missing ones."""
        total = points.sum(axis=0)
        if self.scale.method == "percent_of_max":
            return np.asarray(total * 100 / (self._most * present).sum(axis=0))
        value = total / answered if self.scale.method == "mean" else total * self.count / answered
        return np.asarray(np.floor(value + 0.5) if self.scale.missing.round_half_up else value)

    def finish(self, value: Answers) -> None:
        """Rescales in place, and drops what lies beyond ten decimals, where only the arithmetic speaks."""
        if self.scale.transform is not None:
            factor, shift = self.scale.transform
            value *= factor
            value += shift
        np.round(value, 10, out=value)

    def band(self, value: Answers) -> NDArray[np.int8]:
        """The band of each score by its number, -1 where there is no score or no bands."""
        band = np.zeros(len(value), np.int8)
        for line in self.lines:
            band += value >= line
        band[np.isnan(value)] = -1
        return band if self.scale.bands else np.full(len(value), -1, np.int8)


def _rows(rows: list[int]) -> slice | list[int]:
    """Neighbouring rows as a slice, which needs no copy."""
    return slice(rows[0], rows[-1] + 1) if rows and rows == list(range(rows[0], rows[-1] + 1)) else rows


def _is_recoded(scale: Scale, item: Item) -> bool:
    return bool(item.recode or item.reverse or item.id in scale.counts or item.id in scale.negative)


def _table(scale: Scale, item: Item) -> tuple[Answers, Answers]:
    """The answers in order and what each counts; a gap, which is sorted behind all of them, stays a gap."""
    counts = [scale.points(item, value) for value in item.values]
    return np.array(item.values, float), np.array([*counts, np.nan])


def _line(values: Answers, counts: Answers) -> tuple[float, float] | None:
    """Factor and shift where what an answer counts is a straight line of it, to the last digit; otherwise None."""
    factor = (counts[1] - counts[0]) / (values[1] - values[0])
    shift = counts[0] - values[0] * factor
    return (float(factor), float(shift)) if np.array_equal(values * factor + shift, counts[:-1]) else None


def _column(lines: Mapping[int, tuple[float, float]], items: int, place: int, otherwise: float) -> Answers:
    return np.array([[lines[row][place] if row in lines else otherwise] for row in range(items)], dtype=np.float64)


@dataclass(frozen=True)
class Fill:
    """A gap that is none: the form asked for one item of a pair, or did not ask the item after an earlier answer."""

    row: int  # among the items of the scale
    counts: float
    rightly: Callable[[Answers], NDArray[np.bool_]]


def _fills(instrument: Instrument, scale: Scale) -> list[Fill]:
    rows = {item.id: row for row, item in enumerate(instrument.items)}
    fills = []
    for name, other in (pair for group in scale.either for pair in permutations(group, 2)):
        item = instrument.item(name)
        lowest = min(scale.points(item, value) for value in item.values)
        fills.append(Fill(scale.items.index(name), lowest, partial(_is_answered, rows[other])))
    for name in scale.items if scale.not_asked is not None else ():
        asked_if = instrument.item(name).ask_if
        if asked_if is not None and scale.not_asked is not None:
            subject, threshold = condition(asked_if)
            fills.append(Fill(scale.items.index(name), scale.not_asked, partial(_fails, rows[subject], threshold)))
    return fills


def _is_answered(row: int, block: Answers) -> NDArray[np.bool_]:
    return np.asarray(~np.isnan(block[row]))


def _fails(row: int, threshold: Threshold, block: Answers) -> NDArray[np.bool_]:
    return np.asarray(_is_answered(row, block) & ~COMPARE[threshold.op](block[row], threshold.value))


@lru_cache(maxsize=256)
def plan_of(instrument: Instrument) -> tuple[ScalePlan, ...]:
    """The plans of an instrument's scales, in their order."""
    return tuple(ScalePlan(instrument, scale) for scale in instrument.scales)
