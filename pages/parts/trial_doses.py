"""Dose steps as rows of fields: from which day, how much a day; each is reached, changed and removed by keyboard."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from pages.parts import intent
from pages.parts.trial_field import Form


def fields(form: Form, recorded: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Draw the steps; answers what stands in them, in the order on the screen."""
    begun: dict[str, Any] = {f"s{place}": dict(row) for place, row in enumerate(form.was("doses") or recorded or [{}])}
    place = f"rows:{form.name}-doses"
    shown: list[str] = st.session_state.setdefault(place, list(begun))
    found = [_row(form, number, name, begun.get(name, {}), shown) for number, name in enumerate(shown, start=1)]
    st.button("Add a dose step", key=form.key("dose-add"), icon=":material/add:", on_click=_add, args=(place,))
    intent.objections(form.name, "doses")
    return found


def _add(place: str) -> None:
    st.session_state[place] = [*st.session_state[place], f"n{secrets.token_hex(4)}"]


def _remove(place: str, name: str) -> None:
    st.session_state[place] = [each for each in st.session_state[place] if each != name]


def _row(form: Form, number: int, name: str, was: Mapping[str, Any], shown: list[str]) -> dict[str, Any]:
    earliest, latest = form.view.header.born_on or date(1930, 1, 1), form.view.as_of
    key = form.key(f"dose-{name}")
    with st.container(key=f"step-{key}", horizontal=True, vertical_alignment="bottom", gap="small"):
        from_on = st.date_input(
            f"Dose {number} from" + (" (empty: first day)" if number == 1 else ""),
            was.get("from_on"),
            earliest,
            latest,
            format="YYYY-MM-DD",
            key=f"{key}-from",
            width=190,
        )
        mg = st.number_input(
            f"Dose {number}, mg a day",
            min_value=0.0,
            max_value=10000.0,
            value=was.get("mg_per_day"),
            step=None,
            format="%g",
            key=f"{key}-mg",
            width=140,
            placeholder="mg",
        )
        to_on = st.date_input(
            f"Dose {number} until (empty: next step)",
            was.get("to_on"),
            earliest,
            latest,
            format="YYYY-MM-DD",
            key=f"{key}-to",
            width=190,
        )
        if len(shown) > 1:
            st.button(
                f"Remove dose {number}",
                key=f"{key}-out",
                on_click=_remove,
                args=(f"rows:{form.name}-doses", name),
                type="tertiary",
                icon=":material/close:",
            )
    intent.objections(form.name, *(f"doses.{number - 1}.{each}" for each in ("from_on", "mg_per_day", "to_on")))
    return {"from_on": from_on, "mg_per_day": mg, "to_on": to_on}
