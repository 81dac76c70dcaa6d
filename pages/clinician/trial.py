"""A treatment trial, recorded or amended: what cannot be is refused beside its field, the unusual is asked about."""

import streamlit as st

from models import history
from models.access import Permission
from models.criteria.case import Trial
from models.history import PatientView
from models.words import Modality
from pages.parts import (
    gate,
    identity,
    say,
    session_form,
    timeline,
    trial_end,
    trial_form,
    trial_live,
    trial_meanwhile,
    trial_save,
    trouble,
    unsent,
    ways,
    why_changed,
)
from pages.parts.trial_field import Form
from pages.parts.verdict import treatment

actor = gate.require(Permission.trial_write)


def head(view: PatientView, trial: Trial | None) -> None:
    """What this page is about, and the ways to the patient, the past and the episode."""
    with st.container(key="page-head-trial", horizontal=True, vertical_alignment="center"):
        st.header(f"Trial of {say.literal(treatment(trial))}" if trial else "New trial", anchor=False)
        if trial is None:
            st.page_link(
                "clinician/past.py",
                label="Several past trials at once",
                icon=":material/history:",
                query_params={"patient": view.header.id},
            )
        ways.back(view.header.id)


def together(view: PatientView, form: Form) -> None:
    """Overlaps that make a combined treatment are shown, never typed."""
    for pair in view.judgement.combined:
        if form.trial and form.trial.id in pair.trials:
            names = " and ".join(treatment(view.case.trial_by_id[each]) for each in pair.trials)
            say.text(f"⊕ Combined treatment: {names} ran together for {pair.weeks:.1f} weeks.", key="quiet-together")


def leave(view: PatientView, trial_id: str) -> None:
    st.switch_page("clinician/patient.py", query_params={"id": view.header.id, "trial": trial_id})


def no_episode(view: PatientView) -> None:
    with st.container(key="card-attention-episode", horizontal=True, vertical_alignment="center"):
        st.text("◆ A trial belongs to an episode of depression: record that first.")
        ways.to_episode(view.header.id)


def acts(view: PatientView, trial: Trial) -> None:
    """What is done to a recorded trial without touching its form: sessions, and its end."""
    now, end = st.columns(2, gap="medium") if trial.running(view.as_of) else (st.container(), None)
    with now:
        if trial.modality is Modality.medication:
            with st.container(key=f"card-now-{trial.id}"):
                trial_live.recorded(view, view.judgement.trial(trial.id))
        else:
            session_form.log(view.judgement.trial(trial.id), view, actor)
    if end is not None:
        with end:
            ended = trial_end.show(view, trial, actor)
        if ended:
            leave(view, trial.id)


patient_id, trial_id = st.query_params.get("patient", ""), st.query_params.get("id", "")
view = history.patient_view(actor, patient_id) if patient_id else None
trial = view.case.trial_by_id.get(trial_id) if view and trial_id else None
if view is None or (trial_id and trial is None):
    trouble.not_found()
    st.stop()
identity.show(view)
if said := st.session_state.pop("said", None):
    say.text(said, key="card-said")
head(view, trial)
if not view.episodes:
    no_episode(view)
form = trial_form.open_form(view, trial, actor)
together(view, form)
if trial:
    acts(view, trial)
    st.markdown("**Correct or complete the record**")
    trial_meanwhile.opened(form)
    trial_meanwhile.show(form)
unsent.notice(actor, form.unsent, "Start from the record" if trial else "Start with an empty form")
draft = trial_form.fields(form)
reason, typed = "", {}
if trial:
    reason, typed = why_changed.fields(form.name, form.unsent.values)
    typed["opened"] = trial_meanwhile.opened(form)
    say.text(
        f"This is version {view.trial_versions[trial.id]}. It is kept beside the new one, with your name and reason.",
        key="quiet-version",
    )
trial_form.keep(form, draft, typed)
if draft.fields.get("modality"):
    trial_save.buttons(form, draft, reason)
    if saved := trial_save.carry_out(form, draft, reason, actor):
        leave(view, saved)
if trial:
    timeline.show(view, trial.id)
