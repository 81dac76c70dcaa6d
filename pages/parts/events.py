"""Noting what happened in a life: a day, what it was, a few words; by the patient or by the team, read by both."""

from datetime import date

import streamlit as st

from models import recording
from models.access import Actor
from models.errors import Conflict, Invalid
from models.history import PatientView
from models.recording import EventKind, EventNoteInput
from pages.parts import gate, intent, say
from pages.parts.beside import told
from pages.parts.words import short_day, typed_day, word

EARLIEST = date(1900, 1, 1)
FOR_STAFF = "What may have turned the course whatever the treatment did. The patient sees every note, too."


def show(view: PatientView, actor: Actor, *, language: str = "en") -> None:
    """The notes that there are, the newest first, and a form that is folded away."""
    title = word("events_title", language) if actor.patient_id else "Events in the patient’s life"
    with st.expander(title + (f" ({len(view.events)})" if view.events else "")):
        say.text(word("events_words", language) if actor.patient_id else FOR_STAFF, key="quiet-events")
        for event in reversed(view.events):
            with st.container(key=f"event-{event.id}", horizontal=True, vertical_alignment="center"):
                by = "" if actor.patient_id and event.by_patient else f" · {event.by}"
                say.text(f"{short_day(event.happened_on, language)} · {told(event, language)}{by}")
                if event.by_patient or actor.name in view.header.team:
                    st.button(
                        word("events_undo", language),
                        key=f"undo-{event.id}",
                        type="tertiary",
                        on_click=_withdraw,
                        args=(event.id,),
                    )
        if actor.patient_id or actor.name in view.header.team:
            _form(view, actor, language)


def _form(view: PatientView, actor: Actor, language: str) -> None:
    name = f"event-{view.header.id}"
    with st.container(key="event-fields", horizontal=True, vertical_alignment="bottom"):
        on = st.date_input(
            word("events_on", language),
            None,
            min_value=view.header.born_on or EARLIEST,
            max_value=view.as_of,
            format=typed_day(language if actor.patient_id else "en"),
            key=f"{name}-on",
            width=170,
        )
        kind = st.selectbox(
            word("events_kind", language),
            list(EventKind),
            index=None,
            format_func=lambda each: word(f"event_{each}", language),
            key=f"{name}-kind",
            placeholder="–",
            width=220,
        )
        words = st.text_input(word("events_what", language), key=f"{name}-words", max_chars=200) or ""
        st.button(word("events_add", language), key=f"{name}-save", on_click=intent.wish, args=(name,))
    intent.objections(name, "happened_on", "kind", "words", language=language)
    if intent.is_wished(name):
        _note(view.header.id, actor, name, on if isinstance(on, date) else None, kind, words)


def _note(patient_id: str, actor: Actor, name: str, on: date | None, kind: EventKind | None, words: str) -> None:
    refused: Invalid | None = None
    try:
        recording.note_event(actor, patient_id, EventNoteInput.of(happened_on=on, kind=kind, words=words))
        for field in ("on", "kind", "words"):
            st.session_state.pop(f"{name}-{field}", None)
    except Invalid as objection:
        refused = objection
    intent.settled(name, refused)
    st.rerun()


def _withdraw(event_id: str) -> None:
    """Called by the tap."""
    actor = gate.present()
    if actor is not None:
        try:
            recording.withdraw_event(actor, event_id)
        except Conflict:
            return  # somebody was faster; the note is gone either way
