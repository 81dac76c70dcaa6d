"""Days at or above a dose for many trials at once: the same count as for one, step by step over whole columns."""

from dataclasses import dataclass

import numpy as np

from models.criteria.registry.answers import Flags, Floats, Ints
from models.criteria.registry.groups import FAR, NEVER, begins, lowest, running
from models.criteria.registry.tables import Doses, Trials


@dataclass(frozen=True, slots=True)
class Stretches:
    """Stretches at a dose that counts, in order of trial and day; `days` up to and with each, breaks bridged."""

    trial: Ints
    since: Ints
    until: Ints
    days: Ints
    length: Ints
    trials: int

    @property
    def all_days(self) -> Ints:
        """Of each trial."""
        found = np.zeros(self.trials, dtype=np.int64)
        found[self.trial] = self.days  # the last stretch of a trial is written last
        return found

    def complete_on(self, needed: Ints) -> Ints:
        """The day on which the needed days of each trial were complete; NEVER where they are not."""
        missing = needed[self.trial] - (self.days - self.length)
        on = np.maximum(self.since, self.since + missing - 1)
        enough = self.days >= needed[self.trial]
        found = lowest(self.trial[enough], on[enough], self.trials)
        return np.where(found == FAR, NEVER, found)


@dataclass(frozen=True, slots=True)
class Dosing:
    """Each dose step from its first day in the trial to its last."""

    trial: Ints
    since: Ints
    until: Ints
    mg: Floats
    trials: int
    gap_days: int

    def stretches(self, counts: Flags) -> Stretches:
        """Where the daily dose counts; a short interruption counts as if at dose from the day it is over."""
        held = counts & (self.since <= self.until)
        trial, since, until = self.trial[held], self.since[held], self.until[held]
        pause = np.zeros(len(trial), dtype=np.int64)
        pause[1:] = since[1:] - until[:-1] - 1
        pause[begins(trial) | (pause > self.gap_days)] = 0
        length = until - since + 1
        return Stretches(trial, since, until, running(trial, pause + length), length, self.trials)

    def at_least(self, mg: Floats) -> Flags:
        """Steps at or above a dose of each trial; a dose that is not known does not count."""
        return self.mg >= mg[self.trial]

    @property
    def unknown(self) -> Flags:
        return np.isnan(self.mg)


def dosing(doses: Doses, trials: Trials, last_day: Ints, gap_days: int) -> Dosing:
    """A step lasts until the day before the next step, its own last day, or the last day of the trial."""
    until = last_day[doses.trial]
    same = doses.trial[1:] == doses.trial[:-1]
    until[:-1][same] = np.minimum(until[:-1], doses.from_on[1:] - 1)[same]
    until = np.minimum(until, doses.to_on)
    since = np.maximum(doses.from_on, trials.started_on[doses.trial])
    return Dosing(doses.trial, since, until, doses.mg, len(trials), gap_days)
