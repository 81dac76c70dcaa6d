"""A session noted down in a few taps: the day, whether it took place, how long it was."""

import streamlit as st

from models import recording
from models.access import Actor
from models.criteria.judge import TrialJudgement
from models.errors import Conflict, Invalid
from models.history import PatientView
from models.recording import SessionInput
from models.words import Modality
from pages.parts import intent, say
from pages.parts.verdict import treatment

TOOK_PLACE = {"attended": True, "missed": False}


def show(view: PatientView, actor: Actor) -> None:
    """A small form for each running trial that has sessions."""
    for one in view.judgement.current:
        if one.trial.modality is not Modality.medication:
            with st.popover(
                f"Record a session: {say.literal(treatment(one.trial))}", icon=":material/event_available:"
            ):
                _form(one, view, actor)


def _form(one: TrialJudgement, view: PatientView, actor: Actor) -> None:
    trial = one.trial
    name = f"session-{trial.id}"
    on = st.date_input(
        "Day", value=view.as_of, min_value=trial.started_on, max_value=view.as_of, format="YYYY-MM-DD", key=f"{name}-on"
    )
    intent.objections(name, "held_on")
    took = st.segmented_control("Did it take place?", list(TOOK_PLACE), default=None, key=f"{name}-took")
    intent.objections(name, "attended")
    minutes = st.number_input("Minutes", min_value=1, max_value=600, value=None, step=5, key=f"{name}-minutes")
    intent.objections(name, "minutes")
    st.button("Record the session", key=f"{name}-save", type="primary", on_click=intent.wish, args=(name,))
    if intent.is_wished(name):
        refused: Invalid | Conflict | None = None
        try:
            held = SessionInput.of(held_on=on, attended=TOOK_PLACE.get(took or ""), minutes=minutes)
            recording.record_session(actor, trial.id, held)
        except (Invalid, Conflict) as objection:
            refused = objection
        intent.settled(name, refused)
        st.session_state["said"] = str(refused) if isinstance(refused, Conflict) else ""
        st.rerun()
