"""Which check-in is filled in here, and how far it has come: questions, the receipt, or that nothing is due."""

import streamlit as st

from models import history
from models.access import Actor
from models.clock import today
from models.history import CheckInLine
from pages import spoken
from pages.parts import questionnaire, receipt, say, trouble
from pages.parts.answering import tab_of
from pages.parts.words import day, word


def show(actor: Actor) -> None:
    """The check-in of a link, or the one that is due for a patient with an account."""
    if actor.patient_id is None:
        trouble.not_found()
        return
    check_in_id = actor.check_in_id or _due(actor, actor.patient_id)
    if check_in_id is None:
        _nothing(actor)
        return
    try:
        view = history.open_check_in(actor, check_in_id)
    except Exception as problem:  # noqa: BLE001 - the crisis text and a way on, whatever it was
        trouble.note(problem)
        questionnaire.cannot_read(spoken.of_actor(actor))
        return
    if view.received_at is not None:
        receipt.show(actor, view)
    elif view.is_closed:
        receipt.closed(actor, view)
    elif not view.instruments:
        say.text(word("taken_away", view.language))
    else:
        tab = tab_of(check_in_id, is_listed=actor.layout == "list")
        questionnaire.show(tab, view)


def _due(actor: Actor, patient_id: str) -> str | None:
    """The check-in that waits; without one, the one that was sent today, so that a refresh shows its receipt."""
    here = st.session_state.get("check-in")
    lines = history.check_ins_of(actor, patient_id)
    if here in {line.id for line in lines}:
        return str(here)
    found = waiting(actor, lines) or _sent_today(actor, lines)
    if found is not None:
        st.session_state["check-in"] = found.id
    return found.id if found else None


def waiting(actor: Actor, lines: list[CheckInLine]) -> CheckInLine | None:
    """The check-in that can be answered now, the oldest first."""
    now = today(actor.time_zone)
    open_ones = [line for line in lines if line.status in ("due", "draft") and line.due_on <= now <= line.closes_on]
    return min(open_ones, key=lambda line: line.due_on, default=None)


def _sent_today(actor: Actor, lines: list[CheckInLine]) -> CheckInLine | None:
    sent = [line for line in lines if line.received_at is not None]
    newest = max(sent, key=lambda line: str(line.received_at), default=None)
    is_fresh = newest is not None and (today("UTC") - newest.received_at.date()).days <= 1  # type: ignore[union-attr]
    return newest if is_fresh else None


def next_due(lines: list[CheckInLine]) -> CheckInLine | None:
    """The check-in that comes next, if one is planned."""
    return min((line for line in lines if line.status in ("due", "draft")), key=lambda line: line.due_on, default=None)


def _nothing(actor: Actor) -> None:
    st.subheader(word("nothing_title", actor.language), anchor=False)
    coming = next_due(history.check_ins_of(actor, actor.patient_id or ""))
    if coming is not None:
        say.text(word("next_due", actor.language, day=day(coming.due_on, actor.language)))
    else:
        say.text(word("nothing_words", actor.language))
    say.buttons((word("go_home", actor.language), "/"))
