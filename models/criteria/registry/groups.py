"""Counting within groups: rows of one patient or one trial, whose group is the number of that patient or trial."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.criteria.registry.answers import Flags, Floats, Ints

SPAN = 2**23  # more than there are days in the calendar, so that no day of one group reaches into the next
FAR = 2**40  # a day, and a number, beyond every other
NEVER = -FAR  # a day that has not come, or is not known


def count(group: Ints, where: Flags, groups: int) -> Ints:
    """How many rows of each group hold."""
    return np.bincount(group[where], minlength=groups).astype(np.int64)


def any_of(group: Ints, where: Flags, groups: int) -> Flags:
    found = np.zeros(groups, dtype=np.bool_)
    found[group[where]] = True
    return found


def different(group: Ints, code: Ints, where: Flags, groups: int) -> Ints:
    """How many different codes the rows of each group have."""
    if not where.any():
        return np.zeros(groups, dtype=np.int64)
    codes = code[where] + 1
    base = int(codes.max()) + 1
    pairs_ = np.sort(group[where] * base + codes)
    return np.bincount(pairs_[begins(pairs_)] // base, minlength=groups).astype(np.int64)


def total(group: Ints, value: NDArray[Any], groups: int) -> Floats:
    return np.bincount(group, weights=value, minlength=groups).astype(np.float64)


def highest(group: Ints, value: Ints, groups: int, without: int = NEVER) -> Ints:
    """The highest value of each group."""
    found = np.full(groups, without, dtype=np.int64)
    np.maximum.at(found, group, value)
    return found


def lowest(group: Ints, value: Ints, groups: int, without: int = FAR) -> Ints:
    found = np.full(groups, without, dtype=np.int64)
    np.minimum.at(found, group, value)
    return found


def begins(group: Ints) -> Flags:
    """Where a group begins, in rows that are ordered by group."""
    found = np.ones(len(group), dtype=np.bool_)
    np.not_equal(group[1:], group[:-1], out=found[1:])
    return found


def rank(group: Ints) -> Ints:
    """The place of each row in its group from 0, in rows that are ordered by group."""
    return np.arange(len(group)) - first_row(group)


def first_row(group: Ints) -> Ints:
    """For each row the first row of its group, in rows that are ordered by group."""
    return np.maximum.accumulate(np.where(begins(group), np.arange(len(group)), 0))


def running(group: Ints, value: Ints) -> Ints:
    """The sum up to and with each row within its group, in rows that are ordered by group."""
    sums = np.cumsum(value)
    first = first_row(group)
    return sums - sums[first] + value[first]


def pairs(one: Ints, other: Ints, groups: int) -> tuple[Ints, Ints]:
    """Each row of `one` with each row of `other` in the same group; `other` is ordered by group."""
    size = np.bincount(other, minlength=groups)
    starts = np.cumsum(size) - size
    times = size[one]
    left = np.repeat(np.arange(len(one)), times)
    within = np.arange(len(left)) - np.repeat(np.cumsum(times) - times, times)
    return left, starts[one[left]] + within
