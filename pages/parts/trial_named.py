"""A treatment from the list by the beginning of any of its names, or one that is not listed by writing it out."""

from collections.abc import Callable

import streamlit as st

from pages.parts.trial_field import Form

ANOTHER = "another"


def field(form: Form, name: str, label: str, listed: list[str], told: Callable[[str], str]) -> str | None:
    """Draw the choice; answers the name, None while there is none. A listed one is chosen by Enter at once."""
    was = form.was(name)
    options = [*listed, ANOTHER]
    first = was if was in listed or was is None else ANOTHER
    chosen: str | None = st.selectbox(
        label,
        options,
        index=options.index(first) if first else None,
        format_func=lambda each: (
            f"Not in this list: write its name ({label.casefold()})" if each == ANOTHER else told(each)
        ),
        key=form.key(name),
        placeholder="type the beginning of a name",
        help="Type a part of any name and press Enter. What is not listed is at the end of the list.",
    )
    if chosen == ANOTHER:
        typed = st.text_input(
            f"Name of the {label.casefold()}",
            (was or "") if first == ANOTHER else "",
            max_chars=80,
            key=form.key(f"{name}-typed"),
        )
        chosen = (typed or "").strip() or None
    form.objections(name)
    return chosen
