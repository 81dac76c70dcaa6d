"""Which level of the STAR*D sequence would come next: each step is a treatment that ended without remission."""

from collections.abc import Iterable

from models.criteria.case import INTOLERANCE, NEUROMODULATION
from models.criteria.staging.definition import Definition, Finding
from models.criteria.staging.evidence import Evidence, sort_out
from models.criteria.staging.telling import to_record
from models.criteria.staging.terms import Terms
from models.criteria.staging.trial_evidence import TrialEvidence
from models.criteria.verdict import NO, NOT_APPLICABLE, UNKNOWN, YES, Answer, both
from models.criteria.wording import listed

LOW_INTENSITY = "conway"  # sessions of any therapy with evidence


def judge(evidence: Evidence, own: Definition) -> Finding:
    terms = own.terms(evidence.settings)
    found = sort_out([(one, _step(one, terms)) for one in evidence.present])
    low = _next(found.sure, evidence, own)
    high = _next(found.possible, evidence, own) if found.open else low
    steps = listed([one.name for one in found.sure]) or "none"
    reasons = (f"Steps that ended without remission, or for intolerance: {steps}.",)
    if low != high:
        told = (*reasons, f"Cannot be judged: {listed([one.name for one in found.open])}.")
        return Finding(None, UNKNOWN, told, to_record(found.open, terms))
    beyond = ("That is beyond the last level.",) if low == own.whole("last_level") + 1 else ()
    return Finding(low, NOT_APPLICABLE, (*reasons, *beyond))


def _step(one: TrialEvidence, terms: Terms) -> Answer:
    """A missing score counts as no remission, as in the trial itself."""
    if one.trial.modality == NEUROMODULATION:
        return NO
    if one.trial.stop_reason == INTOLERANCE:
        return one.in_episode
    outcome = one.judged.outcome
    if outcome.remission is YES:
        return NO
    fair = one.fair_under(LOW_INTENSITY)[0] if one.is_psychotherapy else one.adequate(terms)
    return both((fair, one.in_episode))


def _next(steps: Iterable[TrialEvidence], evidence: Evidence, own: Definition) -> int:
    """A drug and a psychotherapy side by side are one step."""
    ids = {one.trial.id for one in steps}
    number = len(ids)
    for pair in evidence.judgement.combined:
        if ids.issuperset(pair.trials):
            ids.difference_update(pair.trials)
            number -= 1
    return min(number + 1, own.whole("last_level") + 1)
