"""How long records are kept, and how one is erased: asked for by one administrator, carried out by another."""

from collections.abc import Callable

import streamlit as st

from models import history, recording
from models.access import Actor
from models.errors import Conflict, Invalid, NotPermitted
from models.history import ErasureView
from models.recording import ErasureGround
from pages.parts import say
from pages.parts.refused import words as refused_words
from pages.parts.words import short_day

GROUNDS = {
    ErasureGround.asked_by_patient: "The patient asked for it",
    ErasureGround.retention_over: "The time for which records are kept is over",
    ErasureGround.entered_by_mistake: "It was entered by mistake",
}
Told = Callable[..., None]


def show(actor: Actor, told: Told) -> None:
    """What waits, what is held, what is over, and the ways to each."""
    view = history.erasures_of(actor, actor.clinic_id or "")
    st.text(
        "A record is erased where one administrator asks for it and another one carries it out. It is gone from every "
        "table, and stays gone when an older copy comes back. The log keeps that it was done, and names nobody."
    )
    for line in view.requests:
        _request(actor, line, told)
    for hold in view.holds:
        with st.container(key=f"card-hold-{hold.patient_id}", horizontal=True, vertical_alignment="center"):
            say.text(f"Record {hold.record_number}: legal hold since {short_day(hold.placed_at.date())}. {hold.reason}")
            act = _act(actor, told, recording.lift_hold, "The hold is lifted.", hold.patient_id)
            st.button("Lift", key=f"lift-{hold.patient_id}", type="tertiary", on_click=act)
    _over(view)
    _ask(actor, told)
    _years(actor, view, told)


def _request(actor: Actor, line: history.ErasureLine, told: Told) -> None:
    with st.container(key=f"card-erasure-{line.patient_id}", horizontal=True, vertical_alignment="center"):
        who = "you" if line.is_own else line.requested_by
        why = GROUNDS[ErasureGround(line.ground)]
        say.text(f"Record {line.record_number}: to be erased. {why}; asked for by {who}.")
        back = _act(actor, told, recording.withdraw_erasure, "Taken back.", line.patient_id)
        st.button("Take back", key=f"back-{line.patient_id}", type="tertiary", on_click=back)
        if not line.is_own:
            with st.popover("Erase"):
                st.text("It cannot be taken back.")
                done = _act(actor, told, recording.carry_out_erasure, "The record is erased.", line.patient_id)
                st.button("Erase it now", key=f"erase-{line.patient_id}", on_click=done)


def _over(view: ErasureView) -> None:
    waiting = [each for each in view.over if not each.is_requested]
    if waiting:
        held = sum(each.is_held for each in waiting)
        st.text(f"Without contact for longer than records are kept: {len(waiting)}, of which {held} are held.")


def _ask(actor: Actor, told: Told) -> None:
    with st.form("erasure", width=560):
        st.subheader("One record", anchor=False)
        st.text_input("Record number", key="keeping-number")
        st.selectbox(
            "Why it may be erased",
            list(GROUNDS),
            format_func=lambda ground: GROUNDS[ground],
            key="keeping-ground",
            index=None,
            placeholder="choose",
        )
        st.text_input("Or why it must be kept (10 characters or more)", key="keeping-reason", max_chars=300)
        with st.container(horizontal=True):
            st.form_submit_button("Ask to erase it", on_click=_asked, args=(actor, told))
            st.form_submit_button("Place a legal hold", on_click=_held, args=(actor, told))


def _asked(actor: Actor, told: Told) -> None:
    ground, patient_id = st.session_state.get("keeping-ground"), _patient(actor)
    if ground is None or patient_id is None:
        told("Nothing was changed. Type a record number of this clinic, and say why.", good=False)
        return
    done = "Asked for. Another administrator carries it out."
    _act(actor, told, recording.request_erasure, done, patient_id, ground)()


def _held(actor: Actor, told: Told) -> None:
    patient_id = _patient(actor)
    if patient_id is None:
        told("Nothing was changed. No patient of this clinic has that record number.", good=False)
        return
    reason = st.session_state.get("keeping-reason") or ""
    _act(actor, told, recording.place_hold, "The hold stands.", patient_id, reason)()


def _patient(actor: Actor) -> str | None:
    found = history.find_patient(actor, (st.session_state.get("keeping-number") or "").strip())
    return found.id if found else None


def _years(actor: Actor, view: ErasureView, told: Told) -> None:
    with st.form("retention", width=560):
        st.number_input(
            "Years after the last contact after which a record is listed here (empty: never)",
            min_value=1,
            max_value=100,
            value=view.retention_years,
            key="keeping-years",
        )
        st.form_submit_button("Put this rule in force", on_click=_in_force, args=(actor, told))


def _in_force(actor: Actor, told: Told) -> None:
    years = st.session_state.get("keeping-years")
    _act(actor, told, recording.set_retention, "In force.", actor.clinic_id or "", int(years) if years else None)()


def _act(actor: Actor, told: Told, door: Callable[..., object], done: str, *given: object) -> Callable[[], None]:
    def act() -> None:
        try:
            door(actor, *given)
            told(done)
        except Invalid as refused:
            told(refused_words(refused), good=False)
        except (Conflict, NotPermitted) as refused:
            told(str(refused), good=False)

    return act
