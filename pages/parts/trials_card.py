"""The trials of the episode: was each one fair, what did it do, and the way to amend it."""

import streamlit as st

from models.criteria.adequacy.beside import beside
from models.criteria.judge import TrialJudgement
from models.history import PatientView
from pages.parts import pieces, say, signs, why_chips
from pages.parts.plain import STOPPED, short_day
from pages.parts.verdict import Chip, course_words, fairness, full_name, newest_dose, result_chip, treatment

FIRST = (
    "Begin with what is taken or attended now, then what was tried before, with days and doses or sessions: "
    "from then on this page tells whether each had a fair trial."
)


def show(view: PatientView) -> None:
    """One row a trial, in the order of the lanes; trials of earlier episodes come after them, folded."""
    counted = view.judgement.counted
    earlier = [one for one in view.judgement.trials if one not in counted]
    with st.container(key="card-trials"):
        with st.container(key="card-head-trials", horizontal=True, vertical_alignment="center"):
            pieces.title("Trials in this episode")
            st.page_link(
                "clinician/trial.py", label="New trial", icon=":material/add:", query_params={"patient": view.header.id}
            )
        for one in counted:
            _row(one, view)
        if not counted:
            say.text(f"None recorded yet. {FIRST}", key="quiet-no-trial")
        for pair in view.judgement.combined:
            _together(view, pair.trials, pair.weeks)
        _beside(view)
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
    """Name and dose, was it fair and what did it do, the course of the score, and the reasons as chips."""
    fair, did = dated(one, view), result_chip(one)
    known = one.outcome.judged
    seen = signs.on_card(one)
    return pieces.row(
        "trial",
        pieces.cell(
            "name",
            pieces.abbreviation(treatment(one.trial), full_name(one.trial), "strong"),
            pieces.words(when(one, view), "quiet"),
        ),
        pieces.cell("fair", pieces.chip(fair.word, fair.icon, fair.kind, one.adequacy.sentence)),
        pieces.cell(
            "did",
            pieces.chip(did.word, did.icon, did.kind, one.outcome.sentence) if known else "",
            pieces.words(" · ".join(part for part in (course_words(one.outcome), stopped(one)) if part), "whole"),
        ),
        pieces.cell("reasons", *why_chips.show(one)),
        *([pieces.cell("signs", *seen)] if seen else []),
    )


def dated(one: TrialJudgement, view: PatientView) -> Chip:
    """Was it fair, and since when; of a trial on its way, the day on which it will be."""
    fair, since, expected = fairness(one), one.adequacy.adequate_on, one.adequacy.expected_on
    if fair.word == "adequate" and since is not None:
        return Chip(f"adequate since {short_day(since, view.as_of)}", fair.icon, fair.kind)
    if fair.word == "not yet" and expected is not None:
        return Chip(f"not yet: {short_day(expected, view.as_of)} if continued", fair.icon, fair.kind)
    return fair


def when(one: TrialJudgement, view: PatientView) -> str:
    """Role, dose and time."""
    trial = one.trial
    until = short_day(trial.ended_on, view.as_of) if trial.ended_on else "now"
    span = f"{short_day(trial.started_on, view.as_of)} to {until}"
    role = {"augmentation": "augments", "combination": "in combination"}.get(trial.role, "") if trial.agent else ""
    return " · ".join(part for part in (role, newest_dose(trial), span) if part)


def stopped(one: TrialJudgement) -> str:
    """Why it was stopped."""
    return f"stopped: {STOPPED[one.trial.stop_reason]}" if one.trial.stop_reason else ""


def _together(view: PatientView, trials: tuple[str, str], weeks: float) -> None:
    names = [treatment(view.case.trial_by_id[each]) for each in trials]
    pieces.show(
        pieces.row(
            "together", pieces.words(f"⊕ {names[0]} and {names[1]} together for {weeks:.1f} weeks: combined treatment")
        )
    )


def _beside(view: PatientView) -> None:
    """Talking beside stimulation, or soon after ECT: shown as such, and never counted as one treatment."""
    for each in beside(view.case.trials, view.as_of):
        names = [treatment(view.case.trial_by_id[id_]) for id_ in (each.psychotherapy, each.course)]
        said = f"⊕ {names[0]} and {names[1]}: {each.sentence[:1].lower()}{each.sentence[1:]}"
        pieces.show(pieces.row("together", pieces.words(said)))
