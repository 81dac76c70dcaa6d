"""What staff see at once where an answer that they enter needs a person: the steps, the numbers, and the open flag."""

import streamlit as st

from models import history
from models.access import Actor
from models.history import CheckInView
from pages.parts import crisis, flag, say


def show(actor: Actor, view: CheckInView) -> None:
    """In place of the patient's crisis text."""
    with st.container(key="card-danger-steps"):
        st.markdown("**This answer needs a person now.**")
        say.text("\n".join(f"{number}. {step}" for number, step in enumerate(view.staff_steps, 1)))
        say.paragraph("Numbers for the patient:", *crisis.ways(view.crisis))
    flag.show_open(history.flags_now(actor, view.patient_id), actor, view.time_zone)
