"""Why: each criterion of a trial with what was seen, what is needed, who says so, and how sure that is."""

import streamlit as st

from models.criteria.judge import TrialJudgement
from models.criteria.outcome.later import seen_again
from models.criteria.verdict import Answer, Reason
from models.exchange.report.sources import rule_words
from models.history import PatientView
from pages.parts import pieces, say, signs
from pages.parts.plain import day, score
from pages.parts.say import Kind
from pages.parts.verdict import course_words, fairness, outcome_chip, treatment

ANSWERS = {
    Answer.yes: ("yes", "✓", Kind.good),
    Answer.no: ("no", "✕", Kind.attention),
    Answer.unknown: ("unknown", "?", Kind.unknown),
    Answer.not_applicable: ("does not apply", "–", Kind.neutral),
}
MARKS = {
    "verified": "checked in the source",
    "paper": "as the paper says",
    "policy": "our own setting",
    "memory": "from memory, to be checked",
}
AGAIN = {
    "at_review": "At the review of this long course",
    "four_weeks_later": "In the four weeks after its last session",
}
BESIDE = "Shown beside the outcome; it decides nothing."
HEADS = ("criterion", "answer", "seen", "needed", "source")


def show(view: PatientView) -> None:
    """One folded table a trial."""
    for one in view.judgement.trials:
        chip = fairness(one)
        with st.expander(f"Why {say.literal(treatment(one.trial))}: {chip.icon} {chip.word}"):
            _outcome(one)
            pieces.show(*signs.in_full(one), *table(one))
            note = view.trial_notes.get(one.trial.id)
            if note:
                say.text(f"Note: {note}", key=f"quiet-note-{one.trial.id}")


def _outcome(one: TrialJudgement) -> None:
    say.text(f"{one.adequacy.sentence} {one.outcome.sentence}")
    if one.outcome.note:
        say.text(one.outcome.note)
    again = seen_again(one.trial, one.case, one.outcome, one.as_of, one.settings)
    for name, seen in again.items():
        on = f", {day(seen.end_on)}" if seen.end_on else ""
        say.text(f"{AGAIN[name]}{on}: {course_words(seen)}, {outcome_chip(seen).word}. {BESIDE}")


def table(one: TrialJudgement) -> list[pieces.Piece]:
    """The criteria, those that decide first, then warnings, which never decide."""
    head = pieces.row("reason row-head", *(pieces.cell(name, pieces.words(name)) for name in HEADS))
    rows = [line(reason) for reason in one.adequacy.verdict.reasons]
    notes = [line(reason, is_warning=True) for reason in one.adequacy.warnings]
    rule = pieces.row("line", pieces.words(f"Rule: {rule_words(one.adequacy.rule)}", "quiet"))
    return [head, *rows, *notes, rule]


def line(reason: Reason, *, is_warning: bool = False) -> pieces.Piece:
    """One criterion."""
    word, icon, kind = ("to note", "!", Kind.neutral) if is_warning else ANSWERS[reason.verdict]
    source = f"{reason.source} ({MARKS.get(reason.mark, reason.mark)})"
    return pieces.row(
        "reason",
        pieces.cell("criterion", pieces.words(reason.criterion)),
        pieces.cell("answer", pieces.chip(word, icon, kind)),
        pieces.cell("seen", pieces.words(value(reason.observed, reason.unit))),
        pieces.cell("needed", pieces.words(value(reason.required, reason.unit))),
        pieces.cell("source", pieces.words(source, "quiet")),
    )


def value(seen: object, unit: str) -> str:
    """A figure with its unit; what was not recorded is said to be so."""
    if seen is None:
        return "not recorded"
    if isinstance(seen, bool):
        return "yes" if seen else "no"
    if isinstance(seen, int | float):
        if unit == "share":
            return f"{seen * 100:.0f} %"
        return f"{score(float(seen))} {unit}"
    return str(seen)
