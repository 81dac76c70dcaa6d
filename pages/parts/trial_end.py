"""Ending a trial in two taps: the last day and why; everything else in the record stays as it is."""

import streamlit as st

from models import recording
from models.access import Actor
from models.criteria.case import Trial
from models.errors import Conflict, Invalid, Problem
from models.history import PatientView
from models.words import StopReason
from pages.parts import intent
from pages.parts.plain import STOPPED
from pages.parts.trial_draft import recorded_input
from pages.parts.verdict import treatment


def show(view: PatientView, trial: Trial, actor: Actor) -> bool:
    """A card for a running trial; True once it was ended."""
    name = f"end-{trial.id}"
    with st.container(key=f"card-{name}"):
        st.markdown("**End this trial**")
        with st.container(horizontal=True, vertical_alignment="bottom", key=f"fields-{name}"):
            last = st.date_input(
                "Last day of treatment",
                view.as_of,
                trial.started_on,
                view.as_of,
                format="YYYY-MM-DD",
                key=f"{name}-on",
                width=190,
            )
            why = st.selectbox(
                "Why it ends",
                list(StopReason),
                index=None,
                format_func=lambda each: STOPPED[each],
                key=f"{name}-why",
                placeholder="choose the reason",
                width=220,
            )
            st.button("End the trial", key=f"{name}-save", on_click=intent.wish, args=(name,))
        intent.objections(name, "ended_on", "stop_reason", "row")
    return intent.is_wished(name) and _carry_out(name, view, trial, actor, last, why)


def _carry_out(name: str, view: PatientView, trial: Trial, actor: Actor, last: object, why: StopReason | None) -> bool:
    refused: Invalid | Conflict | None = None
    try:
        _end(view, trial, actor, last, why)
    except Conflict as objection:
        refused = objection
        st.session_state["said"] = f"{objection} Nothing was overwritten."
    except Invalid as objection:
        known = ("ended_on", "stop_reason")
        refused = Invalid([one if one.field in known else _elsewhere(one) for one in objection.problems])
    intent.settled(name, refused)
    if refused:
        st.rerun()
    st.session_state["said"] = f"Ended: {treatment(trial)}, {STOPPED[why]}." if why else ""
    return True


def _elsewhere(one: Problem) -> Problem:
    return Problem("row", f"{one.field.replace('_', ' ').replace('.', ' ')}: {one.message}; change it below")


def _end(view: PatientView, trial: Trial, actor: Actor, last: object, why: StopReason | None) -> None:
    """The one call of the door; raises what it answers."""
    if why is None:
        raise Invalid([Problem("stop_reason", "choose why it ends: no payer and no definition can guess it")])
    ended = recorded_input(trial, view.trial_notes.get(trial.id), ended_on=last, stop_reason=why)
    version = view.trial_versions[trial.id]
    recording.amend_trial(actor, trial.id, ended, f"The trial ended: {STOPPED[why]}", version, confirmed=True)
