"""The report: one plain value, told as pages for a colleague or payer, as text, or to the patient in plain words."""

from models.exchange.report.gathering import Report, treatment_report
from models.exchange.report.making import make, make_own, size_of
from models.exchange.report.pdf import Paper, to_pdf
from models.exchange.report.plain import plain_report
from models.exchange.report.rule_chosen import policy_ids, policy_named
from models.exchange.report.text import to_text

__all__ = [
    "Paper",
    "Report",
    "make",
    "make_own",
    "plain_report",
    "policy_ids",
    "policy_named",
    "size_of",
    "to_pdf",
    "to_text",
    "treatment_report",
]
