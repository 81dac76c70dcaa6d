"""Every trial of a registry judged: was it fair, what did it do, and its status in one word."""

from dataclasses import dataclass

import numpy as np

from models.criteria.case import INTOLERANCE, MEDICATION, PSYCHOTHERAPY, Trial
from models.criteria.outcome.domains import SYMPTOMS, depression_scales, domains
from models.criteria.outcome.scale import scale_facts
from models.criteria.registry import outcomes as effect
from models.criteria.registry.adequacy import SHORTFALLS, Adequacy, nothing
from models.criteria.registry.answers import NO_, YES_, Flags, Ints
from models.criteria.registry.dosing import Dosing, dosing
from models.criteria.registry.drugs import Drugs, drugs, judge_drugs
from models.criteria.registry.groups import NEVER, pairs
from models.criteria.registry.outcomes import CATEGORIES, NO_SCALE, Asked, Outcomes, Scales, best, deciding
from models.criteria.registry.readings import Who, readings
from models.criteria.registry.states import Texts
from models.criteria.registry.stimulation import judge_courses
from models.criteria.registry.tables import Registry
from models.criteria.registry.therapy import Therapies, judge_therapies, therapies_of
from models.criteria.registry.visits import visits
from models.criteria.settings import RuleSettings
from models.criteria.status import BY_CATEGORY, INTOLERANT, ONGOING

OFF_THE_SHELF = NO_SCALE - 1
BY_OUTCOME = np.array([SHORTFALLS[BY_CATEGORY.get(name, "not-ascertainable")] for name in CATEGORIES])
PRIMARY = str(Trial.__dataclass_fields__["primary_instrument"].default)


@dataclass(frozen=True, slots=True)
class Together:
    """A drug and a psychotherapy side by side for long enough, by their rows, in order of the first common day."""

    drug: Ints
    psychotherapy: Ints
    started_on: Ints
    last_on: Ints


@dataclass(frozen=True, slots=True)
class Judged:
    """`begun` are the trials that had begun by the day; `running` those that had not ended by then."""

    registry: Registry
    settings: RuleSettings
    as_of: Ints  # of each trial
    begun: Flags
    running: Flags
    last_day: Ints
    steps: Dosing
    drugs: Drugs
    therapies: Therapies
    adequacy: Adequacy
    scales: Scales
    own_scale: Ints
    asked: Asked
    outcome: Outcomes
    status: Ints

    @property
    def late_from(self) -> Ints:
        """The first of the last days of an ended trial."""
        return self.registry.trials.ended_on - self.settings.last_days

    def domain(self, name: str) -> Outcomes:
        """What each trial did in one of the five domains; for the symptoms first of all what decides."""
        if name != SYMPTOMS:
            return best(self.asked, domains()[name], self.scales, self.settings)
        found, left = self.outcome.copy(), ~self.outcome.judged
        others = best(self.asked[left], domains()[name], self.scales, self.settings)
        found.put(left, others, others.judged)
        return found


def judge(registry: Registry, settings: RuleSettings) -> Judged:
    trials = registry.trials
    as_of = registry.patients.as_of[trials.patient]
    running, last_day = trials.ended_on > as_of, np.minimum(trials.ended_on, as_of)
    steps = dosing(registry.doses, trials, last_day, settings.gap_days)
    taken = drugs(trials, steps, settings)
    adequacy = nothing(len(trials))
    judge_drugs(trials, taken, settings, adequacy)
    once, each = (visits(registry.sessions, trials, last_day, as_of, by_day) for by_day in (True, False))
    talking = therapies_of(trials, once)
    judge_therapies(talking, settings, adequacy)
    judge_courses(trials, each, last_day, adequacy)
    scales = _scales(registry)
    asked = _asked(registry, adequacy, as_of, running, settings)
    own = _own_scale(trials.primary, scales)
    outcome = deciding(asked, own, scales, depression_scales(), settings)
    effect.remembered(outcome, trials.recalled.names, trials.recalled.codes)
    status = _status(registry, adequacy, outcome, running)
    begun = trials.started_on <= as_of
    return Judged(
        registry,
        settings,
        as_of,
        begun,
        running,
        last_day,
        steps,
        taken,
        talking,
        adequacy,
        scales,
        own,
        asked,
        outcome,
        status,
    )


def _scales(registry: Registry) -> Scales:
    """Whatever may decide a trial or speaks for a domain, and was measured."""
    wanted = [*depression_scales(), *(each for listed in domains().values() for each in listed)]
    wanted += [facts for name in {*registry.trials.primary.names, PRIMARY} if (facts := scale_facts(name))]
    named = {facts.key: facts for facts in wanted}
    each = [readings(facts, registry.measurements, len(registry.patients)) for facts in named.values()]
    found = [one for one in each if one]
    return Scales([one.facts for one in found], found)


def _own_scale(primary: Texts, scales: Scales) -> Ints:
    facts = [scale_facts(name) for name in (*primary.names, PRIMARY)]
    places = [scales.place(each) if each else OFF_THE_SHELF for each in facts]
    return np.array(places, dtype=np.int64)[primary.codes]


def _asked(registry: Registry, adequacy: Adequacy, as_of: Ints, running: Flags, settings: RuleSettings) -> Asked:
    """The window of each trial; the absence of a response tells since it was fair, or in its last days."""
    trials = registry.trials
    last = np.minimum(as_of, trials.ended_on + settings.end_days_after)
    fair_on = adequacy.adequate_on
    late = np.where(running, fair_on, np.minimum(fair_on, trials.ended_on - settings.last_days))
    who = Who(trials.patient, np.arange(len(trials)))
    return Asked(who, trials.started_on, last, np.where(fair_on == NEVER, NEVER, late))


def _status(registry: Registry, adequacy: Adequacy, outcome: Outcomes, running: Flags) -> Ints:
    unsure = SHORTFALLS["not-ascertainable"]
    fair = np.where(outcome.judged & outcome.firm, BY_OUTCOME[outcome.category], unsure)
    well = outcome.judged & outcome.firm & (outcome.remission == YES_)
    fair = np.where(well, SHORTFALLS["adequate-remission"], fair)
    short = np.where(adequacy.verdict == NO_, adequacy.shortfall, unsure)
    short = np.where(registry.trials.stop_reason.among((INTOLERANCE,)), SHORTFALLS[INTOLERANT], short)
    return np.where(running, SHORTFALLS[ONGOING], np.where(adequacy.verdict == YES_, fair, short))


def together(found: Judged) -> Together:
    """Each pair of a begun drug trial and a begun psychotherapy that overlapped long enough."""
    trials = found.registry.trials
    drug = np.flatnonzero(found.begun & trials.modality.among((MEDICATION,)) & ~found.drugs.is_adjunct)
    talking = np.flatnonzero(found.begun & trials.modality.among((PSYCHOTHERAPY,)))
    left, right = pairs(trials.patient[talking], trials.patient[drug], len(found.registry.patients))
    one, other = drug[right], talking[left]
    started_on = np.maximum(trials.started_on[one], trials.started_on[other])
    last_on = np.minimum(found.last_day[one], found.last_day[other])
    long_enough = (last_on - started_on + 1) / 7 >= found.settings.combined_weeks
    long_enough &= started_on <= last_on
    chosen = Together(one[long_enough], other[long_enough], started_on[long_enough], last_on[long_enough])
    order = np.lexsort(
        (trials.id[chosen.psychotherapy], trials.id[chosen.drug], chosen.started_on, trials.patient[chosen.drug])
    )
    return Together(chosen.drug[order], chosen.psychotherapy[order], chosen.started_on[order], chosen.last_on[order])


def outcome_of(pairs_: Together, found: Judged) -> Outcomes:
    """One outcome over the days on which both ran, from the scores of both."""
    trials = found.registry.trials
    who = Who(trials.patient[pairs_.drug], pairs_.drug, pairs_.psychotherapy)
    as_of, after = found.as_of[pairs_.drug], found.settings.end_days_after
    last = np.where(pairs_.last_on < as_of, np.minimum(as_of, pairs_.last_on + after), as_of)
    asked = Asked(who, pairs_.started_on, last, np.full(len(last), NEVER))
    return deciding(asked, found.own_scale[pairs_.drug], found.scales, depression_scales(), found.settings)
