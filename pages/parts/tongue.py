"""Another language at any time: a row of languages by their own names, and what tells the browser which one it is."""

import streamlit as st

from models import recording
from models.access import Actor
from models.errors import Invalid
from models.languages import NAMES
from pages import spoken
from pages.parts import gate, say
from pages.parts.words import offered, word

IS_OPEN = "languages-open"


def here(actor: Actor | None) -> str:
    """The language of the page: the patient's, English for staff, the browser's where nobody is signed in."""
    if actor is not None:
        return spoken.of_actor(actor)
    return spoken.of_browser(st.context.cookies, st.context.headers)


def bar(actor: Actor | None, language: str) -> None:
    """At the head of a patient's page: the way out at once, and the languages.

    The name of the container says the page's language; lang.js makes the attribute of it. On the clinic's tablet it is
    not kept for the next reader.
    """
    kept = "only-" if actor is not None and actor.kind == "kiosk" else ""
    with st.container(key=f"page-{kept}lang-{language}", horizontal=True, vertical_alignment="center"):
        if actor is None:
            say.paragraph("")
            return
        with st.container(key="languages", horizontal=True, gap="small"):
            _choice(language)
        if actor.kind != "kiosk":
            with st.container(key="quick-exit"):
                say.paragraph("", (word("quick_exit", language), "/leave"))


def _choice(language: str) -> None:
    others = [each for each in offered() if each != language]
    if not others:
        return
    said = word("language_now", language, name=NAMES[language])
    st.button(said, key="language-now", type="tertiary", on_click=_unfold)
    for each in others if st.session_state.get(IS_OPEN) else ():
        with st.container(key=f"lang-{each}--choice", width="content"):
            st.button(NAMES[each], key=f"language-{each}", on_click=_choose, args=(each,))


def _unfold() -> None:
    st.session_state[IS_OPEN] = not st.session_state.get(IS_OPEN)


def _choose(language: str) -> None:
    """Called by the tap; whatever was answered is kept, and what was typed stays where it is."""
    st.session_state[IS_OPEN] = False
    actor = gate.present()
    if actor is None or actor.patient_id is None:
        return
    try:
        recording.choose_language(actor, language)
    except Invalid:
        return  # no longer offered: the page shows which ones are
