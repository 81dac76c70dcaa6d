"""What a patient says in the own words, written down with who and when; a new word never removes an earlier one."""

import streamlit as st

from models import recording
from models.access import Actor
from models.errors import Invalid
from models.history import PatientView
from models.recording import PreferenceInput
from pages.parts import intent, say
from pages.parts.words import short_day, word


def said(view: PatientView, about: str, nothing: str, language: str = "en") -> None:
    """The newest words, or that there are none yet."""
    newest = next((one for one in view.preferences if one.about == about), None)
    if newest is None:
        say.text(nothing, key=f"quiet-none-{about}")
        return
    with st.container(key=f"card-{about}"):
        say.text(newest.words)
        by = word("said_by", language, day=short_day(newest.recorded_at.date(), language), name=newest.by)
        say.text(by, key=f"quiet-by-{about}")


def ask(view: PatientView, actor: Actor, about: str, label: str, language: str = "en") -> None:
    """A field that is folded away until somebody wants to write."""
    name = f"wish-{about}-{view.header.id}"
    with st.expander(word("write_down", language)):
        words = st.text_area(label, key=f"{name}-words", max_chars=500, height=90) or ""
        intent.objections(name, "words", language=language)
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
