"""Two people at one trial: who changed what while this form was open is shown, and nothing is overwritten unseen."""

import streamlit as st

from models.errors import Conflict
from models.history import Amendment
from pages.parts import timeline, unsent
from pages.parts.trial_field import Form


def opened(form: Form) -> int:
    """The version that stood when this form was opened; it stays with what was typed."""
    assert form.trial is not None
    now = form.view.trial_versions[form.trial.id]
    found: int = st.session_state.setdefault(f"opened:{form.name}", form.unsent.values.get("opened", now))
    return found


def changed(form: Form) -> list[Amendment]:
    """Amendments of this trial since then; sessions that were added or taken back leave the form as it is."""
    assert form.trial is not None
    since = opened(form)
    later = [one for one in form.view.amendments if one.entity_id == form.trial.id and one.row_version >= since]
    return [one for one in later if any(each.name != "sessions" for each in timeline.changes(one, form.view))]


def show(form: Form) -> None:
    """Who changed what, and the two ways on."""
    found = changed(form)
    if not found:
        return
    with st.container(key="card-attention-meanwhile"):
        st.text("◆ This trial was changed while you had it open. Your entries are still here.")
        for one in found:
            timeline.entry(one, form.view)
        st.button(
            "Let go of my entries and start from the record",
            key=f"{form.name}-meanwhile",
            on_click=unsent.forget,
            args=(form.actor, form.unsent.name),
        )


def refuse(form: Form) -> None:
    """The first attempt to save over somebody else's change is refused; raises Conflict. Seen, it may be saved."""
    if form.trial is None or not changed(form):
        return
    seen, now = f"seen:{form.name}", form.view.trial_versions[form.trial.id]
    if st.session_state.get(seen) != now:
        st.session_state[seen] = now
        raise Conflict("Somebody else changed this in the meantime. Look at it once more, then save again.")
