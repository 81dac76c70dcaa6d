"""What a patient says in the own words, written down with who and when; a new word never removes an earlier one."""

import streamlit as st

from models import recording
from models.access import Actor
from models.errors import Invalid
from models.history import PatientView
from models.recording import PreferenceInput
from pages.parts import intent, say
from pages.parts.words import short_day, word


def said(view: PatientView, about: str, nothing: str) -> None:
    """The newest words, or that there are none yet."""
    newest = next((one for one in view.preferences if one.about == about), None)
    if newest is None:
        say.text(nothing, key=f"quiet-none-{about}")
        return
    with st.container(key=f"card-{about}"):
        say.text(newest.words)
        by = word("said_by", view.header.language, day=short_day(newest.recorded_at.date()), name=newest.by)
        say.text(by, key=f"quiet-by-{about}")


def ask(view: PatientView, actor: Actor, about: str, label: str) -> None:
    """A field that is folded away until somebody wants to write."""
    name, language = f"wish-{about}-{view.header.id}", view.header.language
    with st.expander(word("write_down", language)):
        words = st.text_area(label, key=f"{name}-words", max_chars=500, height=90) or ""
        intent.objections(name, "words")
        st.button(word("keep", language), key=f"{name}-save", on_click=intent.wish, args=(name,))
    if not intent.is_wished(name):
        return
    refused: Invalid | None = None
    try:
        recording.record_preference(actor, view.header.id, PreferenceInput.of(about=about, words=words))
    except Invalid as objection:
        refused = objection
    intent.settled(name, refused)
    st.rerun()
