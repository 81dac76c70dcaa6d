"""Earlier versions of trials, episodes and recorded scores: who changed it, when, why, and what was different."""

from collections.abc import Iterable
from datetime import date

import streamlit as st

from instruments import Instrument, shelf
from models.history import Amendment, PatientView
from pages.parts import pieces, timeline
from pages.parts.plain import day, score
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
    was = one.as_it_was
    instrument = shelf().get(str(was["instrument"]))
    name = instrument.abbreviation if instrument else was["instrument"]
    answered = ", ".join(f"{item} {score(value)}" for item, value in was["answers"].items())
    told = {"why": one.reason, "day": was["on"] and day(date.fromisoformat(was["on"])), "answers": answered}
    told |= {"not applicable": ", ".join(was["not_applicable"]), "scores": scores(instrument, was["scores"].items())}
    facts = [timeline.fact(field, words) for field, words in told.items() if words]
    pieces.show(timeline.head(one, view, f"{name} recorded by staff"), *facts)


def scores(instrument: Instrument | None, values: Iterable[tuple[str, float | None]]) -> str:
    """Scores, each by its scale."""
    names = {scale.id: scale.name for scale in instrument.scales} if instrument else {}
    return ", ".join(f"{names.get(scale, scale)} {score(value)}" for scale, value in values)
