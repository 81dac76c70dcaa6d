"""The form of an episode: when, how severe, and what staging asks beside the trials; unknown stays unknown."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from models.history import EpisodeRecord, PatientView
from pages.parts import intent
from pages.parts.grades import DIAGNOSES, LEVELS, QUESTIONS, SEVERITIES
from pages.parts.unsent import Unsent

KNOWN = {True: "Yes: delusions or hallucinations in this episode", False: "No: looked for and not found"}
PLACEHOLDER = "not known"


def fields(form: Unsent, view: PatientView, recorded: EpisodeRecord | None) -> dict[str, Any]:
    """Draw the form; answers the fields of the door."""
    was = {**(vars(recorded) if recorded else {}), **form.values}
    found = _when(form, view, was)
    left, right = st.columns(2, gap="medium")
    asked: dict[str, Mapping[Any, str]] = {"severity": SEVERITIES, "is_psychotic": KNOWN, **LEVELS}
    names = {"severity": "How severe it is", "is_psychotic": "Psychotic features", **QUESTIONS}
    for place, (field, levels) in enumerate(asked.items()):
        with (left, right)[place % 2]:
            found[field] = _one(form, field, names[field], levels, was.get(field))
    return found


def _when(form: Unsent, view: PatientView, was: Mapping[str, Any]) -> dict[str, Any]:
    earliest = view.header.born_on or date(1930, 1, 1)
    found: dict[str, Any] = {}
    labels = {
        "started_on": "First day (about is enough)",
        "ended_on": "Last day (empty while it lasts)",
    }
    columns = st.columns(3)
    for column, (field, label) in zip(columns, labels.items(), strict=False):
        with column:
            found[field] = st.date_input(
                label, was.get(field), earliest, view.as_of, format="YYYY-MM-DD", key=f"{form.prefix}-{field}"
            )
            intent.objections(form.prefix, field)
    with columns[2]:
        names = list(DIAGNOSES)
        found["diagnosis"] = st.selectbox(
            "Diagnosis",
            names,
            index=names.index(was["diagnosis"]) if was.get("diagnosis") else 0,
            format_func=DIAGNOSES.__getitem__,
            key=f"{form.prefix}-diagnosis",
        )
        intent.objections(form.prefix, "diagnosis")
    return found


def _one(form: Unsent, field: str, label: str, levels: Mapping[Any, str], was: Any) -> Any:
    """One question; nothing is chosen until somebody knows, and it can be emptied again."""
    values = list(levels)
    chosen = st.selectbox(
        label,
        values,
        index=values.index(was) if was in values and was is not None else None,
        format_func=levels.__getitem__,
        key=f"{form.prefix}-{field}",
        placeholder=PLACEHOLDER,
        help="\n\n".join(levels.values()) + "\n\nLeave it empty where nobody knows.",
    )
    intent.objections(form.prefix, field)
    return chosen
