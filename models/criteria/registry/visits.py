"""Visits that took place, for many trials at once: how many, on which days, and how far apart."""

from dataclasses import dataclass

import numpy as np

from models.criteria.registry.answers import NO_, UNKNOWN_, YES_, Answers, Flags, Floats, Ints
from models.criteria.registry.groups import FAR, NEVER, any_of, begins, count, first_row, lowest, rank
from models.criteria.registry.tables import Sessions, Trials


@dataclass(frozen=True, slots=True)
class Visits:
    """Visits in order of trial and day. `number` is NaN where it is not recorded; `at_most` bounds such a one."""

    trial: Ints
    on: Ints
    number: Floats
    at_most: Floats
    trials: int

    @property
    def place(self) -> Ints:
        """Of each visit in its trial, from 0."""
        return rank(self.trial)

    @property
    def first(self) -> Ints:
        """For each visit the first day of its trial."""
        return self.on[first_row(self.trial)] if len(self.on) else self.on

    @property
    def dated(self) -> Ints:
        return count(self.trial, np.ones(len(self.trial), dtype=np.bool_), self.trials)

    def day_of(self, place: Ints) -> Ints:
        """The day of the visit at a place of each trial; NEVER where it has not so many."""
        found = np.full(self.trials, NEVER)
        here = self.place == place[self.trial]
        found[self.trial[here]] = self.on[here]
        return found

    def first_where(self, held: Flags) -> Ints:
        """The first day of each trial on which something held."""
        found = lowest(self.trial[held], self.on[held], self.trials)
        return np.where(found == FAR, NEVER, found)


def enough(number: Floats | Ints, needed: Ints | int, at_most: Floats) -> Answers:
    """Of a number that is only known to be at most so much, it can still be known that it is too small."""
    known = np.where(number >= needed, YES_, NO_)
    return np.where(np.isnan(number), np.where(at_most < needed, NO_, UNKNOWN_), known).astype(np.int8)


def visits(sessions: Sessions, trials: Trials, last_day: Ints, as_of: Ints, once_a_day: bool) -> Visits:
    """Visits within the trial up to the day; `once_a_day`: two entries of one day count once."""
    held = (sessions.attended == 1) & (sessions.on >= trials.started_on[sessions.trial])
    held &= sessions.on <= last_day[sessions.trial]
    trial, on = sessions.trial[held], sessions.on[held]
    if once_a_day:
        first = begins(trial)
        first[1:] |= on[1:] != on[:-1]
        trial, on = trial[first], on[first]
    rows = len(trials)
    listed = any_of(sessions.trial, np.ones(len(sessions.trial), dtype=np.bool_), rows)
    counted = np.bincount(trial, minlength=rows).astype(np.float64)
    beyond = ~listed & (trials.ended_on != FAR) & (trials.ended_on > as_of)
    bare = np.where(beyond, np.nan, trials.attended_count)
    at_most = np.where(beyond, trials.attended_count, np.nan)
    return Visits(trial, on, np.where(listed, counted, bare), at_most, rows)
