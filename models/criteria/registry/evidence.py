"""What definitions read of many patients at once: their ended trials, and how each answers to a definition's terms."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from models.criteria.adequacy.psychotherapy import profile
from models.criteria.case import ECT, MONOTHERAPY, NEUROMODULATION, Ascertainment
from models.criteria.formulary import formulary
from models.criteria.outcome.change import NONRESPONSE, RESPONSE
from models.criteria.registry.answers import (
    NO_,
    UNKNOWN_,
    YES_,
    Answers,
    Flags,
    Floats,
    Ints,
    answered,
    both,
)
from models.criteria.registry.coding import jointly
from models.criteria.registry.groups import NEVER, any_of, count, different
from models.criteria.registry.judged import Judged, Together, together
from models.criteria.registry.outcomes import PLACE
from models.criteria.registry.present import Present, present
from models.criteria.registry.states import Texts, told
from models.criteria.registry.visits import enough
from models.criteria.settings import RuleSettings
from models.criteria.staging.terms import Line, Terms
from models.criteria.therapies import therapies

LENIENT = "conway"  # the profile that counts guided internet treatment and asks for no therapist


@dataclass(eq=False)
class Evidence:
    """Masks and answers are over all trials; those that a definition does not read answer no."""

    judged: Judged
    kept: dict[object, Any] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        registry, taken = self.judged.registry, self.judged.drugs
        self.trials, self.patients = registry.trials, len(registry.patients)
        self.settings: RuleSettings = self.judged.settings
        self.patient = self.trials.patient
        self.episode: Present = present(registry.episodes, self.trials, registry.patients, self.settings)
        self.in_episode = self.episode.belongs
        self.ended: Flags = self.judged.begun & ~self.judged.running
        self.present: Flags = self.ended & (self.in_episode != NO_)
        self.is_drug: Flags = taken.is_medication & ~taken.is_adjunct
        self.is_added: Flags = (
            taken.is_medication & (self.trials.role.codes >= 0) & ~self.trials.role.among((MONOTHERAPY,))
        )
        self.stimulation: Flags = self.trials.modality.among((NEUROMODULATION,))

    # Which trials

    def within(self, scope: str) -> Flags:
        return self.ended if scope == "any" else self.present

    @cached_property
    def drugs(self) -> Flags:
        return self.present & self.is_drug

    @cached_property
    def adjuncts(self) -> Flags:
        return self.present & self.judged.drugs.is_adjunct

    @cached_property
    def psychotherapies(self) -> Flags:
        return self.present & self.judged.therapies.held

    def procedures(self, *names: str) -> Flags:
        found: Flags = self.stimulation & self.trials.procedure.among(names)
        return found

    @cached_property
    def ECT(self) -> Flags:
        return self.present & self.procedures(ECT)

    @cached_property
    def prospective(self) -> Flags:
        """Followed while it ran, and measured at least twice; where nothing else is said it was."""
        said = self.trials.ascertainment
        return ((said.codes < 0) | said.among((Ascertainment.prospective,))) & ~self.judged.outcome.recalled

    # How many

    def number(self, where: Flags) -> Ints:
        """Of each patient."""
        return count(self.patient, where, self.patients)

    def any(self, where: Flags) -> Flags:
        return any_of(self.patient, where, self.patients)

    def different(self, what: Ints, where: Flags) -> Ints:
        return different(self.patient, what, where, self.patients)

    # What they are called

    @cached_property
    def names(self) -> tuple[Texts, Texts, Texts]:
        """Class (of a psychotherapy its family, of a course the procedure), substance, and name of each trial."""
        trials = self.trials
        found, state = told(_named, trials.modality, trials.agent, trials.therapy, trials.procedure)
        columns = [Texts(np.arange(len(found)), [each[place] for each in found]) for place in range(3)]
        names, codes = jointly(columns)
        klass, substance, name = (Texts(each[state] if len(found) else state, names) for each in codes)
        return klass, substance, name

    @property
    def klass(self) -> Ints:
        return self.names[0].codes

    @property
    def substance(self) -> Ints:
        return self.names[1].codes

    # Was it fair

    def adequate(self, terms: Terms) -> Answers:
        """By a definition's own weeks; of other treatments than drugs, by the rule of the treatment itself."""
        weeks, taken = self.at_least_days(terms.days), self.judged.drugs.taken
        if terms.adherence == "not_asked":
            drug = weeks
        elif terms.adherence == "unless_poor":
            drug = np.where(taken == UNKNOWN_, weeks, both(weeks, taken))
        else:
            drug = np.where(taken == YES_, weeks, NO_)  # what nobody affirmed is not affirmed
        return np.where(self.is_drug, drug, self.judged.adequacy.verdict).astype(np.int8)

    def at_least_days(self, needed: int) -> Answers:
        if ("days", needed) not in self.kept:
            self.kept["days", needed] = self.judged.drugs.at_least_days(np.full(len(self.trials), needed))
        found: Answers = self.kept["days", needed]
        return found

    def fair_on(self, terms: Terms) -> Ints:
        """The day on which it had become fair by these terms; NEVER where it has not, or no day is known."""
        usual = self.judged.adequacy.adequate_on
        if terms.weeks == self.settings.weeks:
            return usual
        complete = self.judged.drugs.at_dose.complete_on(np.full(len(self.trials), terms.days))
        return np.where(self.is_drug, complete, usual)

    # What it did

    def nonresponse(self, line: Line) -> Answers:
        """Measured or remembered: no more improvement than the line. A remission is never without response."""
        outcome, percent = self.judged.outcome, self.judged.outcome.percent
        less = percent <= line.percent if line.inclusive else percent < line.percent
        measured = answered(less & (outcome.remission != YES_))
        measured = np.where(outcome.judged & ~np.isnan(percent), measured, UNKNOWN_)
        partly = YES_ if line.percent > self.settings.partial_percent else NO_
        called = outcome.category
        recalled = np.where(called == PLACE[RESPONSE], NO_, np.where(called == PLACE[NONRESPONSE], YES_, partly))
        return np.where(outcome.recalled, recalled, measured).astype(np.int8)

    def failed(self, terms: Terms) -> Answers:
        """A fair trial without response by these terms. Its absence must have been seen when the trial was fair."""
        if ("failed", terms) not in self.kept:
            without, fair = self.nonresponse(terms.line), self.adequate(terms)
            end_on = self.judged.outcome.end_on
            seen = (end_on == NEVER) | (end_on >= self.judged.late_from) | self.late_enough(self.fair_on(terms))
            found = np.where((without == YES_) & (fair == YES_) & ~seen, UNKNOWN_, np.minimum(fair, without))
            self.kept["failed", terms] = found.astype(np.int8)
        held: Answers = self.kept["failed", terms]
        return held

    def late_enough(self, fair_on: Ints) -> Flags:
        end_on = self.judged.outcome.end_on
        since = np.minimum(fair_on, self.judged.late_from)
        found: Flags = (fair_on == NEVER) | (end_on == NEVER) | (end_on >= since)
        return found

    def failed_within(self, scope: str, terms: Terms, which: Flags) -> Answers:
        """Of the chosen trials, which must belong to the present episode unless the scope is any."""
        found = self.failed(terms)
        if scope != "any":
            found = both(found, self.in_episode)
        return np.where(which & self.within(scope), found, NO_).astype(np.int8)

    def counted(self, terms: Terms, scope: str = "current") -> Answers:
        """Antidepressant trials that were fair without response."""
        if ("counted", terms, scope) not in self.kept:
            self.kept["counted", terms, scope] = self.failed_within(scope, terms, self.is_drug)
        found: Answers = self.kept["counted", terms, scope]
        return found

    # Psychotherapies by another profile than the one in force

    @cached_property
    def has_evidence(self) -> Answers:
        return self.judged.therapies.evidence(profile(LENIENT))

    def fair_under(self, name: str) -> tuple[Answers, Ints]:
        """Sessions and evidence by a profile that asks for nothing else, and the day on which they were enough."""
        asked, talking = profile(name), self.judged.therapies
        visits = talking.visits
        listed = self.has_evidence if name == LENIENT else talking.evidence(asked)
        fair = both(enough(visits.number, asked.sessions, visits.at_most), listed)
        return fair, visits.day_of(np.full(len(self.trials), asked.sessions - 1))

    def therapy_failed(self, name: str, line: Line) -> Answers:
        fair, fair_on = self.fair_under(name)
        without = self.nonresponse(line)
        late = (without != YES_) | (fair != YES_) | self.late_enough(fair_on)
        return np.where(late, both(fair, without), UNKNOWN_).astype(np.int8)

    # Of each patient

    @cached_property
    def together(self) -> Together:
        return together(self.judged)

    def of_episode(self, values: Floats) -> Floats:
        """A figure of each patient's present episode, NaN where there is no episode or no figure."""
        return np.append(values, np.nan)[self.episode.newest]


def _named(modality: str | None, agent: str | None, therapy: str | None, procedure: str | None) -> tuple[str, str, str]:
    name = agent or therapy or procedure or str(modality)
    klass = substance = name
    if modality == "psychotherapy":
        listed = therapies().find(therapy)
        return (listed.family if listed else str(therapy)), substance, name
    klass = str(procedure or agent)
    drug = formulary().find(agent) if modality == "medication" else None
    return (drug.klass, drug.name, name) if drug else (klass, substance, name)
