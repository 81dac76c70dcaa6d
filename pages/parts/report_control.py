"""The way to a report: choose for whom, and the file is made by a route that asks again who may have it."""

from urllib.parse import urlencode

import streamlit as st

from models.criteria.payers import policies
from models.history import PatientView
from pages.parts import say

COLLEAGUE, PATIENT = "a colleague", "the patient, in plain words"


def show(view: PatientView) -> None:
    """A small control that opens on demand; nothing is made before a link is tapped."""
    titles = {one.id: f"{one.title} ({one.id})" for one in policies()}
    with st.popover("Report", icon=":material/description:", key="report-control"):
        chosen = st.selectbox(
            "Report for",
            [COLLEAGUE, PATIENT, *titles],
            format_func=lambda each: titles.get(each, each),
            key=f"report-for-{view.header.id}",
            help="For a payer, the history is held against that payer's rule, criterion by criterion.",
        )
        say.buttons(
            ("PDF", address(view.header.id, chosen)), ("Plain text", address(view.header.id, chosen, form="text"))
        )
        say.text("The file names the patient. Keep it as you keep the record.", key="quiet-report")


def address(patient_id: str, chosen: str | None, **more: str) -> str:
    """Where the report is made."""
    query = dict(more)
    if chosen == PATIENT:
        query["for"] = "patient"
    elif chosen not in (None, COLLEAGUE):
        query["payer"] = str(chosen)
    return f"/report/{patient_id}" + (f"?{urlencode(query)}" if query else "")
