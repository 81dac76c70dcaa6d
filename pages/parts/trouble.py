"""What happens when a page breaks: a reference number for us, plain words and the crisis line for the reader."""

import logging
import secrets
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from models.errors import Conflict, NotFound, NotPermitted
from pages.parts import crisis

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


def show(problem: Exception) -> None:
    """Tell the reader what to do, in words that fit the kind of trouble."""
    if isinstance(problem, NotPermitted | NotFound):
        not_found()
    elif isinstance(problem, Conflict):
        st.warning(
            "This was changed by somebody else in the meantime. Nothing was overwritten: reload the page to see it."
        )
    else:
        st.error(
            "Something is broken on our side. What was confirmed as received is safe; what was not must be sent again."
            f" Reference {note(problem)}"
        )
        crisis.beside_trouble()


def not_found() -> None:
    """The same words for what does not exist and for what is not this reader's concern."""
    st.subheader("Not found", anchor=False)
    st.text("There is nothing here for you, or it is no longer there.")


@contextmanager
def caught() -> Iterator[None]:
    """Run a page; Streamlit's own signals to stop or rerun are no errors and pass."""
    try:
        yield
    except Exception as problem:  # noqa: BLE001 - the one place where whatever a page raises ends
        show(problem)


def in_callback(problem: Exception) -> bool:
    """Handle what broke outside a page, in a widget's callback; True keeps Streamlit from showing it."""
    show(problem)
    return True
