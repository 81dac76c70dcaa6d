"""What the patient told beside the questions: sessions to confirm with one tap, notes to read, the safety plan."""

import streamlit as st

from models import recording
from models.access import Actor
from models.errors import Conflict, Invalid
from models.history import PatientView, ProposalView
from pages.parts import gate, intent, pieces, say
from pages.parts.plain import clock, day
from pages.parts.say import Kind
from pages.parts.verdict import treatment

TOOK_PLACE = "Recorded: the session took place."
NOT_RECORDED = "Noted: nothing was recorded for that day."


def show(view: PatientView, actor: Actor) -> None:
    """Nothing at all where nothing was told; the safety plan can always be written down."""
    waiting = [one for one in view.notes if one.read_at is None]
    with st.container(key="card-told"):
        pieces.title("From the patient")
        for one in view.proposals:
            _proposal(view, one)
        for note in waiting:
            with st.container(key=f"note-{note.id}"):
                say.text(note.words)
                say.text(f"{clock(note.written_at, view.header.time_zone)} · not read yet", key=f"quiet-{note.id}")
                st.button("I have read it", key=f"read-{note.id}", on_click=_read, args=(note.id,))
        read = [one for one in view.notes if one.read_at is not None]
        if read:
            with st.expander(f"Notes that were read ({len(read)})"):
                for note in read:
                    say.text(f"{clock(note.written_at, view.header.time_zone)} · read by {note.read_by}\n{note.words}")
        if not (view.notes or view.proposals):
            say.text("No notes, and no session that waits to be confirmed.", key="quiet-told")
        _plan(view, actor)


def _proposal(view: PatientView, one: ProposalView) -> None:
    trial = view.case.trial_by_id[one.trial_id]
    with st.container(key=f"proposal-{one.id}"):
        chip = pieces.chip("told by the patient, not counted yet", "?", Kind.unknown)
        pieces.show(pieces.row("line", pieces.words(f"{treatment(trial)}: session on {day(one.held_on)}"), chip))
        with st.container(key=f"proposal-ways-{one.id}", horizontal=True):
            st.button("It took place", key=f"took-{one.id}", type="primary", on_click=_settle, args=(one.id, True))
            st.button("It did not", key=f"took-not-{one.id}", on_click=_settle, args=(one.id, False))


def _settle(proposal_id: str, took_place: bool) -> None:
    """Called by the tap."""
    actor = gate.present()
    if actor is None:
        return
    try:
        recording.settle_session(actor, proposal_id, took_place)
        st.session_state["said"] = TOOK_PLACE if took_place else NOT_RECORDED
    except Conflict as refused:
        st.session_state["said"] = str(refused)
    except Invalid as refused:
        st.session_state["said"] = "; ".join(one.message for one in refused.problems)


def _read(note_id: str) -> None:
    actor = gate.present()
    if actor is not None:
        recording.mark_note_read(actor, note_id)


def _plan(view: PatientView, actor: Actor) -> None:
    name, plan = f"plan-{view.header.id}", view.safety_plan
    with st.expander("Safety plan" if plan else "Safety plan: none written down"):
        if plan:
            say.text(f"{day(plan.written_at.date())} · {plan.by}", key="quiet-plan")
        words = st.text_area(
            "What you agreed on; the patient reads it beside the crisis numbers",
            plan.words if plan else "",
            key=f"{name}-words",
            max_chars=4000,
            height=180,
        )
        intent.objections(name, "words")
        st.button("Keep the plan", key=f"{name}-save", on_click=intent.wish, args=(name,))
    if intent.is_wished(name):
        recording.write_safety_plan(actor, view.header.id, words or "")
        intent.settled(name)
        st.session_state["said"] = "The safety plan is kept." if (words or "").strip() else "The safety plan is ended."
        st.rerun()
