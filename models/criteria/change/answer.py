"""The judgement of a data set: who changed how, the counts, and the figures that it rests on."""

from dataclasses import dataclass, field

import numpy as np

from models.criteria.change.pairs import Pairs
from models.criteria.change.scores import Flags, Floats, Scores
from models.criteria.change.verdicts import CATEGORIES, PLAIN, Verdicts

Parameters = dict[str, float | str | bool | None]
Told = dict[str, str | float]


@dataclass(frozen=True, slots=True)
class Judged:
    """Each person's own verdict, in the order of the pairs. `more` holds what only some methods know of a person."""

    verdicts: Verdicts
    index: Floats | None = None
    more: dict[str, Floats | Flags] = field(default_factory=dict)
    parameters: Parameters = field(default_factory=dict)
    categories: tuple[str, ...] = PLAIN
    group_level: tuple[Told, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came out. Without `judged`, groups were judged in place of people."""

    scores: Scores
    n_original: int
    n_used: int
    parameters: Parameters
    pairs: Pairs | None = None
    judged: Judged | None = None
    group_level: tuple[Told, ...] = ()

    def summary(self) -> dict[str, int]:
        """How many people of each category; how many groups, where groups were judged."""
        if self.judged is None:
            phrases = [str(each["category"]) for each in self.group_level]
            return {phrase: phrases.count(phrase) for phrase in dict.fromkeys(phrases)}
        return self._count(np.ones(self.judged.verdicts.size, dtype=np.bool_))

    def by_group(self) -> dict[str, dict[str, int]]:
        """The same for each group that has anybody in it; empty where nobody asked for groups."""
        if self.judged is None or self.pairs is None or self.scores.group is None:
            return {}
        group = self.scores.group[self.pairs.person]
        counts = {name: self._count(group == code) for code, name in enumerate(self.scores.groups)}
        return {name: count for name, count in counts.items() if any(count.values())}

    def _count(self, members: Flags) -> dict[str, int]:
        assert self.judged is not None
        numbers = np.bincount(self.judged.verdicts[members], minlength=len(CATEGORIES))
        return {name: int(numbers[CATEGORIES.index(name)]) for name in self.judged.categories}
