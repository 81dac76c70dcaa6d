"""Which level of the STAR*D sequence would come next: each step is a treatment that ended without remission."""

import numpy as np

from models.criteria.case import INTOLERANCE
from models.criteria.registry.answers import NO_, NOT_APPLICABLE_, UNKNOWN_, YES_, Answers, Flags, Ints, both
from models.criteria.registry.evidence import Evidence
from models.criteria.registry.findings import Finding, alone, wholes
from models.criteria.registry.groups import begins
from models.criteria.staging.definition import Definition
from models.criteria.staging.kinds.stard import LOW_INTENSITY
from models.criteria.staging.terms import Terms


def judge(evidence: Evidence, own: Definition) -> Finding:
    step = _step(evidence, own.terms(evidence.settings))
    low, high = _next(evidence, step == YES_, own), _next(evidence, step != NO_, own)
    met = np.where(low == high, NOT_APPLICABLE_, UNKNOWN_).astype(np.int8)
    return alone(met, wholes(low, low == high))


def _step(evidence: Evidence, terms: Terms) -> Answers:
    """A missing score counts as no remission, as in the trial itself."""
    talking = evidence.judged.therapies.held
    fair = np.where(talking, evidence.fair_under(LOW_INTENSITY)[0], evidence.adequate(terms)).astype(np.int8)
    well = evidence.judged.outcome.remission == YES_
    found = np.where(well, NO_, both(fair, evidence.in_episode))
    found = np.where(evidence.trials.stop_reason.among((INTOLERANCE,)), evidence.in_episode, found)
    return np.where(evidence.present & ~evidence.stimulation, found, NO_).astype(np.int8)


def _next(evidence: Evidence, steps: Flags, own: Definition) -> Ints:
    """A drug and a psychotherapy side by side are one step."""
    number = evidence.number(steps) - _paired(evidence, steps.copy())
    found: Ints = np.minimum(number + 1, own.whole("last_level") + 1)
    return found


def _paired(evidence: Evidence, left: Flags) -> Ints:
    """Pairs in order of their first common day; each step belongs to one at most. One pair a patient in each round."""
    pairs, found = evidence.together, np.zeros(evidence.patients, dtype=np.int64)
    drug, talking = pairs.drug, pairs.psychotherapy
    while True:
        free = left[drug] & left[talking]
        drug, talking = drug[free], talking[free]
        if not len(drug):
            return found
        patient = evidence.patient[drug]
        first = begins(patient)
        left[drug[first]] = left[talking[first]] = False
        found[patient[first]] += 1
