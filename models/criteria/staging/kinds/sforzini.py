"""Resistant after two fair trials with hardly any improvement; partially responsive after one with some."""

from models.criteria.case import Diagnosis
from models.criteria.staging.definition import Definition, Finding
from models.criteria.staging.evidence import Evidence
from models.criteria.staging.kinds.failures import BIPOLAR, drug_arm
from models.criteria.staging.terms import Terms
from models.criteria.staging.terms import terms as make_terms
from models.criteria.staging.trial_evidence import TrialEvidence
from models.criteria.verdict import NO, UNKNOWN, YES, Answer, both
from models.criteria.wording import listed

OTHERWISE = {YES: NO, NO: YES, UNKNOWN: UNKNOWN}


def judge(evidence: Evidence, own: Definition) -> Finding:
    diagnosis: Diagnosis | None = evidence.case.diagnosis
    if diagnosis in BIPOLAR:
        return Finding("none", NO, ("Bipolar depression lies outside this definition.",))
    terms, needed = own.terms(evidence.settings), own.needed
    found = evidence.counted(terms)
    met, reasons, change = drug_arm(found, needed, "trial", terms)
    below = make_terms(terms.weeks, own.number("partial"), adherence=terms.adherence)
    partial = [(one, _partial(one, terms, below)) for one in evidence.drugs]
    some = [one.name for one, answer in partial if answer is YES]
    if some:
        reasons += (f"A fair trial with a partial response: {listed(some)}.",)
    if met is YES:
        return Finding("TRD", met, reasons)
    open_ = any(answer is UNKNOWN for _, answer in partial)
    if met is UNKNOWN or (open_ and not some):
        return Finding(None, UNKNOWN, reasons, change)
    return Finding("PRD" if some else "none", met, reasons, change)


def _partial(one: TrialEvidence, terms: Terms, below: Terms) -> Answer:
    """A fair trial that brought more than the line of resistance and less than a response."""
    return both((one.failed_within("current", below), OTHERWISE[one.nonresponse(terms.line)]))
