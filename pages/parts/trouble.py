"""What happens when a page breaks: a reference number for us, plain words and the crisis line for the reader."""

import logging
import secrets
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from models.errors import Conflict, NotFound, NotPermitted
from pages import spoken, visit
from pages.parts import crisis, say
from pages.parts.words import word

log = logging.getLogger("fairtrial.trouble")


def note(problem: BaseException) -> str:
    """Log where it broke under a reference number; never the message, which may carry a patient's words."""
    reference = secrets.token_hex(4)
    path = " < ".join(
        f"{f.filename.rsplit('/', 1)[-1]}:{f.lineno} {f.name}"
        for f in reversed(traceback.extract_tb(problem.__traceback__))
    )
    log.error("%s %s at %s", reference, type(problem).__name__, path or "unknown")
    return reference


def show(problem: Exception, language: str = "") -> None:
    """Tell the reader what to do, in words that fit the kind of trouble."""
    language = language or _tongue()
    if isinstance(problem, NotPermitted | NotFound):
        not_found(language)
    elif isinstance(problem, Conflict):
        st.warning(word("changed_meanwhile", language))
    else:
        st.error(f"{word('broken', language)} {word('reference', language, number=note(problem))}")
        crisis.beside_trouble(language)


def _tongue() -> str:
    """The reader's language, asked for only now; without a database, what the browser says."""
    try:
        actor = visit.actor_of(st.context.cookies)
    except Exception:  # noqa: BLE001 - what is broken is told already, and these words must come in any case
        actor = None
    return spoken.of_actor(actor) if actor else spoken.of_browser(st.context.cookies, st.context.headers)


def not_found(language: str = "en") -> None:
    """The same words for what does not exist and for what is not this reader's concern."""
    st.subheader(word("not_found", language), anchor=False)
    st.text(word("not_found_words", language))
    say.buttons((word("to_start", language), "/"))


@contextmanager
def caught(language: str = "") -> Iterator[None]:
    """Run a page; Streamlit's own signals to stop or rerun are no errors and pass."""
    try:
        yield
    except Exception as problem:  # noqa: BLE001 - the one place where whatever a page raises ends
        show(problem, language)


def in_callback(problem: Exception) -> bool:
    """Handle what broke outside a page, in a widget's callback; True keeps Streamlit from showing it."""
    show(problem)
    return True
