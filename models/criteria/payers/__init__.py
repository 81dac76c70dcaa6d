"""What payers ask before they pay, criterion by criterion: met, not met, no evidence, or needs attestation."""

from models.criteria.payers.judging import CriterionResult, PayerResult, judge_payers, judge_policy
from models.criteria.payers.policy import STATES, Criterion, Policy, policies
from models.criteria.payers.tracing import Trace, TracedTrial, trace

__all__ = [
    "STATES",
    "Criterion",
    "CriterionResult",
    "PayerResult",
    "Policy",
    "Trace",
    "TracedTrial",
    "judge_payers",
    "judge_policy",
    "policies",
    "trace",
]
