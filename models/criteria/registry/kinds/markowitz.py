"""At least two drugs and a psychotherapy, each with a fair trial without response; perhaps also both together."""

import numpy as np

from models.criteria.registry.answers import NO_, UNKNOWN_, YES_, Flags, both
from models.criteria.registry.evidence import Evidence
from models.criteria.registry.findings import Finding, alone, words
from models.criteria.registry.judged import outcome_of
from models.criteria.registry.kinds.failures import enough, psychotherapy_arm
from models.criteria.staging.definition import Definition
from models.criteria.staging.terms import Terms

RESULTS = ("no", "TRD", "trueTRD")


def judge(evidence: Evidence, own: Definition) -> Finding:
    """What is remembered does not count as a drug trial here."""
    terms = own.terms(evidence.settings)
    followed = np.where(evidence.prospective, evidence.counted(terms), NO_).astype(np.int8)
    arm = enough(evidence, followed, np.full(evidence.patients, own.needed), "trial")
    met = both(arm, psychotherapy_arm(evidence, terms))
    result = np.where(met == YES_, 1 + _together(evidence, terms).astype(np.int64), 0)
    return alone(met, words(result, RESULTS, met != UNKNOWN_))


def _together(evidence: Evidence, terms: Terms) -> Flags:
    """Resistance beyond doubt only where the combination is known to have brought no response."""
    pairs, outcome = evidence.together, outcome_of(evidence.together, evidence.judged)
    fair = both(evidence.adequate(terms), evidence.in_episode) == YES_
    fair &= evidence.present
    less = terms.line.percent
    without = outcome.percent <= less if terms.line.inclusive else outcome.percent < less
    without &= outcome.judged & (outcome.remission != YES_)
    failed = fair[pairs.drug] & fair[pairs.psychotherapy] & without
    found = np.zeros(evidence.patients, dtype=np.bool_)
    found[evidence.patient[pairs.drug[failed]]] = True
    return found
