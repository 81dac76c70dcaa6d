"""Read from a register: a treatment taken long enough and then changed counts, unless scores say that it helped."""

from collections.abc import Sequence

import numpy as np

from models.criteria.case import StopReason
from models.criteria.registry.answers import NO_, UNKNOWN_, YES_, Answers, both
from models.criteria.registry.evidence import Evidence
from models.criteria.registry.findings import Finding, alone, flags
from models.criteria.registry.groups import highest
from models.criteria.registry.kinds.failures import enough
from models.criteria.staging.definition import Definition
from models.criteria.staging.kinds.register import WITHOUT_RESPONSE


def judge(evidence: Evidence, own: Definition) -> Finding:
    terms, named = own.terms(evidence.settings), own.rules["procedures"].value
    listed = evidence.present & (evidence.is_drug | evidence.procedures(*named))
    found = evidence.nonresponse(terms.line)
    found = np.where(found == UNKNOWN_, _left(evidence, named), found).astype(np.int8)
    found = np.where(listed, both(evidence.adequate(terms), found, evidence.in_episode), NO_).astype(np.int8)
    met = enough(evidence, found, np.full(evidence.patients, own.needed), "trial")
    return alone(met, flags(met))


def _left(evidence: Evidence, named: Sequence[str]) -> Answers:
    """Without scores: given up for want of effect, or for another treatment, which may still run."""
    trials = evidence.trials
    which = evidence.judged.begun & (evidence.in_episode != NO_)
    which &= evidence.is_drug | trials.procedure.among(named)
    last_begun = highest(evidence.patient[which], trials.started_on[which], evidence.patients)[evidence.patient]
    left = trials.stop_reason.among(WITHOUT_RESPONSE) | (last_begun > trials.started_on)
    well = trials.stop_reason.among((StopReason.remission,))
    return np.where(well, NO_, np.where(left, YES_, UNKNOWN_)).astype(np.int8)
