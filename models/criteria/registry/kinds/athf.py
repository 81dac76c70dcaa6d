"""How many antidepressants had a fair trial without response: in this episode, and ever."""

import numpy as np

from models.criteria.registry.answers import NOT_APPLICABLE_, UNKNOWN_, YES_
from models.criteria.registry.evidence import Evidence
from models.criteria.registry.findings import Finding, wholes
from models.criteria.staging.definition import Definition


def judge(evidence: Evidence, own: Definition) -> Finding:
    terms = own.terms(evidence.settings)
    now, ever = evidence.counted(terms), evidence.counted(terms, "any")
    known = ~evidence.any((now == UNKNOWN_) | (ever == UNKNOWN_))
    met = np.where(known, NOT_APPLICABLE_, UNKNOWN_).astype(np.int8)
    counts = {"_current": now, "_lifetime": ever}
    return Finding(met, {name: wholes(evidence.number(each == YES_), known) for name, each in counts.items()})
