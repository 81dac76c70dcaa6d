"""Resistant after two fair trials with hardly any improvement; partially responsive after one with some."""

import numpy as np

from models.criteria.registry.answers import NO_, UNKNOWN_, YES_, Answers, both
from models.criteria.registry.evidence import Evidence
from models.criteria.registry.findings import Finding, alone, words
from models.criteria.registry.kinds.failures import bipolar, enough
from models.criteria.staging.definition import Definition
from models.criteria.staging.terms import Terms
from models.criteria.staging.terms import terms as make_terms

RESULTS = ("none", "PRD", "TRD")
NONE, PARTIAL, RESISTANT = range(len(RESULTS))


def judge(evidence: Evidence, own: Definition) -> Finding:
    terms = own.terms(evidence.settings)
    drugs = enough(evidence, evidence.counted(terms), np.full(evidence.patients, own.needed), "trial")
    partial = _partial(evidence, terms, make_terms(terms.weeks, own.number("partial"), adherence=terms.adherence))
    some, open_ = evidence.any(partial == YES_), evidence.any(partial == UNKNOWN_)
    unsure = (drugs == UNKNOWN_) | ((drugs != YES_) & open_ & ~some)
    outside = bipolar(evidence)
    met = np.where(outside, NO_, np.where(unsure, UNKNOWN_, drugs)).astype(np.int8)
    result = np.where(drugs == YES_, RESISTANT, np.where(some, PARTIAL, NONE))
    return alone(met, words(np.where(outside, NONE, result), RESULTS, met != UNKNOWN_))


def _partial(evidence: Evidence, terms: Terms, below: Terms) -> Answers:
    """A fair trial that brought more than the line of resistance and less than a response."""
    more = YES_ - evidence.nonresponse(terms.line)
    return np.where(evidence.drugs, both(evidence.counted(below), more.astype(np.int8)), NO_).astype(np.int8)
