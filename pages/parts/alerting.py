"""What whoever is on duty must see first: that alerts are broken, and the flags that were sent to them."""

from collections.abc import Sequence

import streamlit as st

from models.history import FlagForMe
from pages.parts import say
from pages.parts.plain import clock

BROKEN = "Alerts may reach nobody by mail: {why}. Look at the safety flags yourself, and tell your administrator."
SOON = {1: "today", 2: "within the hour"}


def banner(trouble: Sequence[str]) -> None:
    """Say that nobody may be told; nothing where alerts go out."""
    if trouble:
        with st.container(key="card-danger-alerts"):
            say.text(BROKEN.format(why="; ".join(trouble)))


def mine(flags: Sequence[FlagForMe], time_zone: str) -> None:
    """Flags of which the person in front of the screen was told, being on duty; also of patients of other teams."""
    if not flags:
        return
    with st.container(key="card-danger-duty"):
        say.text("You are on duty for these safety flags:")
        for each in flags:
            state = "nobody has taken it on yet" if each.is_open else "taken on, not closed"
            words = f"● {SOON[each.tier]}, since {clock(each.since, time_zone)}: {state}."
            say.paragraph(words, (each.name, f"/patient?id={each.patient_id}"))
