"""Names of patients, episodes and trials as numbers, the same in every kind of record."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from models.criteria.registry.answers import Ints
from models.criteria.registry.groups import SPAN
from models.criteria.registry.states import Texts


def jointly(columns: Sequence[Texts]) -> tuple[list[str], list[Ints]]:
    """The different names of all columns in their order, and each column by the places of its names; -1 for none."""
    used = [_used(each) for each in columns]
    place, names = pd.factorize(np.concatenate([np.array(each.names, dtype=object) for each in used]))
    order = np.argsort(names)
    rank = np.empty(len(names), dtype=np.int64)
    rank[order] = np.arange(len(names))
    found, begin = [], 0
    for column in used:
        end = begin + len(column.names)
        found.append(np.append(rank[place[begin:end]], -1)[column.codes])
        begin = end
    return list(names[order]), found


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


def in_order(group: Ints, day: Ints) -> Ints:
    """The rows in order of group and day; rows that stand so already are left so."""
    if ((group[1:] > group[:-1]) | ((group[1:] == group[:-1]) & (day[1:] >= day[:-1]))).all():
        return np.arange(len(group))
    return np.argsort(group * SPAN + day)


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
