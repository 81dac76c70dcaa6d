"""Papers that discuss resistance without a rule of their own."""

import numpy as np

from models.criteria.registry.answers import NOT_APPLICABLE_
from models.criteria.registry.evidence import Evidence
from models.criteria.registry.findings import Finding, alone, words
from models.criteria.staging.definition import Definition


def judge(evidence: Evidence, _: Definition) -> Finding:
    return alone(np.full(evidence.patients, NOT_APPLICABLE_), words(np.full(evidence.patients, -1), ()))
