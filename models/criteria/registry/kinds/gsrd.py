"""Two fair trials without response, and a depression that is still severe enough on the Hamilton scale afterwards."""

import numpy as np

from models.criteria.outcome.scale import scale_facts
from models.criteria.registry.answers import UNKNOWN_, Answers, answered, both
from models.criteria.registry.evidence import Evidence
from models.criteria.registry.findings import Finding, alone, flags
from models.criteria.registry.groups import NEVER, highest
from models.criteria.registry.kinds.failures import enough
from models.criteria.staging.definition import Definition

INSTRUMENT = "hamd17"


def judge(evidence: Evidence, own: Definition) -> Finding:
    found = evidence.counted(own.terms(evidence.settings))
    needed = np.full(evidence.patients, own.needed)
    met = both(enough(evidence, found, needed, "trial"), _still_depressed(evidence, own))
    return alone(met, flags(met))


def _still_depressed(evidence: Evidence, own: Definition) -> Answers:
    """The latest score since the last drug trial began; with none it is not known."""
    facts, scores = scale_facts(INSTRUMENT), evidence.judged.registry.measurements
    assert facts is not None
    unknown = np.full(evidence.patients, UNKNOWN_)
    here = scores.instrument.among((facts.instrument,)) & scores.scale.among((facts.scale,))
    here &= scores.on <= evidence.judged.registry.patients.as_of[scores.patient]
    if not here.any():
        return unknown
    patient, on, score = scores.patient[here], scores.on[here], scores.score[here]
    latest = highest(patient, on, evidence.patients)
    last = on == latest[patient]
    worst = np.full(evidence.patients, -np.inf)
    np.maximum.at(worst, patient[last], score[last])
    begun = highest(evidence.patient[evidence.drugs], evidence.trials.started_on[evidence.drugs], evidence.patients)
    known = (begun > NEVER) & (latest > begun)
    return np.where(known, answered(worst >= own.number("end_score")), unknown).astype(np.int8)
