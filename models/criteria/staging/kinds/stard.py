"""Which level of the STAR*D sequence would come next: each step is a treatment that ended without remission."""

from collections.abc import Iterable

from models.criteria.case import Modality, StopReason
from models.criteria.staging.definition import Definition, Finding
from models.criteria.staging.evidence import Evidence, TrialEvidence
from models.criteria.staging.telling import listed, to_record
from models.criteria.verdict import NO, NOT_APPLICABLE, UNKNOWN, YES, Answer, both

LOW_INTENSITY = "conway"  # sessions of any therapy with evidence


def judge(evidence: Evidence, own: Definition) -> Finding:
    terms = own.terms(evidence.settings)
    answers = {one.trial.id: _step(one, own, evidence) for one in evidence.within("current")}
    trials = evidence.within("current")
    sure = [one for one in trials if answers[one.trial.id] is YES]
    open_ = [one for one in trials if answers[one.trial.id] is UNKNOWN]
    low, high = _next(sure, evidence, own), _next([*sure, *open_], evidence, own)
    reasons = (
        f"Steps that ended without remission, or for intolerance: {listed(one.name for one in sure) or 'none'}.",
    )
    if low != high:
        told = (*reasons, f"Cannot be judged: {listed(one.name for one in open_)}.")
        return Finding(None, UNKNOWN, told, to_record(open_, terms))
    beyond = ("That is beyond the last level.",) if low == own.whole("last_level") + 1 else ()
    return Finding(low, NOT_APPLICABLE, (*reasons, *beyond))


def _step(one: TrialEvidence, own: Definition, evidence: Evidence) -> Answer:
    """A missing score counts as no remission, as in the trial itself."""
    if one.trial.modality == Modality.neuromodulation:
        return NO
    if one.trial.stop_reason == StopReason.intolerance:
        return one.in_episode
    outcome = one.judged.outcome
    if outcome.remission is YES:
        return NO
    fair = one.fair_under(LOW_INTENSITY)[0] if one.is_psychotherapy else one.adequate(own.terms(evidence.settings))
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
