"""The status of a trial in one word: was it fair, and what came of it."""

from models.criteria.adequacy import Adequacy
from models.criteria.case import INTOLERANCE, Trial
from models.criteria.outcome import Outcome
from models.criteria.verdict import NO, YES

ONGOING = "ongoing"
INTOLERANT = "intolerant"
NOT_ASCERTAINABLE = "not-ascertainable"
STATUSES = (
    "adequate-failed",
    "adequate-partial",
    "adequate-response",
    "adequate-remission",
    "inadequate-dose",
    "inadequate-duration",
    "inadequate-adherence",
    "inadequate-sessions",
    "not-evidence-based",
    INTOLERANT,
    NOT_ASCERTAINABLE,
    ONGOING,
)
BY_CATEGORY = {
    "response": "adequate-response",
    "partial_response": "adequate-partial",
    "nonresponse": "adequate-failed",
    "deterioration": "adequate-failed",
}


def status_of(trial: Trial, adequacy: Adequacy, outcome: Outcome, running: bool) -> str:
    """The status as of the day for which adequacy and outcome were judged.

    A trial stopped for intolerance before it was adequate is intolerant, whatever its scores: it was never a trial
    that the drug lost. An adequate trial without a score since it became adequate stays unascertained.
    """
    if running:
        return ONGOING
    if adequacy.verdict.answer == YES:
        return _by_outcome(outcome)
    if trial.stop_reason == INTOLERANCE:
        return INTOLERANT
    return adequacy.shortfall if adequacy.verdict.answer == NO else NOT_ASCERTAINABLE


def _by_outcome(outcome: Outcome) -> str:
    if not outcome.judged or not outcome.firm:
        return NOT_ASCERTAINABLE
    if outcome.remission == YES:
        return "adequate-remission"
    return BY_CATEGORY[outcome.category]
