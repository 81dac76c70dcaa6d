"""The scores of one scale, in order of patient and day, and the search for the one that counts."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from models.criteria.outcome.scale import ScaleFacts
from models.criteria.registry.answers import Flags, Floats, Ints
from models.criteria.registry.groups import NEVER, SPAN, begins
from models.criteria.registry.tables import Measurements

EPOCH = date(1970, 1, 1).toordinal()
FIRST, LAST = date.min.toordinal() - EPOCH, date.max.toordinal() - EPOCH


@dataclass(frozen=True, slots=True)
class Score:
    """One score a row, and its day; NEVER where there is none."""

    on: Ints
    value: Floats

    @property
    def known(self) -> Flags:
        return self.on > NEVER

    def or_else(self, other: "Score", where: Flags) -> "Score":
        return Score(np.where(where, other.on, self.on), np.where(where, other.value, self.value))


def _keys(group: Ints, day: Ints) -> Ints:
    """One number for group and day, in their order."""
    found: Ints = group * SPAN + (np.clip(day, FIRST - 1, LAST + 1) - FIRST + 1)
    return found


@dataclass(frozen=True, slots=True)
class Series:
    """The scores of each group (a patient, or a trial), one a day and of one day the less favourable."""

    keys: Ints
    scores: Floats

    def last(self, group: Ints, first: Ints, until: Ints) -> Score:
        """The last score from one day to another, both days counted."""
        return self._at(np.searchsorted(self.keys, _keys(group, until), side="right") - 1, group, first, until)

    def next(self, group: Ints, first: Ints, until: Ints) -> Score:
        """The first score from one day to another."""
        return self._at(np.searchsorted(self.keys, _keys(group, first), side="left"), group, first, until)

    def _at(self, place: Ints, group: Ints, first: Ints, until: Ints) -> Score:
        if not len(self.keys):
            return Score(np.full(len(group), NEVER), np.full(len(group), np.nan))
        inside = (place >= 0) & (place < len(self.keys))
        place = np.where(inside, place, 0)
        key = self.keys[place]
        inside &= (key >= _keys(group, first)) & (key <= _keys(group, until))
        on = np.where(inside, key - group * SPAN + FIRST - 1, NEVER)
        return Score(on, np.where(inside, self.scores[place], np.nan))


def _series(group: Ints, day: Ints, score: Floats, lower_is_better: bool) -> Series:
    keys = _keys(group, day)
    if not (keys[1:] > keys[:-1]).all():
        order = np.argsort(keys, kind="stable")
        keys, score = keys[order], score[order]
        first = np.flatnonzero(begins(keys))
        worse = np.maximum if lower_is_better else np.minimum
        keys, score = keys[first], worse.reduceat(score, first) if len(first) else score
    return Series(keys, score)


@dataclass(frozen=True, slots=True)
class Who:
    """Whose scores are asked for: a patient's, and those tied to a trial; of a combined treatment to either of two."""

    patient: Ints
    trial: Ints
    other: Ints | None = None

    def __getitem__(self, rows: Flags) -> "Who":
        return Who(self.patient[rows], self.trial[rows], None if self.other is None else self.other[rows])


@dataclass(frozen=True, slots=True)
class Readings:
    """One scale's scores: tied to no trial, tied to one, and who has any at all."""

    facts: ScaleFacts
    untied: Series
    tied: Series
    measured: Flags

    def last(self, who: Who, first: Ints, until: Ints) -> Score:
        """The last score from one day to another; of one day the tied one goes before the one that is not."""
        found = self.untied.last(who.patient, first, until)
        if not len(self.tied.keys):
            return found
        own = self.tied.last(who.trial, first, until)
        if who.other is not None:
            own = self._worse(own, self.tied.last(who.other, first, until), later=True)
        return found.or_else(own, own.known & (own.on >= found.on))

    def next(self, who: Who, first: Ints, until: Ints) -> Score:
        """The first one."""
        found = self.untied.next(who.patient, first, until)
        if not len(self.tied.keys):
            return found
        own = self.tied.next(who.trial, first, until)
        if who.other is not None:
            own = self._worse(own, self.tied.next(who.other, first, until), later=False)
        return found.or_else(own, own.known & (~found.known | (own.on <= found.on)))

    def _worse(self, one: Score, other: Score, later: bool) -> Score:
        """Of two trials the later (or earlier) score, of one day the less favourable."""
        beyond = other.on > one.on if later else other.on < one.on
        worse = other.value > one.value if self.facts.lower_is_better else other.value < one.value
        instead = other.known & (~one.known | beyond | ((other.on == one.on) & worse))
        return one.or_else(other, instead)


def readings(facts: ScaleFacts, found: Measurements, patients: int) -> Readings | None:
    """None where nobody was measured on this scale."""
    instrument, scale = found.instrument.code(facts.instrument), found.scale.code(facts.scale)
    here = (found.instrument.codes == instrument) & (found.scale.codes == scale)
    if not here.any():
        return None
    patient, trial, on, score = found.patient[here], found.trial[here], found.on[here], found.score[here]
    measured = np.zeros(patients, dtype=np.bool_)
    measured[patient] = True
    tied, lower = trial >= 0, facts.lower_is_better
    own = _series(trial[tied], on[tied], score[tied], lower)
    if tied.any():
        patient, on, score = patient[~tied], on[~tied], score[~tied]
    return Readings(facts, _series(patient, on, score, lower), own, measured)
