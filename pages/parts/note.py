"""A note to the team: a few words, said to be read later, with the numbers for now right beside it."""

import streamlit as st

from models import recording
from models.access import Actor
from models.crisis import CrisisText
from models.errors import Invalid
from pages.parts import crisis, gate, say
from pages.parts.words import word

SAID, FIELD = "note-said", "note-words"


def ask(actor: Actor, patient_id: str, language: str, numbers: CrisisText, *, check_in_id: str | None = None) -> None:
    """The field, folded away until it is wanted; what was sent is said once it is kept."""
    if said := st.session_state.get(SAID):
        say.text(word(said, language), key="note-said-words")
    with st.expander(word("note_title", language)):
        say.text(word("note_words", language))
        say.buttons(*crisis.ways(numbers, language))
        st.text_area(word("note_label", language), key=FIELD, max_chars=1000, height=110)
        st.button(word("note_send", language), key="note-send", on_click=_send, args=(patient_id, check_in_id))


def _send(patient_id: str, check_in_id: str | None) -> None:
    """Called by the tap: the words are read first, then one door is called."""
    words, actor = str(st.session_state.get(FIELD) or ""), gate.present()
    if actor is None:
        return
    try:
        recording.write_note(actor, patient_id, words, check_in_id)
    except Invalid:
        st.session_state[SAID] = "note_refused"
        return
    st.session_state[SAID], st.session_state[FIELD] = "note_sent", ""
