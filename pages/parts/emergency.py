"""A record outside the own care team: opened in an emergency with a reason, for an hour, seen by all it concerns."""

from datetime import date

import streamlit as st

from models import history, recording
from models.access import Actor
from models.clock import now
from models.errors import Conflict, Invalid, NotPermitted
from models.history import PatientView
from models.recording import EmergencyInput
from pages.parts import intent, pieces, say
from pages.parts.plain import clock

NAME = "emergency"
EARLIEST = date(1900, 1, 1)
RULES = (
    "For one hour you may read this one record and take on its safety flags; you can write nothing else. Your name, "
    "the time and your reason go into the log, where nobody can remove them, and are shown to the care team and to the "
    "patient. Write no name and no diagnosis."
)


def offer(actor: Actor, patient_id: str) -> None:
    """Below “Not found”, in the same words whether the record exists or not."""
    with st.expander("Emergency: this person is not in my care, and it cannot wait"):
        st.text(RULES)
        number, born_on = ("", None) if patient_id else _two_identifiers()
        reason = st.text_area("Why it cannot wait", key=f"{NAME}-reason", max_chars=300, height=80)
        intent.objections(NAME, "reason", "record")
        st.button("Open this record for one hour", key=NAME, type="primary", on_click=intent.wish, args=(NAME,))
        if intent.is_wished(NAME):
            _open(actor, patient_id, number, born_on, reason)


def _two_identifiers() -> tuple[str, date | None]:
    number = st.text_input("Record number", key=f"{NAME}-number", max_chars=40)
    born_on = st.date_input(
        "Birth date", value=None, key=f"{NAME}-born", min_value=EARLIEST, max_value=now().date(), format="YYYY-MM-DD"
    )
    return number, born_on


def _open(actor: Actor, patient_id: str, number: str, born_on: date | None, reason: str) -> None:
    try:
        given = EmergencyInput.of(reason=reason)
        found = patient_id
        if not found and number and born_on:
            found = history.find_for_emergency(actor, number, born_on) or ""
        recording.open_in_emergency(actor, found, given)
    except Invalid as refused:
        intent.settled(NAME, refused)
        st.rerun()
    except (NotPermitted, Conflict) as refused:
        intent.settled(NAME)
        said = str(refused) if isinstance(refused, Conflict) else "Nobody of your clinic was found."
        say.text(said, key="problem-emergency")
        return
    intent.settled(NAME)
    st.query_params["id"] = found
    st.rerun()


def is_one(view: PatientView, actor: Actor) -> bool:
    """Whether the actor reads this record in an emergency; says so above it, and tells the team of every one."""
    opened = history.emergencies_of(actor, view.header.id)
    own = next((one for one in opened if one.is_own), None)
    zone = view.header.time_zone
    if own is not None:
        with st.container(key="card-danger-emergency"):
            pieces.title("Opened in an emergency")
            say.text(
                f"You are not on this care team. You can read until {clock(own.until, zone)}. Reason: {own.reason}"
            )
        return True
    for number, one in enumerate(opened):
        with st.container(key=f"card-attention-emergency-{number}"):
            say.text(f"Opened in an emergency by {one.by}, {clock(one.at, zone)}, for an hour. Reason: {one.reason}")
    return False
