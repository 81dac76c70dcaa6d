"""What the next check-in asks: the battery of the occasion, or what the clinician chooses from the shelf."""

import streamlit as st

from instruments import shelf
from models import history, recording
from models.access import Actor
from models.criteria.languages import form_language
from models.criteria.sitting import minutes_of
from models.criteria.wording import plural
from models.errors import Invalid
from models.history import CheckInLine, PatientView
from pages.parts import attribution, intent, say

OPEN, NAME = "asked-open", "asked"


def show(view: PatientView, actor: Actor) -> None:
    """A button, and under it the choice."""
    icon = ":material/checklist:"
    st.button("Choose what is asked", key="asked-toggle", type="tertiary", icon=icon, on_click=_toggle)
    if st.session_state.get(OPEN) != view.header.id:
        return
    waiting = next((line for line in view.check_ins if not line.is_rating and line.status in ("due", "draft")), None)
    if waiting is not None and waiting.status == "draft":
        say.text("The patient has begun the check-in: what it asks is not changed any more.", key="quiet-asked")
        return
    _choice(view, actor, waiting)


def _toggle() -> None:
    st.session_state[OPEN] = None if st.session_state.get(OPEN) else st.query_params.get("id")


def _choice(view: PatientView, actor: Actor, waiting: CheckInLine | None) -> None:
    lines = {line.id: line for line in history.shelf_of(actor, actor.clinic_id or "")}
    offered = [name for name, line in lines.items() if line.may_be_asked and line.rater == "self"]
    key = f"asked-{view.header.id}"
    if key not in st.session_state:
        st.session_state[key] = [name for name in (waiting.instruments if waiting else ()) if name in offered]
    with st.container(key="asked-choice"):
        chosen = st.multiselect(
            "Asked in the next check-in",
            offered,
            format_func=attribution.name_of,
            key=key,
            placeholder="choose from the shelf",
        )
        intent.objections(NAME, "instruments")
        if chosen:
            say.text(_about(chosen, view.header.language), key="quiet-asked")
        st.button("Ask these", key="asked-save", on_click=intent.wish, args=(NAME,), disabled=not chosen)
    if intent.is_wished(NAME):
        _keep(view, actor, chosen)


def _about(chosen: list[str], language: str) -> str:
    """How long it takes, and which forms stand in another language than the patient's."""
    said = f"About {plural(minutes_of(chosen), 'minute')}."
    other = [shelf()[name].abbreviation for name in chosen if form_language(shelf()[name], language) != language]
    return f"{said} Not worded in {language}, asked in English: {', '.join(other)}." if other else said


def _keep(view: PatientView, actor: Actor, chosen: list[str]) -> None:
    refused: Invalid | None = None
    try:
        recording.issue_check_in(actor, view.header.id, chosen)
    except Invalid as objection:
        refused = objection
    intent.settled(NAME, refused)
    if refused is None:
        st.session_state[OPEN] = None
        st.session_state.pop(f"asked-{view.header.id}", None)
        st.session_state["said"] = f"The next check-in asks: {', '.join(map(attribution.name_of, chosen))}."
    st.rerun()
