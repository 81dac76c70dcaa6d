"""A suggested grade of an episode's severity, for the clinician to confirm or overrule."""

from models.criteria.case import Severity
from models.criteria.rule import number

GRADES = (Severity.severe, Severity.moderate, Severity.mild)


def suggested_severity(phq9_total: float | None) -> Severity | None:
    """The grade that a PHQ-9 total suggests; None without a score. Psychosis is never suggested."""
    if phq9_total is None:
        return None
    return next((one for one in GRADES if phq9_total >= number(f"severity.phq9.{one}")), Severity.subsyndromal)
