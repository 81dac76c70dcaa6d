"""Resistant after two fair trials with hardly any improvement; partially responsive after one with some."""

from models.criteria.case import Diagnosis
from models.criteria.staging.definition import Definition, Finding
from models.criteria.staging.evidence import Evidence, Terms, TrialEvidence
from models.criteria.staging.evidence import terms as make_terms
from models.criteria.staging.kinds.failures import BIPOLAR, drugs_missing, enough
from models.criteria.staging.telling import counted_trials, listed
from models.criteria.verdict import NO, UNKNOWN, YES, Answer, both


def judge(evidence: Evidence, own: Definition) -> Finding:
    diagnosis: Diagnosis | None = evidence.case.diagnosis
    if diagnosis in BIPOLAR:
        return Finding("none", NO, ("Bipolar depression lies outside this definition.",))
    terms, needed = own.terms(evidence.settings), own.whole("trials")
    found = evidence.counted(terms)
    met = enough(found, needed, "trial")
    partial = [(one, _partial(one, terms, own)) for one in evidence.drugs]
    reasons = [*counted_trials(found, needed, terms)]
    some = [one.name for one, answer in partial if answer is YES]
    if some:
        reasons.append(f"A fair trial with a partial response: {listed(some)}.")
    change = drugs_missing(found, met, needed, "trial", terms)
    if met is YES:
        return Finding("TRD", met, tuple(reasons))
    open_ = any(answer is UNKNOWN for _, answer in partial)
    if met is UNKNOWN or (open_ and not some):
        return Finding(None, UNKNOWN, tuple(reasons), change)
    return Finding("PRD" if some else "none", met, tuple(reasons), change)


def _partial(one: TrialEvidence, terms: Terms, own: Definition) -> Answer:
    """A fair trial that brought more than the line of resistance and less than a response."""
    below = make_terms(terms.weeks, own.number("partial"), adherence=terms.adherence)
    above = one.nonresponse(terms.line)
    not_less = {YES: NO, NO: YES}.get(above, above)
    return both((one.failed_within("current", below), not_less))
