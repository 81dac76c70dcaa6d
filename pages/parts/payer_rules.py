"""What payers ask before they pay, held against the record: criterion by criterion, with what the record shows."""

import re

import streamlit as st

from models.criteria.payers import CriterionResult, PayerResult, judge_payers
from models.criteria.verdict import Answer
from models.history import PatientView
from pages.parts import pieces
from pages.parts.plain import day
from pages.parts.say import Kind

STATES = {
    "Met": ("✓", Kind.good),
    "Not met": ("✕", Kind.attention),
    "No evidence": ("?", Kind.unknown),
    "Needs attestation": ("✎", Kind.neutral),
}
WHOLE = {
    Answer.yes: ("met by the record", "✓", Kind.good),
    Answer.no: ("not met", "✕", Kind.attention),
    Answer.unknown: ("no evidence", "?", Kind.unknown),
}
WARNING = "Rules as they were read on the day given with each. The payer decides; what must be attested is not counted."


def show(view: PatientView) -> None:
    """Worked out when it is opened, and not before."""
    if not view.judgement.trials:
        return
    fold = st.expander("What payers' rules would say", key="payers-rules", on_change="rerun")
    if fold.open:
        with fold:
            found = judge_payers(view.judgement, view.case)
            pieces.show(pieces.row("line", pieces.words(WARNING, "quiet")), *(policy(one) for one in found))


def policy(one: PayerResult) -> pieces.Piece:
    """One policy: its answer, and folded under it each criterion."""
    word, icon, kind = WHOLE.get(one.met, ("needs attestation", "✎", Kind.neutral))
    head = pieces.join(
        pieces.words(one.title, "strong"), pieces.chip(word, icon, kind), pieces.words(counted(one), "quiet")
    )
    source = f"{one.source} Read on {day(one.checked_on)}. {one.note}".strip()
    rows = [criterion(each) for each in one.criteria]
    return pieces.details(head, *rows, pieces.row("line", pieces.words(source, "quiet")))


def counted(one: PayerResult) -> str:
    """How many criteria came out how."""
    states = [each.state for each in one.criteria]
    said = ", ".join(f"{states.count(state)} {state.lower()}" for state in STATES if state in states)
    return re.sub(r"\b((?!1 )\d+) needs ", r"\1 need ", said)


def criterion(one: CriterionResult) -> pieces.Piece:
    icon, kind = STATES[one.state]
    return pieces.row(
        "criterion",
        pieces.cell("state", pieces.reason(one.state.lower(), icon, kind, f"{one.source} ({one.mark})")),
        pieces.cell("asked", pieces.words(one.text)),
        pieces.cell("shown", pieces.words(one.observed or "–", "quiet")),
    )
