"""Tables in which dose steps and sessions are written: one row each, days and numbers only."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import intent
from pages.parts.trial_field import Form

ATTENDED = {"attended": True, "missed": False}
WORD = {True: "attended", False: "missed"}


def doses(form: Form, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Dose steps: from which day, how much a day, until when where it was stopped before the next."""
    frame = _frame(rows or [{}], {"from_on": "date", "mg_per_day": "number", "to_on": "date"})
    edited = st.data_editor(
        frame,
        key=form.key("doses"),
        num_rows="dynamic",
        hide_index=True,
        width="stretch",
        placeholder=" ",
        column_config={
            "from_on": st.column_config.DateColumn("from (empty: first day)", format="YYYY-MM-DD"),
            "mg_per_day": st.column_config.NumberColumn("mg a day", min_value=0, max_value=10000),
            "to_on": st.column_config.DateColumn("until (empty: next step)", format="YYYY-MM-DD"),
        },
        alt="Dose steps: day, milligrams a day, last day",
    )
    _objections(form, "doses")
    return _rows(edited)


def sessions(form: Form, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Sessions: the day, whether it took place, how long."""
    shown = [{**row, "attended": WORD[row["attended"]]} for row in rows]
    frame = _frame(shown, {"held_on": "date", "attended": "text", "minutes": "number"})
    edited = st.data_editor(
        frame,
        key=form.key("sessions"),
        num_rows="dynamic",
        hide_index=True,
        width="stretch",
        placeholder=" ",
        column_config={
            "held_on": st.column_config.DateColumn("day", format="YYYY-MM-DD"),
            "attended": st.column_config.SelectboxColumn("took place?", options=list(ATTENDED)),
            "minutes": st.column_config.NumberColumn("minutes", min_value=1, max_value=600, step=1),
        },
        alt="Sessions: day, attended or missed, minutes",
    )
    _objections(form, "sessions")
    found = _rows(edited)
    for row in found:
        row["attended"] = ATTENDED.get(row["attended"]) if row["attended"] else None
        row["minutes"] = int(row["minutes"]) if row["minutes"] is not None else None
    return found


def _frame(rows: Sequence[Mapping[str, Any]], kinds: Mapping[str, str]) -> pd.DataFrame:
    types = {"date": "datetime64[s]", "number": "Float64", "text": "object"}
    columns = {name: [row.get(name) for row in rows] for name in kinds}
    return pd.DataFrame({name: pd.Series(columns[name], dtype=types[kind]) for name, kind in kinds.items()})


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): _plain(value) for name, value in row.items()} for row in frame.to_dict("records")]


def _plain(value: Any) -> Any:
    """A day, a number or a word; None where the cell is empty."""
    if value is None or pd.isna(value):
        return None
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date | str) else float(value)


def _objections(form: Form, table: str) -> None:
    """What was refused about the table or one of its rows."""
    form.objections(table)
    for field, message in intent.problems(form.name):
        if field.startswith(f"{table}."):
            _, row, *column = field.split(".")
            place = f"row {int(row) + 1}" if row.isdigit() else row
            with st.container(key=f"problem-{form.name}-{field.replace('.', '-')}"):
                st.text(f"✕ {place}{', ' + column[0].replace('_', ' ') if column else ''}: {message}")
