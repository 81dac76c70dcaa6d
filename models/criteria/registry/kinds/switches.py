"""Read from prescriptions alone: two switches between three drugs, each taken long enough, without a long pause."""

import numpy as np

from models.criteria.registry.answers import NO_, YES_, Flags, Ints, between
from models.criteria.registry.evidence import Evidence
from models.criteria.registry.findings import Finding, alone, flags
from models.criteria.registry.groups import begins, different, highest
from models.criteria.staging.definition import Definition


def judge(evidence: Evidence, own: Definition) -> Finding:
    held = evidence.at_least_days(round(own.number("weeks") * 7))
    drugs, needed = evidence.ended & evidence.is_drug, own.whole("drugs")
    sure, possible = (_longest(evidence, drugs & which, own) >= needed for which in (held == YES_, held != NO_))
    met = between(sure, possible)
    return alone(met, flags(met))


def _longest(evidence: Evidence, which: Flags, own: Definition) -> Ints:
    """How many different drugs the longest run has in which each began soon enough after the one before."""
    rows = np.flatnonzero(which)
    if not len(rows):
        return np.zeros(evidence.patients, dtype=np.int64)
    patient = evidence.patient[rows]
    pause = np.zeros(len(rows), dtype=np.int64)
    pause[1:] = evidence.trials.started_on[rows[1:]] - evidence.judged.last_day[rows[:-1]]
    run = np.cumsum(begins(patient) | (pause > own.number("pause_weeks") * 7)) - 1
    drugs = different(run, evidence.substance[rows], np.ones(len(rows), dtype=np.bool_), int(run[-1]) + 1)
    return highest(patient, drugs[run], evidence.patients, 0)
