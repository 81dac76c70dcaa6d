"""What follows from a few facts is worked out once for each combination of them, however many rows have it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.criteria.registry.answers import Ints

MOST_KEYS = 2**62  # what a combined key may reach without running over
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Texts:
    """A column of texts: for each row the place of its text among `names`; -1 where it has none."""

    codes: Ints
    names: Sequence[str]

    def __getitem__(self, rows: Any) -> "Texts":
        return Texts(self.codes[rows], self.names)

    def value(self, row: int) -> str | None:
        code = self.codes[row]
        return None if code < 0 else self.names[code]

    def code(self, name: str) -> int:
        """The place of a text; one that no row has is told apart from none."""
        return self.names.index(name) if name in self.names else len(self.names)

    def among(self, wanted: Sequence[str]) -> NDArray[np.bool_]:
        held = np.array([each in wanted for each in self.names] + [False])
        return held[self.codes]


Column = Texts | NDArray[Any]


def states(columns: Sequence[Column]) -> tuple[Ints, Ints]:
    """For each row the number of its state, and for each state a row that has it."""
    key = _places(columns[0])[0]
    for column in columns[1:]:
        places, number = _places(column)
        if (int(key.max(initial=0)) + 1) * number >= MOST_KEYS:
            key = pd.factorize(key)[0].astype(np.int64)
        key = key * number + places
    number_of, different = pd.factorize(key)
    rows = np.empty(len(different), dtype=np.int64)
    rows[number_of[::-1]] = np.arange(len(key) - 1, -1, -1)
    return number_of.astype(np.int64), rows


def _places(column: Column) -> tuple[Ints, int]:
    """Values as whole numbers from 0, and how many there may be."""
    if isinstance(column, Texts):
        return column.codes + 1, len(column.names) + 1
    codes, different = pd.factorize(column)
    return codes.astype(np.int64) + 1, len(different) + 1


def told(function: Callable[..., Result], *columns: Column) -> tuple[list[Result], Ints]:
    """What the function says of each state, and for each row the number of its state.

    The function is given the values of a row, None for a text or a number that is missing.
    """
    number_of, rows = states(columns)
    return [function(*(_value(column, row) for column in columns)) for row in rows.tolist()], number_of


def _value(column: Column, row: int) -> Any:
    if isinstance(column, Texts):
        return column.value(row)
    value = column[row].item()
    return None if isinstance(value, float) and np.isnan(value) else value


def look_up(dtype: Any, function: Callable[..., Any], *columns: Column) -> NDArray[Any]:
    """The same as one column."""
    values, number_of = told(function, *columns)
    return np.array(values, dtype=dtype)[number_of] if values else np.empty(0, dtype=dtype)
