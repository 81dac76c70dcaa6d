"""So many treatments had a fair trial without response: the commonest kind of definition."""

import numpy as np

from models.criteria.registry.answers import NO_, YES_, Answers, Flags, Ints, between, both
from models.criteria.registry.evidence import Evidence
from models.criteria.registry.findings import Finding, alone, flags
from models.criteria.registry.groups import highest
from models.criteria.staging.definition import Definition
from models.criteria.staging.kinds.failures import BIPOLAR
from models.criteria.staging.terms import Terms


def judge(evidence: Evidence, own: Definition) -> Finding:
    """Drugs, where the definition says so of different names or classes, stimulation or psychotherapy as well."""
    terms = own.terms(evidence.settings)
    found = with_procedures(evidence, own, terms, own.scope)
    met = enough(evidence, found, trials_needed(evidence, own), own.different)
    if "psychotherapy" in own.rules:
        met = both(met, psychotherapy_arm(evidence, terms))
    return alone(met, flags(met))


def trials_needed(evidence: Evidence, own: Definition) -> Ints:
    """Some definitions ask for fewer trials in bipolar depression."""
    needed = np.full(evidence.patients, own.needed)
    if "bipolar_trials" in own.rules:
        needed[bipolar(evidence)] = own.whole("bipolar_trials")
    return needed


def bipolar(evidence: Evidence) -> Flags:
    return evidence.judged.registry.patients.diagnosis.among(BIPOLAR)


def with_procedures(evidence: Evidence, own: Definition, terms: Terms, scope: str) -> Answers:
    """The drug trials, with the courses of stimulation that the definition counts as well."""
    if "procedures" not in own.rules:
        return evidence.counted(terms, scope)
    listed = evidence.is_drug | evidence.procedures(*own.rules["procedures"].value)
    return evidence.failed_within(scope, terms, listed)


def enough(evidence: Evidence, found: Answers, needed: Ints, differ: str) -> Answers:
    """Yes with those that are sure, no where even the open ones would not do."""
    sure, possible = (is_enough(evidence, which, needed, differ) for which in (found == YES_, found != NO_))
    return between(sure, possible)


def is_enough(evidence: Evidence, which: Flags, needed: Ints, differ: str) -> Flags:
    number = evidence.number(which)
    if differ == "class":
        number = np.where((needed == 1) | (evidence.different(evidence.klass, which) > 1), number, 0)
    if differ == "drug":
        number = evidence.different(evidence.substance, which)
    found: Flags = number >= needed
    return found


def psychotherapy_arm(evidence: Evidence, terms: Terms) -> Answers:
    """At least one fair psychotherapy without response under the profile in force."""
    found = evidence.failed_within("current", terms, evidence.psychotherapies)
    return highest(evidence.patient, found.astype(np.int64), evidence.patients, int(NO_)).astype(np.int8)
