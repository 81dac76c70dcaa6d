"""Which episode of each patient is the present one, and which trials belong to it."""

from dataclasses import dataclass

import numpy as np

from models.criteria.registry.answers import UNKNOWN_, Answers, Flags, Ints, answered
from models.criteria.registry.groups import FAR, NEVER, SPAN, any_of, count, highest, lowest
from models.criteria.registry.readings import FIRST
from models.criteria.registry.tables import Episodes, Patients, Trials
from models.criteria.settings import RuleSettings


@dataclass(frozen=True, slots=True)
class Present:
    """`newest` is the row of each patient's present episode, -1 without one; `member` the episodes one with it.

    `began` is its first day, NEVER where it is not known. `belongs` answers for each trial.
    """

    newest: Ints
    member: Flags
    began: Ints
    belongs: Answers


def present(episodes: Episodes, trials: Trials, patients: Patients, settings: RuleSettings) -> Present:
    newest, member = _members(episodes, patients, settings)
    rows = len(patients)
    known = member & (episodes.started_on > NEVER)
    began = lowest(episodes.patient[known], episodes.started_on[known], rows)
    unsure = any_of(episodes.patient, member & ~known, rows) | (began == FAR)
    return Present(newest, member, np.where(unsure, NEVER, began), _belongs(episodes, member, trials, patients))


def _members(episodes: Episodes, patients: Patients, settings: RuleSettings) -> tuple[Ints, Flags]:
    """The newest begun one, and those that it goes on from after a short time only."""
    as_of = patients.as_of[episodes.patient]
    unknown = np.where(episodes.ended_on < FAR, NEVER, as_of)
    day = np.where(episodes.started_on > NEVER, episodes.started_on, unknown)
    order = np.lexsort((episodes.id, np.nan_to_num(episodes.number), day, episodes.patient))
    order = order[(episodes.started_on <= as_of)[order]]
    patient, number = episodes.patient[order], np.arange(len(order))
    started_on, ended_on = episodes.started_on[order], episodes.ended_on[order]
    goes_on = (ended_on[:-1] < FAR) & (started_on[1:] > NEVER)
    goes_on &= started_on[1:] - ended_on[:-1] < settings.episode_gap_days
    parted = (patient[1:] == patient[:-1]) & ~goes_on
    broken = highest(patient[:-1][parted], number[:-1][parted], len(patients), -1)
    member = np.zeros(len(episodes.patient), dtype=np.bool_)
    member[order[number > broken[patient]]] = True
    newest = np.full(len(patients), -1)
    newest[patient] = order  # the last one is written last
    return newest, member


def _belongs(episodes: Episodes, member: Flags, trials: Trials, patients: Patients) -> Answers:
    """A trial without an episode belongs to the one in whose time it began."""
    rows = len(patients)
    everything = np.ones(len(episodes.patient), dtype=np.bool_)
    number = count(episodes.patient, everything, rows)[trials.patient]
    found = np.where(number == 0, _with_the_newest(trials, patients), _named(episodes, member, trials))
    found = np.where((trials.episode < 0) & (number == 1), _beside_the_only(episodes, trials, rows), found)
    by_day = _by_day(episodes, member, trials, rows)
    return np.where((trials.episode < 0) & (number > 1), by_day, found).astype(np.int8)


def _named(episodes: Episodes, member: Flags, trials: Trials) -> Answers:
    base = max(int(episodes.id.max(initial=0)), int(trials.episode.max(initial=0))) + 1
    known = (episodes.patient * base + episodes.id)[member]
    return answered((trials.episode >= 0) & np.isin(trials.patient * base + trials.episode, known))


def _with_the_newest(trials: Trials, patients: Patients) -> Answers:
    """Where no episode is recorded, the newest trial's is the present one."""
    begun = trials.started_on <= patients.as_of[trials.patient]
    newest = highest(trials.patient[begun], np.flatnonzero(begun), len(patients), -1)[trials.patient]
    return answered((newest >= 0) & (trials.episode == trials.episode[newest]))


def _beside_the_only(episodes: Episodes, trials: Trials, rows: int) -> Answers:
    started_on = np.full(rows, NEVER)
    started_on[episodes.patient] = episodes.started_on
    return answered(~(trials.ended_on < started_on[trials.patient]))


def _by_day(episodes: Episodes, member: Flags, trials: Trials, rows: int) -> Answers:
    unsure = any_of(episodes.patient, episodes.started_on == NEVER, rows)[trials.patient]
    order = np.lexsort((episodes.id, np.nan_to_num(episodes.number), episodes.started_on, episodes.patient))
    order = order[(episodes.started_on > NEVER)[order]]
    if not len(order):
        return np.full(len(trials), UNKNOWN_)
    keys = episodes.patient[order] * SPAN + episodes.started_on[order] - FIRST
    place = np.searchsorted(keys, trials.patient * SPAN + trials.started_on - FIRST, side="right") - 1
    row = order[np.maximum(place, 0)]
    none = (place < 0) | (episodes.patient[row] != trials.patient) | unsure
    return np.where(none, UNKNOWN_, answered(member[row])).astype(np.int8)
