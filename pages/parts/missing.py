"""What is missing to record, and what would make a running trial a fair one."""

import streamlit as st

from models.criteria.judge import TrialJudgement
from models.criteria.verdict import Answer
from models.history import PatientView
from pages.parts import pieces
from pages.parts.verdict import treatment


def show(view: PatientView) -> None:
    """One line for each thing, with the trial it belongs to."""
    record, reach = to_record(view), to_reach(view)
    with st.container(key="card-missing"):
        st.markdown("**To record**")
        _lines(record, "Nothing is missing for the verdicts.")
        if reach:
            st.markdown("**For an adequate trial**")
            _lines(reach, "")


def to_record(view: PatientView) -> list[tuple[str, str]]:
    """(trial, what to record) for everything that is unknown, and why an outcome cannot be judged."""
    found = [
        (treatment(one.trial), change) for one in view.judgement.counted for change in _changes(one, Answer.unknown)
    ]
    for one in view.judgement.counted:
        if not one.outcome.judged and one.outcome.why:
            found.append((treatment(one.trial), one.outcome.why))
    return list(dict.fromkeys(found))


def to_reach(view: PatientView) -> list[tuple[str, str]]:
    """(trial, what it still needs) for trials that run."""
    running = [one for one in view.judgement.counted if one.running]
    return list(dict.fromkeys((treatment(one.trial), change) for one in running for change in _changes(one, Answer.no)))


def _changes(one: TrialJudgement, answer: Answer) -> list[str]:
    return [
        reason.would_change
        for reason in one.adequacy.verdict.reasons
        if reason.verdict is answer and reason.would_change
    ]


def _lines(lines: list[tuple[str, str]], otherwise: str) -> None:
    made = [pieces.row("line", pieces.words(name, "strong"), pieces.words(what)) for name, what in lines]
    pieces.show(*(made or [pieces.row("line", pieces.words(otherwise, "quiet"))]))
