"""A new patient: two identifiers, the present episode, and how often to ask; then the first check-in link."""

import secrets
from datetime import date
from typing import Any

import streamlit as st

from instruments import shelf
from models import recording
from models.access import Permission
from models.clock import today
from models.errors import Invalid, Problem
from models.languages import NAMES, offered
from models.recording import EpisodeInput, PatientInput
from models.words import Severity
from pages.parts import gate, intent, unsent
from pages.parts.grades import SEVERITIES

actor = gate.require(Permission.patient_add)

FIRST_TRIAL = "first-trial"  # the wish to go on to the first treatment
# A form is offered in a language only where it is complete; the PHQ-9 is asked of everybody, elsewhere in English.
LANGUAGES = {each: NAMES.get(each, each) for each in dict.fromkeys((*shelf()["phq9"].languages, *offered()))}
RHYTHM = {7: "every week", 14: "every two weeks", 28: "every four weeks", 0: "only when a link is sent by hand"}


def was(field: str, otherwise: Any = None) -> Any:
    """What was typed here before and not saved."""
    return form.values.get(field, otherwise)


def who(name: str, key: str) -> dict[str, Any]:
    """The fields of the person."""
    found: dict[str, Any] = {}
    number, given, family = st.columns(3)
    for place, (field, label) in zip(
        (number, given, family),
        {"record_number": "Record number", "given_name": "Given name", "family_name": "Family name"}.items(),
        strict=True,
    ):
        with place:
            found[field] = st.text_input(label, was(field, ""), key=f"{key}-{field}", max_chars=100)
            intent.objections(name, field)
    born, mail, language, zone = st.columns(4)
    with born:
        found["born_on"] = st.date_input(
            "Born on",
            was("born_on"),
            date(1900, 1, 1),
            today(actor.time_zone),
            format="YYYY-MM-DD",
            key=f"{key}-born_on",
        )
        intent.objections(name, "born_on")
    with mail:
        found["email"] = (
            st.text_input("E-mail (for links)", was("email") or "", key=f"{key}-email", max_chars=254) or None
        )
        intent.objections(name, "email")
    with language:
        found["language"] = st.selectbox(
            "Language",
            list(LANGUAGES),
            list(LANGUAGES).index(was("language", next(iter(LANGUAGES)))),
            format_func=LANGUAGES.__getitem__,
            key=f"{key}-language",
        )
        intent.objections(name, "language")
    with zone:
        found["time_zone"] = st.text_input(
            "Time zone", value=was("time_zone") or actor.time_zone, key=f"{key}-time_zone"
        )
        intent.objections(name, "time_zone")
    return found


def episode(name: str, key: str) -> tuple[dict[str, Any], int]:
    """The present episode, and how often to ask."""
    begun, grade, rhythm = st.columns(3)
    with begun:
        started_on = st.date_input(
            "The episode began on",
            was("started_on"),
            date(1930, 1, 1),
            today(actor.time_zone),
            format="YYYY-MM-DD",
            key=f"{key}-started_on",
        )
        intent.objections(name, "started_on")
    with grade:
        severity = st.selectbox(
            "How severe it is",
            list(Severity),
            index=list(Severity).index(was("severity")) if was("severity") else None,
            format_func=SEVERITIES.__getitem__,
            key=f"{key}-severity",
            placeholder="not judged yet",
        )
        intent.objections(name, "severity")
    with rhythm:
        every = st.selectbox(
            "Check-ins",
            list(RHYTHM),
            list(RHYTHM).index(was("every", 7)),
            format_func=RHYTHM.__getitem__,
            key=f"{key}-every",
        )
    return {"started_on": started_on, "severity": severity}, every


def save(key: str, person: dict[str, Any], begun: dict[str, Any], every_days: int) -> str:
    """Record the person, the episode and the plan; what was recorded at an earlier try is not recorded again."""
    if begun["started_on"] is None:
        raise Invalid([Problem("started_on", "say when the present episode began; about is good enough")])
    new, first = PatientInput.of(clinic_id=actor.clinic_id, **person), EpisodeInput.of(**begun)
    patient_id = st.session_state.get(f"{key}-made") or recording.add_patient(actor, new)
    st.session_state[f"{key}-made"] = patient_id
    recording.open_episode(actor, patient_id, first)
    if every_days:
        recording.set_plan(actor, patient_id, every_days)
    return str(patient_id)


form = unsent.resume(actor, "new-patient")
token = st.session_state.setdefault("form:new-patient", form.values.get("token") or secrets.token_hex(8))
key = f"{form.prefix}-{token}"
st.subheader("New patient", anchor=False)
unsent.notice(actor, form, "Start with an empty form")
person = who(key, key)
st.markdown("**Present episode of depression**")
begun, every = episode(key, key)
unsent.keep(actor, form, {**person, **begun, "every": every, "token": token})
st.text("What staging definitions ask besides (functioning, anxiety, stress) has its place on the episode’s own page.")
with st.container(key="buttons-new-patient", horizontal=True):
    st.button(
        "Record and add the first treatment",
        key=f"{key}-on",
        type="primary",
        on_click=intent.wish,
        args=(f"{key}-{FIRST_TRIAL}",),
    )
    st.button("Record the patient", key=f"{key}-save", on_click=intent.wish, args=(key,))
goes_on = intent.is_wished(f"{key}-{FIRST_TRIAL}")
if goes_on or intent.is_wished(key):
    patient_id, refused = "", None
    try:
        patient_id = save(key, person, begun, every)
    except Invalid as objection:
        refused = objection
    intent.settled(f"{key}-{FIRST_TRIAL}")
    intent.settled(key, refused)
    if refused:
        st.rerun()
    unsent.forget(actor, form.name)
    st.session_state.pop("form:new-patient")
    st.session_state["said"] = "Recorded, and in your care. Send the first check-in with “Check-in link”."
    if goes_on:
        st.switch_page("clinician/trial.py", query_params={"patient": patient_id})
    st.switch_page("clinician/patient.py", query_params={"id": patient_id})
if intent.problems(key):
    st.text("Not recorded yet: see what is marked above.")
