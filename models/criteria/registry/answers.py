"""The three answers for many at once, as small numbers in such an order that AND is the least and OR the greatest."""

import numpy as np
from numpy.typing import NDArray

from models.criteria.verdict import NO, NOT_APPLICABLE, UNKNOWN, YES

Answers = NDArray[np.int8]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

ORDER = (NO, UNKNOWN, YES, NOT_APPLICABLE)
WORDS = tuple(each.value for each in ORDER)
CODE = {answer: place for place, answer in enumerate(ORDER)}
NO_, UNKNOWN_, YES_, NOT_APPLICABLE_ = (np.int8(CODE[each]) for each in ORDER)


def answered(held: Flags) -> Answers:
    """Yes where it holds, no where it does not."""
    return np.where(held, YES_, NO_)


def both(first: Answers, *others: Answers) -> Answers:
    """Three-valued AND, row by row."""
    for other in others:
        first = np.minimum(first, other)
    return first


def between(sure: Flags, possible: Flags) -> Answers:
    """Yes where the sure ones are enough, no where even the possible ones are not."""
    return np.where(sure, YES_, np.where(possible, UNKNOWN_, NO_)).astype(np.int8)
