"""Everybody's scores as a long table: one row for each person and visit."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.criteria.change.errors import NotComputable

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
Flags = NDArray[np.bool_]
WIDE = 4  # whole numbers spread over at most so many times their count are looked up, not sorted
NOBODY = -1  # the code of a person who is in no group


@dataclass(frozen=True, slots=True)
class Scores:
    """Names once, and for each row the place of its name; names stand in the order in which they first appear."""

    people: Sequence[str]
    visits: Sequence[str]
    person: Codes  # of each row
    visit: Codes  # of each row
    score: Floats  # of each row; NaN where nothing was recorded
    groups: Sequence[str] = ()
    group: Codes | None = None  # of each person; None where nobody asked for groups

    def times(self) -> Floats | None:
        """The visits as numbers, or None where one of them is a word."""
        try:
            times = np.array([float(visit) for visit in self.visits])
        except ValueError:
            return None
        return times if np.isfinite(times).all() else None

    def find_visit(self, wanted: str) -> int | None:
        """The place of a visit by its name or by its number, so that 4 finds 4.0; None if it is not there."""
        names = list(self.visits)
        if wanted in names:
            return names.index(wanted)
        times = self.times()
        try:
            number = float(wanted)
        except ValueError:
            return None
        found = np.flatnonzero(times == number) if times is not None else np.empty(0, dtype=np.intp)
        return int(found[0]) if found.size else None


def codes(values: Iterable[Hashable] | NDArray[Any]) -> tuple[list[Hashable], Codes]:
    """The different values in order of appearance, and for each value its place among them."""
    if isinstance(values, np.ndarray):
        return _codes_of_array(values)
    known: dict[Hashable, int] = {}
    places = [known.setdefault(value, len(known)) for value in values]
    return list(known), np.array(places, dtype=np.intp)


def _codes_of_array(values: NDArray[Any]) -> tuple[list[Hashable], Codes]:
    """The same without looking at one value after the other."""
    if values.dtype.kind in "iu" and values.size and int(values.max()) - int(values.min()) < WIDE * values.size:
        shifted = (values - values.min()).astype(np.intp)
        first = np.full(int(shifted.max()) + 1, values.size, dtype=np.intp)
        first[shifted[::-1]] = np.arange(values.size - 1, -1, -1)
        names = np.flatnonzero(first < values.size)
        names = names[np.argsort(first[names])]
        place = np.empty(first.size, dtype=np.intp)
        place[names] = np.arange(names.size)
        return values[first[names]].tolist(), place[shifted]
    _, at, inverse = np.unique(values, return_index=True, return_inverse=True)
    order = np.argsort(at)
    place = np.empty(order.size, dtype=np.intp)
    place[order] = np.arange(order.size)
    return values[at[order]].tolist(), place[inverse]


def long_table(
    people: Iterable[Hashable] | NDArray[Any],
    visits: Iterable[Hashable] | NDArray[Any],
    scores: Iterable[float] | Floats,
    groups: Iterable[str] | None = None,
) -> Scores:
    """A table from columns of equal length; an empty group is no group, an unknown score is NaN."""
    names, person = codes(people)
    labels, visit = codes(visits)
    score = np.asarray(scores if isinstance(scores, np.ndarray) else list(scores), dtype=np.float64)
    texts = [str(name) for name in names], [str(label) for label in labels]
    if groups is None:
        return Scores(*texts, person, visit, score)
    return Scores(*texts, person, visit, score, *_group_of_each(groups, person, len(names)))


def _group_of_each(groups: Iterable[str], person: Codes, people: int) -> tuple[list[str], Codes]:
    known: dict[str, int] = {}
    found = [NOBODY] * people
    for row, (name, who) in enumerate(zip(groups, person.tolist(), strict=True)):
        if name == "":
            continue
        code = known.setdefault(name, len(known))
        if found[who] not in (NOBODY, code):
            raise NotComputable("group", "another group than in an earlier row of this person", row)
        found[who] = code
    return list(known), np.array(found, dtype=np.intp)
