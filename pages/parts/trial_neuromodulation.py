"""What a neuromodulation course needs: the procedure, the placement for ECT, and its sessions."""

from typing import Any

import streamlit as st

from models.words import Placement, Procedure
from pages.parts import trial_tables
from pages.parts.trial_draft import Draft, session_inputs
from pages.parts.trial_field import Form
from pages.parts.trial_psychotherapy import so_far_words


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
    table, so_far = st.columns([3, 2])
    with table:
        st.markdown("**Sessions**")
        sessions = trial_tables.sessions(form, session_inputs(form.trial.sessions) if form.trial else [])
        count = None
        if not sessions:
            had = form.was("attended_count")
            label = "Number of sessions, where the days are not known"
            count = st.number_input(label, 0, 500, had, 1, key=form.key("attended_count"))
            form.objections("attended_count")
    own = {"procedure": procedure, "placement": placement, "attended_count": count}
    with so_far:
        so_far_words(form, Draft({**common, **own}, sessions=sessions))
    return Draft(own, sessions=sessions)


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
