"""What staff recorded with one scale, the newest first, and the way to correct or withdraw one with a reason."""

from datetime import date
from typing import Any

import streamlit as st

from instruments import Instrument, Item
from models import history, recording
from models.access import Actor
from models.errors import Conflict, Invalid, Refusal
from models.history import CheckInView, PatientView, ScorePoint
from models.recording import MeasurementInput
from pages.parts import gate, number, rating_total, say
from pages.parts.amendments import scores
from pages.parts.plain import clock, day

CORRECTING = "correcting"
NOTICE = "correction-notice"
SHOWN = 8


def show(instrument: Instrument, view: PatientView, actor: Actor) -> None:
    """Each record with its scores, what it said before, and the form of the one that is being corrected."""
    records = by_record(instrument, view)
    if not records:
        return
    with st.container(key="card-recorded"):
        st.markdown(f"**Recorded by staff: {say.literal(instrument.abbreviation)}**")
        for check_in_id, points in list(records.items())[:SHOWN]:
            _one(instrument, view, check_in_id, points)
            if st.session_state.get(CORRECTING) == check_in_id:
                _form(instrument, history.open_check_in(actor, check_in_id), points, view.as_of)


def by_record(instrument: Instrument, view: PatientView) -> dict[str, list[ScorePoint]]:
    """The scores that staff recorded, by administration, the newest first."""
    found: dict[str, list[ScorePoint]] = {}
    for point in reversed(view.scores):
        if point.instrument == instrument.id and point.mode == "staff":
            found.setdefault(point.check_in_id, []).append(point)
    return found


def _one(instrument: Instrument, view: PatientView, check_in_id: str, points: list[ScorePoint]) -> None:
    said = scores(instrument, [(point.scale, point.value) for point in reversed(points)])
    with st.container(key=f"recorded-{check_in_id}", horizontal=True, vertical_alignment="center"):
        say.text(f"{day(points[0].on)}: {said}")
        st.button("Correct", key=f"correct-{check_in_id}", type="tertiary", on_click=_begin, args=(check_in_id,))
    for one in (each for each in view.amendments if each.entity_id == check_in_id):
        when = clock(one.amended_at, view.header.time_zone)
        before = scores(instrument, one.as_it_was["scores"].items())
        say.text(
            f"Before: {before}. Corrected {when} by {one.amended_by}: {one.reason}",
            key=f"quiet-{one.entity_id}-{one.row_version}",
        )


def _begin(check_in_id: str) -> None:
    is_open = st.session_state.get(CORRECTING) == check_in_id
    st.session_state[CORRECTING] = None if is_open else check_in_id


def _form(instrument: Instrument, record: CheckInView, points: list[ScorePoint], as_of: date) -> None:
    name = f"fix-{record.id}"
    with st.form(name, border=True):
        if notice := st.session_state.pop(NOTICE, None):
            st.warning(notice)
        if record.answers:
            for item in instrument.items:
                _item(instrument, item, record, f"{name}-{item.id}")
        else:
            st.session_state.setdefault(f"{name}-on", points[0].on)
            st.date_input("Day", max_value=as_of, format="YYYY-MM-DD", key=f"{name}-on", width=200)
            _totals(instrument, points, name)
        st.text_input("Why is it corrected?", key=f"{name}-why", max_chars=500)
        with st.container(horizontal=True):
            args = (instrument, record, points[0].on)
            st.form_submit_button("Save the correction", type="primary", on_click=_save, args=args)
            st.form_submit_button("Withdraw it", on_click=_withdraw, args=args)
        say.text(
            "What it said before stays in the record, with your name, the time and the reason.", key=f"quiet-{name}"
        )


def _item(instrument: Instrument, item: Item, record: CheckInView, key: str) -> None:
    language = record.form_languages[instrument.id]
    given = record.answers.get((instrument.id, item.id))
    st.session_state.setdefault(key, given.value if given else None)
    label = say.literal(item.text(language))
    if item.choices is None:
        st.session_state[key] = number.shown(item, st.session_state[key])
        st.number_input(label, value=None, **number.field(item), key=key)
        return
    anchors = {each.value: say.literal(f"{each.value:g}  {each.label(language)}") for each in item.choices}
    st.selectbox(label, list(anchors), index=None, format_func=anchors.__getitem__, placeholder="not assessed", key=key)


def _totals(instrument: Instrument, points: list[ScorePoint], name: str) -> None:
    there, scales = {point.scale: point.value for point in points}, rating_total.scales_of(instrument)
    for scale in scales:
        key = f"{name}-value" if len(scales) == 1 else f"{name}-value-{scale.id}"
        st.session_state.setdefault(key, there.get(scale.id))
    rating_total.fields(instrument, name)


# What a tap does: every field is read first, then one door is called.


def _save(instrument: Instrument, record: CheckInView, on: date) -> None:
    name = f"fix-{record.id}"
    given: dict[str, Any] = {"on": on}
    if record.answers:
        typed = {item.id: st.session_state.get(f"{name}-{item.id}") for item in instrument.items}
        given["answers"] = {item: number.meant(value) for item, value in typed.items() if value is not None}
        given["not_applicable"] = tuple(
            item for (_, item), one in record.answers.items() if one.state == "not_applicable" and typed[item] is None
        )
    else:
        scales = rating_total.scales_of(instrument)
        keys = {one.id: f"{name}-value" if len(scales) == 1 else f"{name}-value-{one.id}" for one in scales}
        totals = {one: st.session_state.get(key) for one, key in keys.items()}
        given["totals"] = {one: value for one, value in totals.items() if value is not None} or None
        given["on"] = st.session_state.get(f"{name}-on")
    reason, actor = str(st.session_state.get(f"{name}-why") or ""), gate.present()
    if actor is None:
        return
    try:
        measured = MeasurementInput.of(instrument=instrument.id, **given)
        recording.correct_measurement(actor, record.id, measured, reason, record.row_version)
    except (Invalid, Conflict) as refused:
        st.session_state[NOTICE] = _objection(refused)
    else:
        _done(f"Corrected. The {instrument.abbreviation} of {day(measured.on)} says now what you wrote.")


def _withdraw(instrument: Instrument, record: CheckInView, on: date) -> None:
    reason, actor = str(st.session_state.get(f"fix-{record.id}-why") or ""), gate.present()
    if actor is None:
        return
    try:
        recording.withdraw_measurement(actor, record.id, reason, record.row_version)
    except (Invalid, Conflict) as refused:
        st.session_state[NOTICE] = _objection(refused)
    else:
        _done(f"Withdrawn. The {instrument.abbreviation} of {day(on)} counts no more; it stays among earlier versions.")


def _done(said: str) -> None:
    st.session_state["said"], st.session_state[CORRECTING] = said, None


def _objection(refused: Refusal) -> str:
    problems = refused.problems if isinstance(refused, Invalid) else ()
    return "Nothing was changed. " + (" ".join(f"{one.message}." for one in problems) or str(refused))
