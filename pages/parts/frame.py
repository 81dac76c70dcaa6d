"""What surrounds a page: the demo's banner, the staff's way round, the crisis line for patients, the way out."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import streamlit as st

from models import history, recording
from models.access import Actor, Permission, may
from models.settings import Mode, settings
from pages import visit
from pages.parts import crisis, gate, say, tongue, unsent
from pages.parts.words import word

WAYS = {
    "caseload": Permission.caseload_read,
    "cohort": Permission.cohort_read,
    "new-patient": Permission.patient_add,
    "people": Permission.people_manage,
    "access-log": Permission.clinic_manage,
    "instruments": Permission.clinic_manage,
}


@contextmanager
def around(actor: Actor | None, pages: Mapping[str, Any], page: Any) -> Iterator[None]:
    """Draw the frame; the crisis line is drawn before the page, so that nothing which breaks the page removes it."""
    language = tongue.here(actor)
    if settings().mode is Mode.demo:
        with st.container(key="demo-banner"):
            st.text(f"{word('demo', language)} {word('demo_words', language)}")
    is_staff = actor is not None and actor.role != "patient"
    if actor is not None and is_staff:
        _top(actor, pages)
    if actor is not None:
        _watch()
    if not is_staff:
        tongue.bar(actor, language)
    body = st.container(key="page-staff" if is_staff else "page-patient")
    if not is_staff:
        _foot(actor, language)
    with body:
        yield
    if is_staff:
        with st.container(key="staff-foot"):
            say.paragraph("", ("What the abbreviations mean", "/abbreviations"))


def _watch() -> None:
    """Blank a page that was left open: some time after the visit's idle limit, nobody's name is on the screen."""
    rules = settings()
    if rules.mode is Mode.demo:
        return

    @st.fragment(run_every=timedelta(minutes=rules.staff_idle_minutes, seconds=5))
    def look_again() -> None:
        if gate.present() is None:
            st.rerun()

    look_again()


def welcome() -> None:
    """The front page of somebody whose pages are not there."""
    st.subheader("Welcome", anchor=False)
    st.text("You are signed in. There is nothing to do here yet.")


def _top(actor: Actor, pages: Mapping[str, Any]) -> None:
    with st.container(key="top", horizontal=True, vertical_alignment="center", gap="small"):
        say.brand("Fairtrial", actor.clinic_name)
        for address, permission in WAYS.items():
            if address in pages and may(actor, permission):
                st.page_link(pages[address])
        with st.container(key="top-who"):
            say.paragraph("", (actor.name, "/account"))
        _way_out()


def _foot(actor: Actor | None, language: str) -> None:
    with st.container(key="foot"):
        crisis.line(history.crisis_for(actor, language), language)
        if actor is not None and actor.kind == "kiosk":
            say.paragraph("", (word("for_staff", language), "/hand-back"))
        elif actor is not None:
            if actor.kind == "account":
                say.paragraph("", (word("account", language), "/account"))
            _way_out(language)


def _way_out(language: str = "en") -> None:
    if st.button(word("sign_out", language), key="sign-out", type="tertiary"):
        secret = visit.cookie_of(st.context.cookies)
        if secret:
            ended = gate.present()
            recording.sign_out(secret)
            unsent.drop(ended.visit_id if ended else None)
        st.rerun()
