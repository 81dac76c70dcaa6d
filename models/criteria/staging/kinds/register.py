"""Read from a register: a treatment taken long enough and then changed counts, unless scores say that it helped."""

from models.criteria.case import StopReason
from models.criteria.staging.definition import Definition, Finding
from models.criteria.staging.evidence import Counted, Evidence, sort_out
from models.criteria.staging.kinds.failures import drug_arm
from models.criteria.staging.trial_evidence import TrialEvidence
from models.criteria.verdict import UNKNOWN, YES, Answer, both

WITHOUT_RESPONSE = (StopReason.nonresponse, StopReason.partial_response)


def judge(evidence: Evidence, own: Definition) -> Finding:
    terms, needed = own.terms(evidence.settings), own.needed
    found = _counted(evidence, own)
    met, reasons, change = drug_arm(found, needed, "trial", terms)
    return Finding(None if met is UNKNOWN else met is YES, met, reasons, change)


def _counted(evidence: Evidence, own: Definition) -> Counted:
    named = own.rules["procedures"].value
    listed = [one for one in evidence.within("current") if one.is_drug or one.is_procedure(*named)]
    return sort_out([(one, _failed(one, listed, evidence, own)) for one in listed])


def _failed(one: TrialEvidence, listed: list[TrialEvidence], evidence: Evidence, own: Definition) -> Answer:
    terms = own.terms(evidence.settings)
    without = one.nonresponse(terms.line)
    if without is UNKNOWN and (one.trial.stop_reason in WITHOUT_RESPONSE or _was_changed(one, listed)):
        without = YES
    return both((one.adequate(terms), without, one.in_episode))


def _was_changed(one: TrialEvidence, listed: list[TrialEvidence]) -> bool:
    """Another treatment began after it did."""
    return any(other.trial.started_on > one.trial.started_on for other in listed)
