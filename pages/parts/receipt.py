"""After sending: the receipt as the database has it, help first where it is needed, then a person's own course."""

from datetime import date

import streamlit as st

from instruments import shelf
from models import history, recording
from models.access import Actor, ActorKind, Permission, may
from models.errors import Conflict
from models.history import CheckInView
from pages.parts import attribution, crisis, gate, note, own_line, say
from pages.parts.in_language import words_in
from pages.parts.words import clock, day, from_clinic, shown_in, word

TRY = "birth-date-try"


def show(actor: Actor, view: CheckInView) -> None:
    """The receipt, read anew at each run: whatever was lost on the way here, this is what has been kept."""
    assert view.received_at is not None
    at = view.local(view.received_at)
    when = {"at": clock(at, view.language), "day": day(at.date(), view.language)}
    with st.container(key="receipt-head"):
        if view.needs_person:
            crisis.block(view.crisis, view.language)
            crisis.plan(actor, view.language)
        st.subheader(
            word("received", view.language, **when),
            anchor=False,
        )
    if view.answers_read:
        ours = from_clinic(view.answers_read, view.language)
        spoken = view.clinic_language if ours == view.answers_read else shown_in(view.language)
        with words_in(spoken, "answers-read", shown_in(view.language)):
            say.text(ours)
    if may(actor, Permission.own_course_read):
        _own_course(actor, view)
    elif may(actor, Permission.birth_date_confirm):
        _ask_birth_date(view.language)
    if may(actor, Permission.note_write):
        note.ask(actor, view.patient_id, view.language, view.crisis, check_in_id=view.id)
    _leave(actor, view.language)
    _credits(view)


def closed(actor: Actor, view: CheckInView) -> None:
    """A check-in whose last day has gone."""
    if view.needs_person:
        crisis.block(view.crisis, view.language)
    st.subheader(word("closed_title", view.language), anchor=False)
    say.text(word("closed_words", view.language, day=day(view.closes_on, view.language)))
    _leave(actor, view.language)


def _leave(actor: Actor, language: str) -> None:
    """Where to go from here: to the own page, or the clinic's tablet back to the clinic."""
    if actor.kind is ActorKind.kiosk:
        say.text(word("give_back", language), key="give-back")
        say.buttons((word("for_staff", language), "/hand-back"))
    elif actor.kind is not ActorKind.link:
        say.buttons((word("go_home", language), "/"))


def _credits(view: CheckInView) -> None:
    """Who made the questions: the line that a licence asks for, or a word that nobody has validated them."""
    attribution.credits(attribution.lines(view.instruments), "credits", view.language)


def _own_course(actor: Actor, view: CheckInView) -> None:
    own = history.own_view(actor, view.patient_id)
    st.subheader(word("own_title", view.language), anchor=False)
    if not view.instruments:
        say.text(word("no_course", view.language))
        return
    name = view.instruments[0]
    there = [p for p in own.course(name, shelf()[name].primary.id) if p.check_in_id == view.id]
    if there and there[0].value is None:
        say.text(word("own_unscored", view.language))
    with st.container(key="card-own"):
        if not own_line.show(own, name, view.language):
            say.text(word("no_course", view.language))


def _ask_birth_date(language: str) -> None:
    """A link alone may write and not read: whoever else holds the phone sees no score."""
    with st.form("birth-date"):
        st.markdown(f"**{say.literal(word('see_own', language))}**")
        say.text(word("see_own_words", language))
        with st.container(horizontal=True, key="birth-date-fields"):
            st.number_input(word("day", language), 1, 31, value=None, step=1, key="born-day", placeholder="31")
            st.number_input(word("month", language), 1, 12, value=None, step=1, key="born-month", placeholder="12")
            st.number_input(word("year", language), 1900, 2100, value=None, step=1, key="born-year", placeholder="1980")
        if st.session_state.get(TRY):
            st.warning(word(st.session_state[TRY], language))
        st.form_submit_button(word("show_me", language), type="primary", on_click=_confirm)


def _confirm() -> None:
    typed = [st.session_state.get(name) for name in ("born-year", "born-month", "born-day")]
    actor = gate.present()
    if actor is None:
        return
    try:
        born_on = date(*(int(part) for part in typed if part is not None))
    except (TypeError, ValueError):
        st.session_state[TRY] = "no_such_day"
        return
    try:
        is_right = recording.confirm_birth_date(actor, born_on)
    except Conflict:
        st.session_state[TRY] = "too_many"
        return
    st.session_state[TRY] = "" if is_right else "wrong_day"
