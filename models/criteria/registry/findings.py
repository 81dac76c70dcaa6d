"""What a definition says of many patients, as columns: what is not known is empty."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.criteria.registry.answers import UNKNOWN_, WORDS, YES_, Answers, Flags, Ints

Values = Any  # an array of pandas


class Finding(NamedTuple):
    """`results` by the ending of their column's name; most definitions have one, with no ending."""

    met: Answers
    results: Mapping[str, Values]


def flags(found: Answers) -> Values:
    """True, false, or not known."""
    return pd.arrays.BooleanArray(found == YES_, found == UNKNOWN_)


def words(codes: Ints, names: Sequence[str], known: Flags | bool = True) -> Values:
    """One of a list of words; -1 is none."""
    return texts(np.where(known, codes, -1), names)


def texts(codes: Ints, names: Sequence[str]) -> Values:
    """Each text once, and its place in every row; -1 is none."""
    return pd.Categorical.from_codes(codes, dtype=_kind(tuple(names)), validate=False)


@lru_cache(maxsize=64)
def _kind(names: tuple[str, ...]) -> "pd.CategoricalDtype[Any]":
    return pd.CategoricalDtype(pd.Index(names, dtype="str"))


def answer_words(found: Answers) -> Values:
    return words(found.astype(np.int64), WORDS)


def numbers(values: NDArray[Any], known: Flags) -> Values:
    return np.where(known, values, np.nan)


def wholes(values: NDArray[Any], known: Flags) -> Values:
    return pd.arrays.IntegerArray(np.where(known, values, 0).astype(np.int16), ~known)


def alone(met: Answers, result: Values) -> Finding:
    return Finding(met, {"": result})
