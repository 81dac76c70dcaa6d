"""Many patients at once: what trials did step by step, how long it took, and of how many that can be told."""

from models.criteria.cohort.line import TrialLine, from_json, lines_of, to_json
from models.criteria.cohort.measured import (
    CATEGORIES,
    OUTCOMES,
    REMISSION,
    RESPONSE,
    Completeness,
    Pair,
    by_domain,
    completeness,
    pairs,
    scales,
    time_to,
)
from models.criteria.cohort.steps import Step, outcome_of, step_of, steps_of
from models.criteria.cohort.survival import Curve, kaplan_meier
from models.criteria.cohort.wish import Wish, chosen

__all__ = [
    "CATEGORIES",
    "OUTCOMES",
    "REMISSION",
    "RESPONSE",
    "Completeness",
    "Curve",
    "Pair",
    "Step",
    "TrialLine",
    "Wish",
    "by_domain",
    "chosen",
    "completeness",
    "from_json",
    "kaplan_meier",
    "lines_of",
    "outcome_of",
    "pairs",
    "scales",
    "step_of",
    "steps_of",
    "time_to",
    "to_json",
]
