"""Sessions typed one day a line, as a letter or a diary has them; what cannot be read is named with its line."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import streamlit as st

from pages.parts import trial_live
from pages.parts.trial_draft import Draft, session_inputs
from pages.parts.trial_field import Form

EXAMPLE = "2026-05-04\n2026-05-11 missed\n2026-05-18 50 min"
ALLOWED = "a day such as 2026-05-04, then “missed” where it did not take place, then minutes such as “50 min”"
LINE = re.compile(
    r"(?P<day>\d{4}-\d{1,2}-\d{1,2})[,;\s]*(?P<took>attended|missed)?[,;\s]*"
    r"(?:(?P<minutes>\d{1,3})\s*(?:min|minutes|mins|')?\.?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Lines:
    """What was read as sessions, and what could not be."""

    sessions: list[dict[str, Any]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def read(typed: str) -> Lines:
    """Sessions as the door takes them, and a sentence for each line that is none."""
    found = Lines()
    for number, line in enumerate((typed or "").splitlines(), start=1):
        if not line.strip():
            continue
        matched = LINE.fullmatch(line.strip())
        held_on = _day(matched["day"]) if matched else None
        if matched is None or held_on is None:
            found.unread.append(f"line {number}: write {ALLOWED}")
            continue
        minutes = int(matched["minutes"]) if matched["minutes"] else None
        attended = (matched["took"] or "").casefold() != "missed"
        found.sessions.append({"held_on": held_on, "attended": attended, "minutes": minutes})
    return found


def _day(typed: str) -> date | None:
    year, month, number = (int(part) for part in typed.split("-"))
    try:
        return date(year, month, number)
    except ValueError:
        return None


def draft(form: Form, common: dict[str, Any], own: dict[str, Any]) -> Draft:
    """The sessions beside what else the treatment asks: those in the log, those typed, or how many there were."""
    if form.trial is not None:
        held = session_inputs(form.trial.sessions)
        return Draft({**own, "attended_count": None if held else _count(form)}, sessions=held)
    table, so_far = st.columns([3, 2], gap="medium")
    with table:
        lines = fields(form)
        own = {**own, "attended_count": None if lines.sessions else _count(form)}
    with so_far:
        trial_live.show(form, Draft({**common, **own}, sessions=lines.sessions))
    return Draft(own, sessions=lines.sessions, unread=lines.unread)


def _count(form: Form) -> int | None:
    label = "Number of sessions, where the days are not known"
    count: int | None = st.number_input(label, 0, 500, form.was("attended_count"), 1, key=form.key("attended_count"))
    form.objections("attended_count")
    return count


def fields(form: Form) -> Lines:
    """The sessions of a new trial; of a recorded one they are in its log, where each is a tap."""
    typed = st.text_area(
        "Sessions, one day a line",
        form.was("sessions_typed") or "",
        height=130,
        key=form.key("sessions"),
        placeholder=EXAMPLE,
        help=f"On each line {ALLOWED}. Later sessions are one tap each on this page.",
    )
    lines = read(typed)
    form.objections("sessions", *(f"sessions.{place}.held_on" for place in range(len(lines.sessions))))
    if lines.sessions:
        st.text(f"Read: {told(lines.sessions)}.")
    for each in lines.unread:
        st.text(f"◆ {each}")
    return lines


def told(sessions: Iterable[dict[str, Any]]) -> str:
    """How many were read, in words."""
    attended = [one["attended"] for one in sessions]
    missed = len(attended) - sum(attended)
    return f"{sum(attended)} attended" + (f", {missed} missed" if missed else "")
