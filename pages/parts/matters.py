"""What matters most, in the patient's own words, with their own line of how close they are to it."""

import streamlit as st

from models.access import Actor, Permission, may
from models.criteria.options import MATTERS
from models.history import PatientView
from pages.parts import say, wishes
from pages.parts.words import number, word

NAME, YES_OR_NO = "what_matters", "session_yesterday"


def show(view: PatientView, actor: Actor, language: str) -> None:
    """The words, the line, and a field to write them anew."""
    st.subheader(word("together_matters", language), anchor=False)
    wishes.said(view, MATTERS, word("matters_none", language), language)
    line(view, language)
    if may(actor, Permission.preference_write):
        wishes.ask(view, actor, MATTERS, word("together_matters_ask", language), language)


def line(view: PatientView, language: str) -> None:
    """How close it was last time, and at the first."""
    values = [one.value for one in view.course(NAME, "closeness") if one.value is not None]
    if not values:
        return
    said = word("matters_line", language, score=number(values[-1], language))
    if len(values) > 1:
        said = f"{said} {word('matters_since', language, first=number(values[0], language))}"
    say.text(said, key="matters-line")
