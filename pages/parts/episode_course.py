"""The course of the episode on each depression scale: response, remission, recovery, and what came back."""

import streamlit as st

from models.criteria.outcome.course import Course, judge_course
from models.criteria.outcome.domains import depression_scales
from models.criteria.staging import gather
from models.history import PatientView
from pages.parts import pieces, say
from pages.parts.plain import day

CONVENTIONS = {
    "acnp2006": ("ACNP 2006", "task force of the American College of Neuropsychopharmacology"),
    "frank1991": ("Frank 1991", "Frank and colleagues, Arch Gen Psychiatry 48:851"),
    "dezwart2019": ("De Zwart 2019", "for the Hamilton scale alone"),
}


def courses(view: PatientView) -> list[Course]:
    """One course for each depression scale that was measured in the present episode."""
    if not view.judgement.trials:
        return []
    evidence = gather(view.judgement, view.case)
    trials = [
        one.trial for one in view.judgement.trials if one.trial.episode in evidence.members or not evidence.members
    ]
    settings = view.judgement.settings
    return [
        judge_course(view.case, one, trials, evidence.began, view.as_of, settings)
        for one in depression_scales()
        if (one.instrument, one.scale) in view.case.measured
    ]


def prompt(found: list[Course]) -> None:
    """A drug that had worked and works no more: what to ask, above the drawing."""
    told = next((one.prompt for one in found if one.prompt), None)
    if told:
        say.text(f"◆ {told}", key="card-attention-course")


def show(view: PatientView, found: list[Course]) -> None:
    if not found:
        return
    with st.expander("Course of the episode: response, remission, recovery, relapse"):
        for one in found:
            pieces.show(*lines(one))


def lines(one: Course) -> list[pieces.Piece]:
    """One line a question; a convention that has no line for this scale is left out."""
    from instruments import shelf

    name = shelf()[one.instrument].abbreviation
    told = [
        ("first response", f"on {day(one.first_response_on)}" if one.first_response_on else "not yet"),
        ("confirmed remission", f"since {day(one.remission_on)}" if one.remission_on else "not yet"),
    ]
    for convention, on in one.recovery_on.items():
        told.append((f"recovery by {_called(convention)}", f"on {day(on)}" if on else "not yet"))
    for each in one.events:
        told.append((f"{each.kind} by {_called(each.convention)}", f"on {day(each.on)}"))
    if not one.events:
        told.append(("relapse or recurrence", "none by any convention that has a line for this scale"))
    head = pieces.row("line", pieces.words(name, "strong"))
    return [head, *(pieces.row("fact", pieces.words(what, "quiet"), pieces.words(said)) for what, said in told)]


def _called(convention: str) -> str:
    return CONVENTIONS.get(convention, (convention, ""))[0]
