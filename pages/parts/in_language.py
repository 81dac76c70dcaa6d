"""Words in another language than the page: said to browsers and screen readers, so that they are read aloud rightly."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st


@contextmanager
def words_in(language: str, name: str, page: str = "en") -> Iterator[None]:
    """What is drawn within stands in this language; `lang.js` makes the attribute of the container's name."""
    if language == page:
        yield
        return
    with st.container(key=f"lang-{language}--{name}"):
        yield
