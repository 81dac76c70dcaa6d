"""A wish to save, kept until it is carried out: another tap cannot make Streamlit drop it on the way."""

import streamlit as st

from models.errors import Invalid, Refusal
from pages.parts.words import shown_in, word


def wish(name: str) -> None:
    """Called by the button; the page carries it out once it has read every field."""
    st.session_state[f"wish:{name}"] = True


def is_wished(name: str) -> bool:
    return bool(st.session_state.get(f"wish:{name}"))


def settled(name: str, refused: Refusal | None = None) -> None:
    """The door has answered: forget the wish and keep what it objected to."""
    problems = refused.problems if isinstance(refused, Invalid) else ()
    st.session_state[f"problems:{name}"] = [(one.field, one.message) for one in problems]
    st.session_state.pop(f"wish:{name}", None)


def problems(name: str) -> list[tuple[str, str]]:
    """What was refused at the last try: field and message."""
    return list(st.session_state.get(f"problems:{name}", ()))


def objections(name: str, *fields: str, language: str = "en") -> None:
    """Beside a field, what was refused about it."""
    for number, (field, message) in enumerate(problems(name)):
        if field in fields:
            with st.container(key=f"problem-{name}-{field}-{number}"):
                st.text(f"✕ {message if shown_in(language) == 'en' else word('look_again', language)}")
