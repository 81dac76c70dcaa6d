"""The gate of every page: who is here, asked anew at each run, and whether this page is for them."""

from urllib.parse import urlencode

import streamlit as st

from models.access import Actor, Permission, may
from pages import spoken, visit
from pages.addresses import sign_in_for
from pages.parts import say, trouble
from pages.parts.words import word


def present() -> Actor | None:
    """Who sits in front of this screen now, by the cookie alone; None where nobody is signed in, or no longer."""
    return visit.actor_of(st.context.cookies)


def require(permission: Permission) -> Actor:
    """The person in front of the screen; stops the run with plain words where the page is not for them."""
    actor = present()
    if actor is None:
        ask_to_sign_in()
        st.stop()
    if actor.must_enrol:
        ask_to_enrol()
        st.stop()
    if not may(actor, permission):
        trouble.not_found(spoken.of_actor(actor))
        st.stop()
    return actor


def ask_to_enrol() -> None:
    """Say what is missing before anything of anybody is shown."""
    with st.container(key="enrol-first"):
        st.subheader("One thing first", anchor=False)
        st.text("Your clinic asks for a second factor: a code from your telephone beside the password.")
        say.buttons(("Set it up", "/account"))


def ask_to_sign_in(address: str = "") -> None:
    """Say that nobody is signed in, and nothing else."""
    query = urlencode(list(st.query_params.items()))
    language = spoken.of_browser(st.context.cookies, st.context.headers)
    wanted = address or st.context.url or "/"
    with st.container(key="sign-in-first"):
        st.subheader(word("sign_in_first", language), anchor=False)
        st.text(word("sign_in_words", language))
        say.buttons((word("sign_in", language), sign_in_for(_path(wanted) + ("?" + query if query else ""))))


def _path(url: str) -> str:
    return "/" + url.split("//", 1)[-1].partition("/")[2].partition("?")[0]
