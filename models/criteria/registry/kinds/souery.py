"""From nonresponder over five stages of resistance to chronic resistance, by the number of fair trials."""

import numpy as np

from models.criteria.registry.answers import NO_, UNKNOWN_, YES_, Flags, Floats, Ints, answered
from models.criteria.registry.evidence import Evidence
from models.criteria.registry.findings import Finding, alone, words
from models.criteria.registry.groups import FAR, SPAN, begins, total
from models.criteria.registry.kinds.failures import with_procedures
from models.criteria.registry.readings import FIRST
from models.criteria.staging.definition import Definition

NONE, NONRESPONDER = 0, 1


def judge(evidence: Evidence, own: Definition) -> Finding:
    found = with_procedures(evidence, own, own.terms(evidence.settings), "current")
    adjunct = evidence.judged.adequacy.verdict
    fair, maybe = evidence.adjuncts & (adjunct == YES_), evidence.adjuncts & (adjunct != NO_)
    low = _stage(evidence, own, found == YES_, evidence.any(fair), fair)
    high = _stage(evidence, own, found != NO_, evidence.any(maybe), fair)
    met = np.where(low == high, answered(low > NONRESPONDER), UNKNOWN_).astype(np.int8)
    stages = [f"TRD{number}" for number in range(1, own.whole("stages") + 1)]
    return alone(met, words(low, ("none", "A", *stages, "CRD"), low == high))


def _stage(evidence: Evidence, own: Definition, which: Flags, adjunct: Flags, fair_adjuncts: Flags) -> Ints:
    number, classes = evidence.number(which), evidence.different(evidence.klass, which)
    stages = own.whole("stages")
    weeks = _weeks(evidence, which | fair_adjuncts)
    resistant = NONRESPONDER + np.minimum(number - 1, stages)
    chronic = adjunct & (weeks >= own.number("chronic_weeks"))
    resistant = np.where(chronic, NONRESPONDER + stages + 1, resistant)
    enough = (number >= own.needed) & (classes >= own.needed)
    return np.where(number == 0, NONE, np.where(enough, resistant, NONRESPONDER))


def _weeks(evidence: Evidence, which: Flags) -> Floats:
    """Weeks under fair treatment of each patient, days that two trials share counted once."""
    spans = evidence.judged.drugs.at_dose
    held = which[spans.trial]
    patient, since, until = evidence.patient[spans.trial[held]], spans.since[held], spans.until[held]
    order = np.lexsort((until, since, patient))
    patient, since, until = patient[order], since[order], until[order]
    reached = np.full(len(patient), -FAR)
    reached[1:] = np.maximum.accumulate(patient * SPAN + until - FIRST)[:-1] - patient[1:] * SPAN + FIRST
    reached[begins(patient)] = -FAR
    days = np.maximum(0, until - np.maximum(since, reached + 1) + 1)
    return total(patient, days, evidence.patients) / 7
