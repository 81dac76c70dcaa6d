"""Why a record changes: the usual reasons for a tap, one's own words beside them."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages.parts import intent

USUAL = ("Typing mistake", "The patient remembered", "A letter or record came", "Pharmacy or refill data came")


def fields(prefix: str, was: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Draw the question; answers the reason for the door and what was typed."""
    st.markdown("**Why does the record change?**")
    usual = st.pills(
        "Usual reasons",
        USUAL,
        default=was.get("reason_usual"),
        key=f"{prefix}-reason_usual",
        label_visibility="collapsed",
        wrap=True,
    )
    own = st.text_input("In your own words", was.get("reason") or "", max_chars=400, key=f"{prefix}-reason")
    intent.objections(prefix, "reason")
    reason = ": ".join(part for part in (usual or "", (own or "").strip()) if part)
    return reason, {"reason_usual": usual, "reason": own}
