"""What was typed and not sent yet, kept for the same visit: a wrong tap, a reload or a lost line loses none of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import streamlit as st

from models.access import Actor
from models.clock import now

LONGEST = timedelta(hours=12)  # no visit of staff lasts longer
MOST = 2000
_KEPT: dict[tuple[str, str], tuple[datetime, dict[str, Any]]] = {}


@dataclass(frozen=True)
class Unsent:
    """One form: the prefix of its widgets' keys, and what it begins with if something was typed before."""

    name: str
    prefix: str
    values: Mapping[str, Any]
    since: datetime | None


def resume(actor: Actor, name: str) -> Unsent:
    """The form of that name; its first values stand still while its widgets are on the screen."""
    prefix = f"{name}-{st.session_state.setdefault(f'turn:{name}', 0)}"
    begun = f"begun:{name}"
    on_screen = any(str(key).startswith(f"{prefix}-") for key in st.session_state)
    if begun not in st.session_state or not on_screen:
        kept = _kept(actor, name)
        st.session_state[begun] = kept if kept else (None, {})
        for place in ("first", "opened", "seen"):
            st.session_state.pop(f"{place}:{prefix}", None)
        for key in [key for key in st.session_state if str(key).startswith(f"rows:{prefix}")]:
            del st.session_state[key]
    since, values = st.session_state[begun]
    return Unsent(name, prefix, values, since)


def keep(actor: Actor, form: Unsent, values: Mapping[str, Any]) -> None:
    """Remember what stands in the form, once it is no longer what it began with."""
    first = st.session_state.setdefault(f"first:{form.prefix}", repr(values))
    key = (actor.visit_id or "", form.name)
    if form.since is None and repr(values) == first:
        _KEPT.pop(key, None)
        return
    _tidy()
    _KEPT[key] = (now(), dict(values))


def keep_nothing(actor: Actor, form: Unsent) -> None:
    """Nothing worth keeping stands in the form: nobody is told later that something is back."""
    _KEPT.pop((actor.visit_id or "", form.name), None)


def forget(actor: Actor, name: str) -> None:
    """It was saved, or is not wanted: the form begins anew."""
    _KEPT.pop((actor.visit_id or "", name), None)
    st.session_state[f"turn:{name}"] = st.session_state.get(f"turn:{name}", 0) + 1
    st.session_state.pop(f"begun:{name}", None)


def drop(visit_id: str | None) -> None:
    """The visit has ended: nothing that was typed in it is kept any longer."""
    for key in [key for key in list(_KEPT) if key[0] == visit_id]:
        _KEPT.pop(key, None)


def notice(actor: Actor, form: Unsent, otherwise: str) -> None:
    """Says that earlier entries are back, and lets go of them for a tap."""
    if form.since is None:
        return
    with st.container(key=f"card-attention-unsent-{form.name}", horizontal=True, vertical_alignment="center"):
        st.text("◆ What you had typed here and not saved is back.")
        st.button(otherwise, key=f"{form.prefix}-anew", on_click=forget, args=(actor, form.name))


def _kept(actor: Actor, name: str) -> tuple[datetime, dict[str, Any]] | None:
    found = _KEPT.get((actor.visit_id or "", name))
    return found if found and now() - found[0] < LONGEST else None


def _tidy() -> None:
    """Let go of what no visit can ask for any more; the oldest first where there is too much."""
    for key in [key for key, (at, _) in list(_KEPT.items()) if now() - at >= LONGEST]:
        _KEPT.pop(key, None)
    while len(_KEPT) >= MOST:
        _KEPT.pop(min(_KEPT, key=lambda key: _KEPT[key][0]), None)
