"""Where a person in danger finds help at once; needs neither the database nor anybody signed in."""

import re

import streamlit as st

from models import history
from models.access import Actor, Permission, may
from models.crisis import CrisisText, default_crisis_text
from pages.parts import say
from pages.parts.words import word

NUMBER = re.compile(r"\+?[0-9][0-9 ().\-]{1,28}")


def _address(scheme: str, number: str) -> str:
    """An address that a phone can dial; empty where the setting is not a plain number."""
    if not NUMBER.fullmatch(number.strip()):
        return ""
    # +44 (0)20 is written for readers; the zero is not dialled.
    dialled = number.replace("(0)", "") if "+" in number else number
    return f"{scheme}:{re.sub(r'[^0-9+]', '', dialled)}"


def call_address(number: str) -> str:
    """What a phone opens to call this number; empty where the setting is not a plain number."""
    return _address("tel", number)


def text_address(number: str) -> str:
    """What a phone opens to send this number a message; empty where the setting is not a plain number."""
    return _address("sms", number)


def ways(crisis: CrisisText, language: str = "en") -> tuple[tuple[str, str], ...]:
    """The three numbers with what a phone opens."""
    return (
        (word("call", language, number=crisis.call_number), call_address(crisis.call_number)),
        (word("text", language, number=crisis.text_number), text_address(crisis.text_number)),
        (word("emergency", language, number=crisis.emergency_number), call_address(crisis.emergency_number)),
    )


def line(crisis: CrisisText | None = None, language: str = "en") -> None:
    """The one line at the foot of every page that a patient may see; the default text where no clinic is known."""
    with st.container(key="crisis"):
        said = f"{word('not_watched', language)} {word('in_danger', language)}"
        say.paragraph(said, *ways(crisis or default_crisis_text(language), language))


def block(crisis: CrisisText | None = None, language: str = "en") -> None:
    """The whole text with numbers to tap, shown at once after an answer that needs a person."""
    crisis = crisis or default_crisis_text(language)
    with st.container(key="crisis-now"):
        say.paragraph(crisis.message)
        say.buttons(*ways(crisis, language))


def plan(actor: Actor | None, language: str = "en") -> None:
    """The patient's own safety plan beside the crisis text, where there is one and this reader may see it."""
    if actor is None or actor.patient_id is None or not may(actor, Permission.own_course_read):
        return
    try:
        found = history.own_safety_plan(actor, actor.patient_id)
    except Exception:  # noqa: BLE001 - what stands above it, the numbers to call, must not break with it
        return
    if found is not None:
        with st.container(key="card-safety-plan"):
            st.markdown(f"**{word('plan_title', language)}**")
            say.text(found.words)


def beside_trouble(language: str = "en") -> None:
    """Numbers to tap where a page is broken and nobody has said anything yet."""
    with st.container(key="crisis-trouble"):
        say.paragraph(word("danger", language))
        say.buttons(*ways(default_crisis_text(language), language))
