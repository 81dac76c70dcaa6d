"""The reasons for a verdict as small chips: what was seen against what is needed, one chip a criterion."""

from models.criteria.judge import TrialJudgement
from models.criteria.verdict import Answer, Reason
from pages.parts import pieces
from pages.parts.plain import amount
from pages.parts.say import Kind

ICONS = {
    Answer.yes: ("✓", Kind.good),
    Answer.no: ("✕", Kind.attention),
    Answer.unknown: ("?", Kind.unknown),
    Answer.not_applicable: ("–", Kind.neutral),
}
SHARE = "share"


def show(judged: TrialJudgement) -> list[pieces.Piece]:
    """One chip for each criterion, in the order of the rule; the pointer tells the source."""
    return [chip(each, judged) for each in judged.adequacy.verdict.reasons]


def chip(reason: Reason, judged: TrialJudgement) -> pieces.Piece:
    icon, kind = ICONS[reason.verdict]
    # What still grows is no reproach: only an ended trial has too little.
    if reason.verdict is Answer.no and judged.adequacy.expected_on is not None:
        icon, kind = "◷", Kind.neutral
    return pieces.reason(said(reason), icon, kind, f"{reason.criterion}: {reason.source}")


def said(reason: Reason) -> str:
    """10.1 of 6 weeks at 50 mg or more; 95 % taken; therapist not recorded."""
    seen, needed = reason.observed, reason.required
    if reason.verdict is Answer.unknown:
        return f"{reason.criterion} not recorded" if seen is None else f"{reason.criterion} unknown"
    if isinstance(seen, bool) or not isinstance(seen, int | float):
        return reason.criterion if reason.verdict is Answer.yes else f"no {reason.criterion}"
    if reason.unit == SHARE:
        return f"{seen * 100:.0f} % taken"
    return _counted(reason, seen, needed)


def _counted(reason: Reason, seen: float, needed: object) -> str:
    """An amount against the one that is needed; what is enough needs no comparison."""
    had = f"{seen:.1f}" if reason.unit == "weeks" else amount(seen)
    if reason.verdict is not Answer.yes and isinstance(needed, int | float):
        had = f"{had} of {amount(needed)}"
    if reason.criterion.startswith("weeks "):
        return f"{had} {reason.criterion.replace('at or above', 'at ≥').replace('mg/day', 'mg')}"
    if reason.unit == "sessions":
        return f"{had} {reason.criterion}"
    return f"{reason.criterion}: {amount(seen)} {reason.unit}".rstrip()
