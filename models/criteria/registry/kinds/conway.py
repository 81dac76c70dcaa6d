"""Two or three kinds of treatment without response, a class of drugs and a psychotherapy counting alike."""

import numpy as np

from models.criteria.registry.answers import NO_, UNKNOWN_, YES_, Flags, Ints, answered, both
from models.criteria.registry.evidence import Evidence
from models.criteria.registry.findings import Finding, alone, wholes
from models.criteria.staging.definition import Definition
from models.criteria.staging.kinds.conway import PROFILE


def judge(evidence: Evidence, own: Definition) -> Finding:
    terms = own.terms(evidence.settings)
    talking = both(evidence.therapy_failed(PROFILE, terms.line), evidence.in_episode)
    found = np.where(evidence.psychotherapies, talking, evidence.counted(terms))
    low, high = _stage(evidence, own, found == YES_), _stage(evidence, own, found != NO_)
    met = np.where(low == high, answered(low > 0), UNKNOWN_).astype(np.int8)
    return alone(met, wholes(low, low == high))


def _stage(evidence: Evidence, own: Definition, which: Flags) -> Ints:
    """By choice each psychotherapy is a kind of its own."""
    kind = evidence.klass
    if evidence.settings.conway_each_therapy:
        kind = np.where(evidence.psychotherapies, evidence.names[2].codes, kind)
    kinds = evidence.different(kind, which)
    return (kinds >= own.whole("first_stage")).astype(np.int64) + (kinds >= own.whole("second_stage"))
