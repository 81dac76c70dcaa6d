"""The visits of a psychotherapy or a stimulation course: one tap for today's, each in the record as it is tapped."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from models import recording
from models.access import Actor
from models.criteria.case import Trial
from models.criteria.judge import TrialJudgement
from models.errors import Conflict, Invalid, Problem
from models.history import PatientView
from models.recording import SessionInput
from models.words import Modality
from pages.parts import intent, pieces, say, trial_live, trial_sessions
from pages.parts.plain import day, short_day
from pages.parts.verdict import treatment

SHOWN = 5
UNDONE = "Taken back: it was recorded by mistake"


def ways(view: PatientView) -> None:
    """To the episode and the past."""
    whose = {"patient": view.header.id}
    st.page_link("clinician/episode.py", label="Episode", icon=":material/edit_calendar:", query_params=whose)
    st.page_link("clinician/past.py", label="Past treatments", icon=":material/history:", query_params=whose)


def show(view: PatientView, actor: Actor) -> None:
    """On the patient page: the taps for each running trial with sessions."""
    for one in view.judgement.current:
        if one.trial.modality is not Modality.medication and one.trial.attended_count is None:
            with st.container(key=f"card-visits-{one.trial.id}"):
                st.markdown(f"**{say.literal(treatment(one.trial))}: today’s session**")
                today(one.trial, view, actor)


def log(one: TrialJudgement, view: PatientView, actor: Actor) -> None:
    """On the trial's own page: how many, what that comes to, today's taps, the last visits, and other days."""
    trial = one.trial
    with st.container(key=f"card-log-{trial.id}"):
        pieces.title("Sessions")
        trial_live.recorded(view, one)
        if trial.attended_count is not None:
            st.text("The days are not known. Change the number in the form below.")
            return
        if trial.running(view.as_of):
            today(trial, view, actor)
        _visits(trial, view, actor)
        _other_days(trial, view, actor)


def today(trial: Trial, view: PatientView, actor: Actor) -> None:
    """Attended or missed, one tap; then what was recorded, and a tap that takes it back."""
    name, there = f"today-{trial.id}", [one for one in trial.sessions if one.on == view.as_of]
    with st.container(horizontal=True, vertical_alignment="center", key=f"taps-{name}"):
        if there:
            st.text(f"✓ Today: {'attended' if there[-1].attended else 'missed'}.")
            _tap("Undo", f"{name}-undo", _take_back(actor, trial, view.as_of), "Taken back.")
            return
        for attended, label, icon in (
            (True, "Attended today", "event_available"),
            (False, "Missed today", "event_busy"),
        ):
            held = SessionInput(held_on=view.as_of, attended=attended)
            said = f"Recorded: {treatment(trial)} today, {'attended' if attended else 'missed'}."
            _tap(label, f"{name}-{attended}", _record(actor, trial, held), said, icon)


def _tap(label: str, name: str, act: Callable[[], None], said: str, icon: str = "undo") -> None:
    st.button(label, key=name, on_click=intent.wish, args=(name,), icon=f":material/{icon}:")
    if not intent.is_wished(name):
        return
    try:
        act()
    except (Conflict, Invalid) as objection:
        said = f"Not recorded: {objection}"
    intent.settled(name)
    st.session_state["said"] = said
    st.rerun()


def _record(actor: Actor, trial: Trial, held: SessionInput) -> Callable[[], None]:
    return lambda: recording.record_session(actor, trial.id, held)


def _take_back(actor: Actor, trial: Trial, held_on: date) -> Callable[[], None]:
    return lambda: recording.take_back_session(actor, trial.id, held_on, UNDONE)


def _visits(trial: Trial, view: PatientView, actor: Actor) -> None:
    newest = [one for one in reversed(trial.sessions) if one.on != view.as_of or not trial.running(view.as_of)]
    for number, one in enumerate(newest[:SHOWN]):
        with st.container(horizontal=True, vertical_alignment="center", key=f"visit-{trial.id}-{number}"):
            minutes = f", {one.minutes} min" if one.minutes else ""
            st.text(
                f"{'✓' if one.attended else '✕'} {day(one.on)}: {'attended' if one.attended else 'missed'}{minutes}"
            )
            label = f"Take back {short_day(one.on)}"
            with st.container(key=f"quietly-{trial.id}-{number}"):
                _tap(label, f"out-{trial.id}-{one.on}", _take_back(actor, trial, one.on), f"Taken back: {day(one.on)}.")
    if earlier := newest[SHOWN:]:
        with st.expander(f"Earlier sessions ({len(earlier)})"):
            st.text("\n".join(f"{day(one.on)}: {'attended' if one.attended else 'missed'}" for one in earlier))


def _other_days(trial: Trial, view: PatientView, actor: Actor) -> None:
    """Several days at once, a line each; lines that are refused stay in the field."""
    name = f"days-{trial.id}"
    with st.expander("Record other days"):
        place = f"{name}-{st.session_state.setdefault(f'turn:{name}', 0)}"
        typed = st.text_area("Sessions, one day a line", key=place, height=110, placeholder=trial_sessions.EXAMPLE)
        intent.objections(name, "sessions")
        st.button("Record these sessions", key=f"{name}-save", on_click=intent.wish, args=(name,))
        if intent.is_wished(name):
            refused = None
            try:
                said = _record_lines(trial, view, actor, typed or "")
            except Invalid as objection:
                refused = objection
            intent.settled(name, refused)
            if refused is None:
                st.session_state["said"] = said
                st.session_state[f"turn:{name}"] += 1
            st.rerun()


def _record_lines(trial: Trial, view: PatientView, actor: Actor, typed: str) -> str:
    """Every line is checked before the first is recorded; raises Invalid."""
    lines = trial_sessions.read(typed)
    last = trial.last_day(view.as_of)
    problems = [Problem("sessions", one) for one in lines.unread]
    for one in lines.sessions:
        if not trial.started_on <= one["held_on"] <= last:
            problems.append(Problem("sessions", f"{one['held_on']}: a day from {trial.started_on} to {last}"))
    known = {one.on: one.attended for one in trial.sessions}
    problems += [
        Problem("sessions", f"{one['held_on']} is recorded already with the other answer: take it back first")
        for one in lines.sessions
        if known.get(one["held_on"], one["attended"]) != one["attended"]
    ]
    if not lines.sessions and not problems:
        problems.append(Problem("sessions", f"write {trial_sessions.ALLOWED}"))
    if problems:
        raise Invalid(problems)
    for one in lines.sessions:
        recording.record_session(actor, trial.id, SessionInput(**one))
    return f"Recorded: {trial_sessions.told(lines.sessions)}."
