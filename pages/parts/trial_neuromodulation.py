"""What a neuromodulation course needs: the procedure, the placement for ECT, and its sessions."""

from typing import Any

import streamlit as st

from models.words import Placement, Procedure
from pages.parts import trial_sessions
from pages.parts.trial_draft import Draft
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
    return trial_sessions.draft(form, common, {"procedure": procedure, "placement": placement})


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
