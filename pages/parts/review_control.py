"""Reviewed: the clinician says so on the page itself, and the team's list is shorter until something new comes."""

import streamlit as st

from models import recording
from models.access import Actor
from models.errors import Conflict
from models.history import PatientView
from pages.parts import intent, pieces
from pages.parts.plain import ago
from pages.parts.say import Kind

LEAVES = "Leaves the list for the whole team until something new comes: a check-in, a safety flag, another judgement."


def show(view: PatientView, actor: Actor) -> None:
    """Who reviewed the patient and when, with the way back; or the button. Never while a flag waits for somebody."""
    name, patient = f"review-{view.header.id}", view.header.id
    if any(each.status == "open" for each in view.flags):
        return
    with st.container(key="review-control", horizontal=True, vertical_alignment="center"):
        if view.review is not None:
            told = f"reviewed {ago(view.review.at, view.data_to)} by {view.review.by}"
            pieces.show(pieces.row("line", pieces.chip(told, "✓", Kind.good)))
            st.button("Undo review", key=f"undo-{patient}", type="tertiary", on_click=intent.wish, args=(name,))
        else:
            seen = f"data-to-{patient}"
            st.session_state.setdefault(seen, view.data_to)
            st.button("Mark reviewed", key=name, help=LEAVES, on_click=intent.wish, args=(name,))
            if not intent.is_wished(name):
                st.session_state[seen] = view.data_to  # what this drawing of the page shows
    if intent.is_wished(name):
        _carry_out(view, actor, name)


def _carry_out(view: PatientView, actor: Actor, name: str) -> None:
    patient = view.header.id
    try:
        if view.review is not None:
            recording.undo_review(actor, patient)
        else:
            recording.mark_reviewed(actor, patient, st.session_state.pop(f"data-to-{patient}", view.data_to))
    except Conflict as refused:
        st.session_state["said"] = str(refused)
    intent.settled(name)
    st.rerun()
