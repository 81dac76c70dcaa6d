"""Earlier versions of trials and episodes: who changed it, when, why, and what was different."""

from typing import Any

import streamlit as st

from instruments import shelf
from models.history import Amendment, PatientView
from pages.parts import pieces, say
from pages.parts.plain import clock
from pages.parts.verdict import treatment

SILENT = {"id", "patient_id", "row_version", "recorded_by_id", "recorded_at"}


def show(view: PatientView) -> None:
    """Every amendment, the newest first."""
    if not view.amendments:
        return
    with st.expander(f"Earlier versions ({len(view.amendments)})"):
        for one in view.amendments:
            name = _name(one, view)
            when = clock(one.amended_at, view.header.time_zone)
            say.text(f"{name}, version {one.row_version}, replaced on {when} by {one.amended_by}")
            lines = [("why", one.reason), *differences(one, view)]
            pieces.show(
                *(pieces.row("line", pieces.words(field, "strong"), pieces.words(text)) for field, text in lines)
            )


def _name(one: Amendment, view: PatientView) -> str:
    if one.entity == "check_in":
        instrument = shelf().get(str(one.as_it_was["instrument"]))
        return f"{instrument.abbreviation if instrument else one.as_it_was['instrument']} recorded by staff"
    trial = view.case.trial_by_id.get(one.entity_id)
    return treatment(trial) if trial else "episode"


def differences(one: Amendment, view: PatientView) -> list[tuple[str, str]]:
    """(field, "before → after") against the version that followed."""
    after = _following(one, view)
    if after is None:
        return [
            (
                "as it was",
                "; ".join(
                    f"{name} {told(value)}" for name, value in one.as_it_was.items() if value and name not in SILENT
                ),
            )
        ]
    names = [name for name in one.as_it_was if name not in SILENT and one.as_it_was[name] != after.get(name)]
    return [(name.replace("_", " "), f"{told(one.as_it_was[name])} → {told(after.get(name))}") for name in names]


def _following(one: Amendment, view: PatientView) -> dict[str, Any] | None:
    """The next version that was kept; None where that is the one in force."""
    later = [each for each in view.amendments if each.entity_id == one.entity_id and each.row_version > one.row_version]
    return min(later, key=lambda each: each.row_version).as_it_was if later else None


def told(value: object) -> str:
    """A value of the record in words."""
    if value is None or value in ([], {}):
        return "nothing"
    if isinstance(value, list):
        return ", ".join(" ".join(str(part) for part in each.values() if part is not None) for each in value)
    if isinstance(value, dict):
        return ", ".join(f"{name} {told(each)}" for name, each in value.items())
    return f"{value:g}" if isinstance(value, float) else str(value)
