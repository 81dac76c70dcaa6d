"""What payers ask before they pay, criterion by criterion: met, not met, no evidence, or needs attestation."""

from models.criteria.payers.judging import CriterionResult, PayerResult, judge_payers
from models.criteria.payers.policy import Criterion, Policy, policies

__all__ = ["Criterion", "CriterionResult", "PayerResult", "Policy", "judge_payers", "policies"]
