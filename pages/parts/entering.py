"""Answers that staff write down for a patient: from paper or asked in person, item by item, and acted upon at once."""

from datetime import date, timedelta

import streamlit as st

from models import recording
from models.access import Actor
from models.clock import today
from models.history import CheckInView, PatientHeader
from models.recording import EntryWay
from pages.parts import answering, intent, questionnaire, say, staff_steps
from pages.parts.given import NAMES
from pages.parts.plain import clock, day

WAYS = {EntryWay.paper: "From a paper form", EntryWay.interview: "Asked in person"}
OLDEST = timedelta(days=31)


def begin(actor: Actor, who: PatientHeader) -> str | None:
    """The check-in that is entered; opened when somebody says that they begin."""
    name = f"enter-{who.id}"
    kept = st.session_state.get(name)
    if kept is None and not intent.is_wished(name):
        with st.container(key="card-begin"):
            say.text(
                "Enter a check-in for the patient, item by item. Each tap is kept at once, and what needs a person "
                "opens a safety flag as it is tapped."
            )
            st.button("Begin", key="begin-entering", type="primary", on_click=intent.wish, args=(name,))
        return None
    if kept is None:
        kept = st.session_state[name] = recording.issue_check_in(actor, who.id)
        intent.settled(name)
    return str(kept)


def show(actor: Actor, who: PatientHeader, view: CheckInView) -> None:
    """How it was given, the questions, and the receipt."""
    if view.received_at is not None:
        _receipt(actor, view, who)
        return
    if view.is_closed:
        say.text("This check-in has closed. What was kept stays; open the patient’s page for the next one.")
        return
    if view.answers:
        say.text(f"{len(view.answers)} answers are kept already; go on from there.", key="quiet-begun")
    way, on = _story(who)
    if way is None:
        say.text("Say first how the answers are given: scores of two ways compare badly.", key="quiet-way-first")
        return
    tab = answering.tab_of(view.id, is_listed=True)
    tab.way, tab.answered_on, tab.is_staffs = way, on, True
    questionnaire.show(tab, view)


def _story(who: PatientHeader) -> tuple[EntryWay | None, date | None]:
    now = today(who.time_zone)
    with st.container(key="way", horizontal=True, vertical_alignment="bottom"):
        way = st.segmented_control("How are the answers given?", list(WAYS), format_func=WAYS.__getitem__, key="way-of")
        if way is not EntryWay.paper:
            return way, None
        on = st.date_input("Filled in on", now, min_value=now - OLDEST, max_value=now, format="YYYY-MM-DD", width=180)
    return way, on if isinstance(on, date) else None


def _receipt(actor: Actor, view: CheckInView, who: PatientHeader) -> None:
    assert view.received_at is not None
    if view.needs_person:
        staff_steps.show(actor, view)
    with st.container(key="card-said"):
        how = f", {NAMES[view.given]}" if view.given else ""
        say.text(f"In the record since {clock(view.received_at, who.time_zone)}{how}: check-in of {day(view.due_on)}.")
    st.page_link(
        "clinician/patient.py", label="To the patient", icon=":material/arrow_back:", query_params={"id": who.id}
    )
