"""Read from a register: a treatment taken long enough and then changed counts, unless scores say that it helped."""

from datetime import date

from models.criteria.case import StopReason, Trial
from models.criteria.staging.definition import Definition, Finding
from models.criteria.staging.evidence import Counted, Evidence, sort_out
from models.criteria.staging.kinds.failures import drug_arm
from models.criteria.staging.trial_evidence import TrialEvidence
from models.criteria.verdict import NO, UNKNOWN, YES, Answer, both

WITHOUT_RESPONSE = (StopReason.nonresponse, StopReason.partial_response)


def judge(evidence: Evidence, own: Definition) -> Finding:
    terms, needed = own.terms(evidence.settings), own.needed
    found = _counted(evidence, own)
    met, reasons, change = drug_arm(found, needed, "trial", terms)
    return Finding(None if met is UNKNOWN else met is YES, met, reasons, change)


def _counted(evidence: Evidence, own: Definition) -> Counted:
    named = own.rules["procedures"].value
    listed = [one for one in evidence.within("current") if one.is_drug or one.is_procedure(*named)]
    begun = [
        one.trial.started_on
        for one in evidence.judgement.counted
        if one.is_drug_trial or one.trial.procedure in named
    ]  # fmt: skip
    last = max(begun, default=date.min)
    return sort_out([(one, _failed(one, last, evidence, own)) for one in listed])


def _failed(one: TrialEvidence, last_begun: date, evidence: Evidence, own: Definition) -> Answer:
    terms = own.terms(evidence.settings)
    without = one.nonresponse(terms.line)
    if without is UNKNOWN:
        without = _left(one.trial, last_begun)
    return both((one.adequate(terms), without, one.in_episode))


def _left(trial: Trial, last_begun: date) -> Answer:
    """Without scores: given up for want of effect, or for another treatment, which may still run."""
    if trial.stop_reason == StopReason.remission:
        return NO
    return YES if trial.stop_reason in WITHOUT_RESPONSE or last_begun > trial.started_on else UNKNOWN
