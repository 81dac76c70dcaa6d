"""The total of a rating that was made on the clinic's own paper, where its words may not be shown here."""

import streamlit as st

from instruments import Instrument
from models import recording
from models.access import Actor
from models.errors import Conflict, Invalid
from models.history import PatientView, ShelfLine
from models.recording import MeasurementInput
from pages.parts import intent, say
from pages.parts.plain import amount, day


def show(instrument: Instrument, line: ShelfLine, view: PatientView, actor: Actor) -> None:
    """The day and the total, within the range of the scale."""
    name, scale = f"total-{instrument.id}", instrument.primary
    low, high = scale.range
    with st.container(key="card-total"):
        say.text(
            f"The {instrument.abbreviation} cannot be rated item by item here: {'; '.join(line.why_not)}. "
            f"Rate it on the clinic’s own copy and record the total.\nLicence: {instrument.licence.name}."
        )
        on = st.date_input(
            "Day", value=view.as_of, max_value=view.as_of, format="YYYY-MM-DD", key=f"{name}-on", width=200
        )
        intent.objections(name, "on")
        total = st.number_input(
            f"{say.literal(scale.name)}, from {amount(low)} to {amount(high)}",
            float(low),
            float(high),
            value=None,
            step=1.0,
            format="%g",
            key=f"{name}-value",
            width=320,
        )
        intent.objections(name, "total")
        st.button("Record the total", key=f"{name}-save", type="primary", on_click=intent.wish, args=(name,))
        if not intent.is_wished(name):
            return
        refused: Invalid | Conflict | None = None
        try:
            occasion = f"rating/{on.isoformat()}/{instrument.id}"
            measured = MeasurementInput.of(on=on, instrument=instrument.id, total=total, occasion=occasion)
            recording.record_measurement(actor, view.header.id, measured)
        except (Invalid, Conflict) as objection:
            refused = objection
        intent.settled(name, refused)
        if refused is None and total is not None:
            st.session_state["said"] = f"In the record: {scale.name} {amount(total)} on {day(on)}."
        elif isinstance(refused, Conflict):
            st.session_state["said"] = str(refused)
        st.rerun()
