"""Drug trials and adjuncts: enough weeks at or above the smallest dose that counts, and taken."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.criteria.case import AUGMENTATION, MEDICATION
from models.criteria.formulary import Drug, formulary
from models.criteria.registry.adequacy import NOT_ASCERTAINABLE, SHORTFALLS, Adequacy
from models.criteria.registry.answers import NO_, NOT_APPLICABLE_, UNKNOWN_, YES_, Answers, Flags, Floats, Ints, both
from models.criteria.registry.dosing import Dosing, Stretches
from models.criteria.registry.groups import NEVER, any_of
from models.criteria.registry.states import look_up
from models.criteria.registry.tables import Trials
from models.criteria.rule import Rule, number
from models.criteria.settings import RuleSettings

DOSE, DURATION = SHORTFALLS["inadequate-dose"], SHORTFALLS["inadequate-duration"]
ADHERENCE = SHORTFALLS["inadequate-adherence"]


@dataclass(frozen=True, slots=True)
class Drugs:
    """What is counted once for every medication trial. `minimum` is NaN where no smallest dose is known.

    `at_best` are the days that may have been at dose, were the doses known that are not.
    """

    is_medication: Flags
    is_adjunct: Flags
    minimum: Floats
    at_dose: Stretches
    days: Ints
    at_best: Ints
    with_doses: Flags
    with_unknown: Flags
    taken: Answers

    def at_least_days(self, needed: Ints) -> Answers:
        """Whether so many days were at dose; doses that are not recorded leave it unknown."""
        maybe = ~self.with_doses | (self.with_unknown & (self.at_best >= needed))
        short = np.where(maybe, UNKNOWN_, NO_)
        return np.where(np.isnan(self.minimum), UNKNOWN_, np.where(self.days >= needed, YES_, short)).astype(np.int8)


def drugs(trials: Trials, steps: Dosing, settings: RuleSettings) -> Drugs:
    rows = len(trials)
    is_medication = trials.modality.among((MEDICATION,))
    is_adjunct = is_medication & trials.role.among((AUGMENTATION,))
    alone = look_up(np.float64, _minimum(lambda drug: drug.minimum(settings.dose_profile)), trials.agent)
    added = look_up(np.float64, _minimum(lambda drug: drug.target_minimum()), trials.agent)
    minimum = np.where(is_medication, np.where(is_adjunct, added, alone), np.nan)
    counts = steps.at_least(minimum)
    at_dose = steps.stretches(counts)
    everything = np.ones(len(steps.trial), dtype=np.bool_)
    taken = np.where(trials.adherence >= settings.adherence_floor, YES_, NO_)
    return Drugs(
        is_medication,
        is_adjunct,
        minimum,
        at_dose,
        at_dose.all_days,
        steps.stretches(counts | steps.unknown).all_days,
        any_of(steps.trial, everything, rows),
        any_of(steps.trial, steps.unknown, rows),
        np.where(np.isnan(trials.adherence), UNKNOWN_, taken).astype(np.int8),
    )


def _minimum(of: Callable[[Drug], Rule | None]) -> Callable[[str | None], float]:
    def look(agent: str | None) -> float:
        drug = formulary().find(agent)
        found = of(drug) if drug else None
        return found.number if found else np.nan

    return look


def judge_drugs(trials: Trials, found: Drugs, settings: RuleSettings, into: Adequacy) -> None:
    """Trials of a drug first, since an adjunct is judged on top of one."""
    needed = np.where(found.is_adjunct, round(settings.augmentation_weeks * 7), round(settings.weeks * 7))
    weeks = found.at_least_days(needed)
    held = np.where(found.taken == UNKNOWN_, weeks, np.minimum(weeks, found.taken))
    shortfall, complete_on = _shortfall(weeks, found), found.at_dose.complete_on(needed)
    counted = ~np.isnan(found.minimum)
    into.days[counted] = found.days[counted]
    plain = found.is_medication & ~(found.is_adjunct & counted)
    into.verdict[plain], into.shortfall[plain] = held[plain], shortfall[plain]
    into.adequate_on[plain] = np.where(held == YES_, complete_on, NEVER)[plain]
    at = np.flatnonzero(found.is_medication & ~plain)
    _judge_adjuncts(at, trials, found, held[at], shortfall[at], complete_on[at], into)


def _shortfall(weeks: Answers, found: Drugs) -> Ints:
    later = np.where(found.taken == NO_, ADHERENCE, NOT_ASCERTAINABLE)
    return np.where(weeks == NO_, np.where(found.days > 0, DURATION, DOSE), later)


def _judge_adjuncts(
    at: Ints, trials: Trials, found: Drugs, held: Answers, shortfall: Ints, complete_on: Ints, into: Adequacy
) -> None:
    """Added to a fair trial of a drug; for lithium the serum level as well."""
    base = trials.base[at]
    on_a_drug = (base >= 0) & found.is_medication[base] & ~found.is_adjunct[base]
    under = np.where(on_a_drug, into.verdict[base], UNKNOWN_).astype(np.int8)
    level = look_up(np.int8, _level, trials.agent[at], trials.level[at])
    verdict = both(held, under, level)
    further = np.where(under == NO_, into.shortfall[base], np.where(level == NO_, DOSE, NOT_ASCERTAINABLE))
    into.verdict[at] = verdict
    into.shortfall[at] = np.where(shortfall == NOT_ASCERTAINABLE, further, shortfall)
    into.adequate_on[at] = np.where(verdict == YES_, np.maximum(complete_on, into.adequate_on[base]), NEVER)


def _level(agent: str | None, level: float | None) -> int:
    drug = formulary().find(agent)
    if drug is None or not drug.needs_level:
        return int(NOT_APPLICABLE_)
    if level is None:
        return int(UNKNOWN_)
    return int(YES_ if level >= number("adequacy.lithium_level_low") else NO_)
