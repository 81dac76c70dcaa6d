"""Names of patients, episodes and trials as numbers, the same in every kind of record."""

from collections.abc import Sequence

import numpy as np

from models.criteria.registry.answers import Ints
from models.criteria.registry.states import Texts


def jointly(columns: Sequence[Texts]) -> tuple[list[str], list[Ints]]:
    """The different names of all columns in their order, and each column by the places of its names; -1 for none."""
    used = [_used(each) for each in columns]
    names = sorted({name for each in used for name in each.names})
    place = {name: number for number, name in enumerate(names)}
    found = []
    for column in used:
        own = np.array([*(place[name] for name in column.names), -1], dtype=np.int64)
        found.append(own[column.codes])
    return names, found


def _used(column: Texts) -> Texts:
    """Without names that no row has."""
    if len(column.names) == 0:
        return column
    held = np.zeros(len(column.names) + 1, dtype=np.bool_)
    held[column.codes] = True
    if held[:-1].all():
        return column
    kept = np.flatnonzero(held[:-1])
    place = np.full(len(held), -1, dtype=np.int64)
    place[kept] = np.arange(len(kept))
    return Texts(place[column.codes], [column.names[at] for at in kept.tolist()])


class Directory:
    """Finds the row that a patient's record of some name stands in."""

    def __init__(self, patient: Ints, name: Ints, names: int) -> None:
        """Names are at least -1; only those from 0 on can be found."""
        self.base = names + 1
        key = self._key(patient, name)
        self.rows = np.argsort(key, kind="stable")
        self.keys = key[self.rows]

    def _key(self, patient: Ints, name: Ints) -> Ints:
        found: Ints = patient * self.base + name + 1
        return found

    def find(self, patient: Ints, name: Ints) -> Ints:
        """The row, -1 where there is none."""
        if not len(self.keys):
            return np.full(len(patient), -1)
        key = self._key(patient, name)
        place = np.minimum(np.searchsorted(self.keys, key), len(self.keys) - 1)
        return np.where((self.keys[place] == key) & (name >= 0), self.rows[place], -1)

    def twice(self) -> Ints:
        """Rows whose name an earlier row of the same patient has."""
        found: Ints = self.rows[1:][self.keys[1:] == self.keys[:-1]]
        return found
