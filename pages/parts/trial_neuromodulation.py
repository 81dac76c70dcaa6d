"""What a neuromodulation course needs: the procedure, the placement for ECT, and its sessions."""

from typing import Any

import streamlit as st

from models.words import Placement, Procedure
from pages.parts import trial_live, trial_sessions
from pages.parts.trial_draft import Draft, session_inputs
from pages.parts.trial_field import Form


def fields(form: Form, common: dict[str, Any]) -> Draft:
    """Draw the fields; answers what stands in them."""
    which, where = st.columns(2)
    with which:
        was = form.was("procedure")
        known = list(Procedure)
        procedure = st.selectbox(
            "Procedure",
            known,
            index=known.index(was) if was else None,
            format_func=lambda each: each.replace("_", " "),
            key=form.key("procedure"),
            placeholder="choose the procedure",
        )
        form.objections("procedure")
    with where:
        placement = _placement(form) if procedure is Procedure.ECT else None
    own = {"procedure": procedure, "placement": placement, "attended_count": None}
    if form.trial is not None:
        held = session_inputs(form.trial.sessions)
        own["attended_count"] = None if held else _count(form)
        return Draft(own, sessions=held)
    table, so_far = st.columns([3, 2], gap="medium")
    with table:
        lines = trial_sessions.fields(form)
        own["attended_count"] = None if lines.sessions else _count(form)
    with so_far:
        trial_live.show(form, Draft({**common, **own}, sessions=lines.sessions))
    return Draft(own, sessions=lines.sessions, unread=lines.unread)


def _count(form: Form) -> int | None:
    label = "Number of sessions, where the days are not known"
    count: int | None = st.number_input(label, 0, 500, form.was("attended_count"), 1, key=form.key("attended_count"))
    form.objections("attended_count")
    return count


def _placement(form: Form) -> Placement | None:
    was = form.was("placement")
    known = list(Placement)
    chosen: Placement | None = st.selectbox(
        "Placement of the electrodes",
        known,
        index=known.index(was) if was else None,
        key=form.key("placement"),
        placeholder="not recorded",
    )
    form.objections("placement")
    return chosen
