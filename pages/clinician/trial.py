"""A treatment trial, recorded or amended: what cannot be is refused beside its field, the unusual is asked about."""

import streamlit as st

from models import history, recording
from models.access import Permission
from models.criteria.judge import TrialJudgement
from models.errors import Conflict
from models.history import PatientView
from models.recording import SessionInput
from models.words import Modality
from pages.parts import gate, identity, intent, say, trial_form, trial_save, trouble
from pages.parts.trial_field import Form
from pages.parts.verdict import treatment

actor = gate.require(Permission.trial_write)


def attended_today(one: TrialJudgement, view: PatientView) -> None:
    """One tap for the session that has just taken place."""
    name = f"today-{one.trial.id}"
    st.button("Attended today", key=name, on_click=intent.wish, args=(name,), icon=":material/event_available:")
    if intent.is_wished(name):
        refused = None
        try:
            recording.record_session(actor, one.trial.id, SessionInput(held_on=view.as_of, attended=True))
        except Conflict as objection:
            refused = objection
        intent.settled(name)
        st.session_state["said"] = str(refused or "The session of today is recorded.")
        st.rerun()


def together(view: PatientView, form: Form) -> None:
    """Overlaps that make a combined treatment are shown, never typed."""
    for pair in view.judgement.combined:
        if form.trial and form.trial.id in pair.trials:
            names = " and ".join(treatment(view.case.trial_by_id[each]) for each in pair.trials)
            say.text(f"⊕ Combined treatment: {names} ran together for {pair.weeks:.1f} weeks.", key="quiet-together")


patient_id, trial_id = st.query_params.get("patient", ""), st.query_params.get("id", "")
view = history.patient_view(actor, patient_id) if patient_id else None
trial = view.case.trial_by_id.get(trial_id) if view and trial_id else None
if view is None or (trial_id and trial is None):
    trouble.not_found()
    st.stop()
identity.show(view)
if said := st.session_state.pop("said", None):
    say.text(said, key="card-said")
form = trial_form.open_form(view, trial)
with st.container(key="page-head-trial", horizontal=True, vertical_alignment="center"):
    st.subheader(f"Amend the trial of {say.literal(treatment(trial))}" if trial else "New trial", anchor=False)
    st.page_link(
        "clinician/patient.py",
        label="Back to the patient",
        icon=":material/arrow_back:",
        query_params={"id": view.header.id},
    )
    if trial and trial.modality is not Modality.medication and trial.running(view.as_of):
        attended_today(view.judgement.trial(trial.id), view)
if not view.episodes:
    st.warning("Record the episode of depression first: a trial belongs to one.")
together(view, form)
draft = trial_form.fields(form)
reason = ""
if trial:
    version = view.trial_versions[trial.id]
    reason = st.text_input("Why does the record change?", key=form.key("reason"), max_chars=500) or ""
    form.objections("reason")
    say.text(
        f"This is version {version}. It is kept beside the new one, with your name and reason.", key="quiet-version"
    )
if draft.fields.get("modality"):
    trial_save.buttons(form, draft, reason)
    saved = trial_save.carry_out(form, draft, reason, actor)
    if saved:
        st.switch_page("clinician/patient.py", query_params={"id": view.header.id, "trial": saved})
