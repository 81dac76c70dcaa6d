"""What is missing to record, and what would make a running trial a fair one."""

import streamlit as st

from models.criteria.judge import TrialJudgement
from models.criteria.verdict import Answer
from models.history import PatientView
from pages.parts import pieces
from pages.parts.verdict import treatment

COMPLETE = "Nothing is missing for the verdicts on the trials."
EMPTY = "The first trial. A score from the {days} days before it begins, its baseline, cannot be had later."


def show(view: PatientView) -> None:
    """One line for each thing, with the trial it belongs to."""
    record, reach, undecided = to_record(view), to_reach(view), for_definitions(view)
    with st.container(key="card-missing"):
        pieces.title("To record")
        _lines(
            record,
            COMPLETE if view.judgement.trials else EMPTY.format(days=view.judgement.settings.baseline_days_before),
        )
        if undecided:
            _lines(undecided, "")
        if reach:
            pieces.title("For an adequate trial")
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


def for_definitions(view: PatientView) -> list[tuple[str, str]]:
    """(definition, what to record) for those that cannot be decided; what a trial asks for is not said twice."""
    if not view.judgement.trials:
        return []
    said = {f"{name}: {change}" for name, change in to_record(view)}
    found = []
    for one in view.definitions:
        lines = [each for each in one.would_change if each not in said] if one.met is Answer.unknown else []
        if lines:
            found.append((f"for {one.title}", _joined(lines)))
    return found


def _joined(lines: list[str]) -> str:
    """One sentence: record this, that and the other."""
    first, *others = lines
    return "; ".join([first, *(each.removeprefix("record ") for each in others)])


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
