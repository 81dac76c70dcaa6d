"""What stands in the form comes to so far, by the rule that judges every trial, while it is being typed."""

import streamlit as st

from models.criteria.adequacy import Adequacy, judge_adequacy
from models.criteria.judge import TrialJudgement
from models.criteria.settings import DOSE_PROFILES, RuleSettings
from models.history import PatientView
from models.words import Modality
from pages.parts import pieces, say
from pages.parts.sensitivity import NAMES
from pages.parts.trial_draft import Draft
from pages.parts.trial_field import Form

PROFILE = "dose-profile"


def settings() -> RuleSettings:
    """The rules in force, with the dose table that was chosen on this page."""
    chosen = st.session_state.get(PROFILE)
    return RuleSettings(dose_profile=chosen) if chosen in DOSE_PROFILES else RuleSettings()


def choose_profile() -> None:
    """Which dose table the page shows and counts by; the record stays the same under each."""
    st.segmented_control(
        "Count doses by",
        list(DOSE_PROFILES),
        default=RuleSettings().dose_profile,
        format_func=lambda each: NAMES[each][0],
        key=PROFILE,
        wrap=True,
        help="Which smallest dose counts. Only the figures on this page follow the choice: the record does not change.",
    )


def show(form: Form, draft: Draft) -> None:
    """The line that changes with every field: how much there is, and from when it is adequate."""
    trial = draft.to_judge("draft")
    with st.container(key="card-so-far"):
        if trial is None or trial.treatment == trial.modality:
            st.text("Is it adequate? Told here once the treatment and its first day are given.")
        elif trial.modality is Modality.medication and not trial.doses:
            st.text("Weeks at dose so far: told here once a dose is given.")
        else:
            told(judge_adequacy(trial, form.view.case, form.view.as_of, form.settings))
        if draft.fields.get("modality") is Modality.medication:
            choose_profile()


def told(judged: Adequacy) -> None:
    """A verdict on its way: the number, what it counts, and the sentence of the rule."""
    had, unit = (judged.progress.observed, judged.progress.unit) if judged.progress else (None, "weeks")
    number = "unknown" if had is None else (f"{had:.1f}" if unit == "weeks" else f"{had:.0f}")
    what = "weeks at dose" if unit == "weeks" else "sessions attended"
    needed = f"of {judged.progress.required:g} {what}" if judged.progress else what
    pieces.show(pieces.row("so-far", pieces.words(number, "number"), pieces.words(needed, "quiet")))
    st.text(judged.sentence)


def recorded(view: PatientView, one: TrialJudgement) -> None:
    """The same of a recorded trial."""
    told(view.judgement.trial(one.trial.id).adequacy)
    if one.trial.id in {each for pair in view.judgement.combined for each in pair.trials}:
        say.text("⊕ part of a combined treatment", key=f"quiet-together-{one.trial.id}")
