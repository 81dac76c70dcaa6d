"""The totals of a form that was filled in or rated on the clinic's own paper, where its words may not be shown here."""

from datetime import date

import streamlit as st

from instruments import Instrument, Scale
from models import recording
from models.access import Actor
from models.errors import Conflict, Invalid
from models.history import PatientView, ShelfLine
from models.recording import MeasurementInput
from pages.parts import intent, say
from pages.parts.plain import amount, day


def show(instrument: Instrument, line: ShelfLine, view: PatientView, actor: Actor) -> None:
    """The day and the totals, each within the range of its scale; nothing while a statement of use is missing."""
    name = f"total-{instrument.id}"
    with st.container(key="card-total"):
        say.text(_why(instrument, line))
        if line.is_off:
            return
        on = st.date_input(
            "Day", value=view.as_of, max_value=view.as_of, format="YYYY-MM-DD", key=f"{name}-on", width=200
        )
        intent.objections(name, "on")
        totals = fields(instrument, name)
        intent.objections(name, "total", "instrument")
        st.button("Record the total", key=f"{name}-save", type="primary", on_click=intent.wish, args=(name,))
        say.text(licence(instrument), key="quiet-attribution")
    if intent.is_wished(name):
        _record(instrument, name, on, totals, view.header.id, actor)


def _why(instrument: Instrument, line: ShelfLine) -> str:
    if line.is_off:
        return (
            f"The {instrument.abbreviation} is off: its licence has conditions, and the clinic has not stated its use. "
            "An administrator states it on the page Instruments."
        )
    verb = "Rate it" if instrument.rater == "clinician" else "Let the patient fill it in"
    return (
        f"The {instrument.abbreviation} cannot be filled in item by item here ({'; '.join(line.why_not)}). "
        f"{verb} on the clinic’s own copy, for the licence that it holds, and record the total."
    )


def licence(instrument: Instrument) -> str:
    """Whose it is, and the line that the licence asks for."""
    return "\n".join(
        dict.fromkeys(one for one in (f"Licence: {instrument.licence.name}.", instrument.licence.attribution) if one)
    )


def scales_of(instrument: Instrument) -> list[Scale]:
    """The scores that a person reads off a paper form: no code, and nothing that our own table gives."""
    return [scale for scale in instrument.scales if not scale.screen and not (scale.method == "lookup" and scale.of)]


def fields(instrument: Instrument, name: str) -> dict[str, float]:
    """A field for each score; answers those that were filled in."""
    found, scales = {}, scales_of(instrument)
    for scale in scales:
        key = f"{name}-value" if len(scales) == 1 else f"{name}-value-{scale.id}"
        low, high = scale.range
        said = f"{say.literal(scale.name)}, from {amount(low)} to {amount(high)}"
        value = st.number_input(said, float(low), float(high), value=None, step=1.0, format="%g", key=key, width=320)
        if value is not None:
            found[scale.id] = value
        intent.objections(name, f"total.{scale.id}")
    return found


def _record(
    instrument: Instrument, name: str, on: date, totals: dict[str, float], patient_id: str, actor: Actor
) -> None:
    refused: Invalid | Conflict | None = None
    try:
        occasion = f"rating/{on.isoformat()}/{instrument.id}"
        measured = MeasurementInput.of(on=on, instrument=instrument.id, totals=totals or None, occasion=occasion)
        recording.record_measurement(actor, patient_id, measured)
    except (Invalid, Conflict) as objection:
        refused = objection
    intent.settled(name, refused)
    if refused is None:
        st.session_state["said"] = f"In the record: {told(instrument, totals)} on {day(on)}."
    elif isinstance(refused, Conflict):
        st.session_state["said"] = (
            f"Another {instrument.abbreviation} of {day(on)} is in the record. Nothing was changed; correct it below."
        )
    st.rerun()


def told(instrument: Instrument, totals: dict[str, float]) -> str:
    """Scores in words: MADRS total 31, or each with its name."""
    return ", ".join(f"{instrument.scale(name).name} {amount(value)}" for name, value in totals.items())
