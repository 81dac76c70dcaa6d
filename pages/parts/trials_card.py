"""The trials of the episode: was each one fair, what did it do, and the way to amend it."""

import streamlit as st

from models.criteria.judge import TrialJudgement
from models.history import PatientView
from pages.parts import pieces
from pages.parts.plain import STOPPED, short_day
from pages.parts.verdict import course_words, fairness, newest_dose, result_chip, treatment


def show(view: PatientView) -> None:
    """One row a trial, in the order of the lanes; trials of earlier episodes come after them, folded."""
    counted = view.judgement.counted
    earlier = [one for one in view.judgement.trials if one not in counted]
    with st.container(key="card-trials"):
        with st.container(key="card-head-trials", horizontal=True, vertical_alignment="center"):
            st.markdown("**Trials in this episode**")
            st.page_link(
                "clinician/trial.py", label="New trial", icon=":material/add:", query_params={"patient": view.header.id}
            )
        for one in counted:
            _row(one, view)
        if not counted:
            st.text("None recorded yet.")
        for pair in view.judgement.combined:
            _together(view, pair.trials, pair.weeks)
        if earlier:
            with st.expander(f"Earlier episodes ({len(earlier)})"):
                for one in earlier:
                    _row(one, view)


def _row(one: TrialJudgement, view: PatientView) -> None:
    trial = one.trial
    with st.container(key=f"trial-{trial.id}"):
        pieces.show(row(one, view))
        target = {"patient": view.header.id, "id": trial.id}
        with st.container(key=f"amend-{trial.id}"):
            st.page_link("clinician/trial.py", label="Amend", query_params=target)


def row(one: TrialJudgement, view: PatientView) -> pieces.Piece:
    """Name and dose, the two chips, the course of the score, and the verdict as a sentence."""
    trial, fair, did = one.trial, fairness(one), result_chip(one)
    until = short_day(trial.ended_on, view.as_of) if trial.ended_on else "now"
    span = f"{short_day(trial.started_on, view.as_of)} to {until}"
    stopped = f"stopped: {STOPPED[trial.stop_reason]}" if trial.stop_reason else ""
    dose = newest_dose(trial)
    role = {"augmentation": "augments", "combination": "in combination"}.get(trial.role, "") if trial.agent else ""
    facts = " · ".join(part for part in (role, dose, span, stopped) if part)
    known = one.outcome.judged
    return pieces.row(
        "trial",
        pieces.cell("name", pieces.words(treatment(trial))),
        pieces.cell("fair", pieces.chip(fair.word, fair.icon, fair.kind)),
        pieces.cell(
            "did", pieces.chip(did.word, did.icon, did.kind) if known else "", pieces.words(course_words(one.outcome))
        ),
        pieces.cell("facts", pieces.words(facts)),
        pieces.cell("sentence", pieces.words(one.adequacy.sentence)),
    )


def _together(view: PatientView, trials: tuple[str, str], weeks: float) -> None:
    names = [treatment(view.case.trial_by_id[each]) for each in trials]
    pieces.show(
        pieces.row(
            "together", pieces.words(f"⊕ {names[0]} and {names[1]} together for {weeks:.1f} weeks: combined treatment")
        )
    )
