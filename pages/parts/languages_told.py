"""Which languages patients may choose here, and what is missing where one may not be chosen."""

import streamlit as st

from models.languages import COMMON, NAMES, known, lacking, offered
from models.settings import settings
from pages.parts import say

MOST_NAMED = 8


def lines() -> list[str]:
    """A line for each language that has a catalogue or is named in the setting."""
    named = dict.fromkeys((COMMON, *settings().languages, *known()))
    return [f"{NAMES.get(each, each)} ({each}): {state(each)}" for each in named]


def state(language: str) -> str:
    """Offered, or why not."""
    if language in offered():
        return "offered"
    if language not in known():
        return "not offered: there is no catalogue of its words"
    waiting = lacking(language)
    if waiting:
        more = ", …" if len(waiting) > MOST_NAMED else ""
        return f"not offered: {len(waiting)} sentences are not worded ({', '.join(waiting[:MOST_NAMED])}{more})"
    return "complete, and not offered: FAIRTRIAL_LANGUAGES does not name it"


def show() -> None:
    """Folded away, for administrators."""
    with st.expander("Languages of the patient’s side"):
        say.text("What patients read round the forms. A language is offered only where every sentence is there.")
        say.text("\n".join(lines()), key="quiet-languages")
