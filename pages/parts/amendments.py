"""Earlier versions of trials, episodes and recorded scores: who changed it, when, why, and what was different."""

import streamlit as st

from instruments import shelf
from models.history import Amendment, PatientView
from pages.parts import pieces, timeline
from pages.parts.plain import score
from pages.parts.verdict import treatment

SCORES = "check_in"


def show(view: PatientView) -> None:
    """Every amendment, the newest first."""
    if not view.amendments:
        return
    with st.expander(f"Earlier versions ({len(view.amendments)})"):
        for one in view.amendments:
            if one.entity == SCORES:
                _scores(one, view)
            else:
                timeline.entry(one, view, of=_name(one, view))


def _name(one: Amendment, view: PatientView) -> str:
    trial = view.case.trial_by_id.get(one.entity_id)
    return treatment(trial) if trial else "episode"


def _scores(one: Amendment, view: PatientView) -> None:
    name = str(one.as_it_was["instrument"])
    instrument = shelf().get(name)
    head = timeline.head(one, view, f"{instrument.abbreviation if instrument else name} recorded by staff")
    pieces.show(head, timeline.fact("why", one.reason), timeline.fact("as it was", before(one)))


def before(one: Amendment) -> str:
    """The scores that stood there, each by its scale."""
    instrument = shelf().get(str(one.as_it_was["instrument"]))
    names = {scale.id: scale.name for scale in instrument.scales} if instrument else {}
    return ", ".join(f"{names.get(key, key)} {score(value)}" for key, value in one.as_it_was["scores"].items())
