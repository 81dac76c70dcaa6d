"""Whether the log is whole, told above its entries: its end now, the mark outside it, and the last full check."""

import streamlit as st

from models import history
from models.access import Actor
from models.history import LogState
from pages.parts import pieces, say

HOW = "Whoever runs the installation checks every entry with: fairtrial verify."


def show(actor: Actor) -> None:
    """What one look can tell of the chain."""
    state = history.log_state(actor)
    whole = state.holds and not (state.proved and state.proved.breaches)
    sign = ("whole", "✓", say.Kind.neutral) if whole else ("not whole", "×", say.Kind.danger)
    with st.container(key="log-state"):
        pieces.show(pieces.chip(*sign))
        for line in lines(state):
            st.text(line)


def lines(state: LogState) -> list[str]:
    """The same in words."""
    now = (
        f"{state.entries:,} entries. The newest {state.looked_at:,} follow one from the other up to the end of the log."
        if state.holds
        else f"{state.entries:,} entries. The newest are not as this program left them. {HOW}"
    )
    mark = (
        "No mark lies outside the database yet: it is set after a hundred entries."
        if state.anchored is None
        else f"The mark outside the database names entry {state.anchored:,}."
    )
    return [now, mark, _proved(state)]


def _proved(state: LogState) -> str:
    last = state.proved
    if last is None:
        return f"Nobody has checked all entries on this machine yet. {HOW}"
    said = "all in order" if not last.breaches else f"not in order in {last.breaches:,} places"
    return f"Every entry was last checked at {last.at:%Y-%m-%d %H:%M} UTC: {last.entries:,} entries, {said}."
