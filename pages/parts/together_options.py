"""Ways of treating that have not had a fair trial yet, laid side by side: information, and never advice or an order."""

from itertools import groupby

import streamlit as st

from models import recording
from models.access import Actor, Permission, may
from models.criteria.options import Standing, Tried, standings
from models.history import PatientView, PreferenceView
from models.recording import PreferenceInput, Stance
from pages.parts import fair_trial, gate, pieces, say
from pages.parts.say import Kind
from pages.parts.words import short_day, word

STANCES = tuple(Stance)
TRIED = {
    Tried.never: ("–", Kind.neutral),
    Tried.short: ("◷", Kind.attention),
    Tried.unknown: ("?", Kind.unknown),
    Tried.running: ("◷", Kind.good),
}

STAFF = "en"  # a page of the clinic’s staff, whatever the patient reads


def show(view: PatientView, actor: Actor) -> None:
    """Each option that has not had a fair trial, with what the patient says about it; the others by name alone."""
    language = STAFF
    every = standings(view.judgement)
    open_ones = [one for one in every if one.tried is not Tried.fair]
    pieces.title(word("options_title", language))
    say.text(word("options_no_advice", language), key="no-advice")
    said = {one.about: one for one in view.preferences}
    for group, some in groupby(open_ones, key=lambda one: one.option.group):
        pieces.show(pieces.heading(3, word(f"options_{group}", language)))
        with st.container(key=f"options-{group}"):
            for standing in some:
                _one(view, actor, standing, said.get(standing.option.id))
    had = [one.option.name for one in every if one.tried is Tried.fair]
    if had:
        say.text(word("options_had", language, names=", ".join(had)), key="quiet-had")


def _one(view: PatientView, actor: Actor, standing: Standing, said: PreferenceView | None) -> None:
    option, language = standing.option, STAFF
    with st.container(key=f"card-option-{option.id}"):
        icon, kind = TRIED[standing.tried]
        pieces.show(
            pieces.row(
                "option",
                pieces.cell("name", pieces.words(option.name, "strong")),
                pieces.cell("tried", pieces.chip(word(f"tried_{standing.tried.value}", language), icon, kind)),
                pieces.cell("what", pieces.words(option.what)),
                *_names(standing),
            )
        )
        if may(actor, Permission.preference_write):
            _stance(view, option.id, said)
        if said and said.stance:
            by = word("said_by", language, day=short_day(said.recorded_at.date()), name=said.by)
            say.text(by, key=f"quiet-said-{option.id}")


def _names(standing: Standing) -> list[pieces.Piece]:
    """Which treatments of this kind were tried."""
    names = dict.fromkeys(fair_trial.name_of(one.trial) for one in standing.trials)
    return [pieces.cell("names", pieces.words(", ".join(names), "quiet"))] if names else []


def _stance(view: PatientView, option: str, said: PreferenceView | None) -> None:
    """Three answers; the one that is kept is shown, and another tap is another word, kept beside the earlier one."""
    key, language = f"stance-{view.header.id}-{option}", STAFF
    kept = said.stance if said else None
    if key not in st.session_state and kept is not None:
        st.session_state[key] = kept
    st.segmented_control(
        word("stance_label", language),
        STANCES,
        format_func=lambda each: word(f"stance_{each}", language),
        key=key,
        label_visibility="collapsed",
        on_change=_keep,
        args=(view.header.id, option, key),
    )


def _keep(patient_id: str, option: str, key: str) -> None:
    """Called by the tap: the value is read first, then one door is called."""
    chosen, actor = st.session_state.get(key), gate.present()
    if chosen is not None and actor is not None:
        recording.record_preference(actor, patient_id, PreferenceInput(about=option, stance=Stance(chosen)))
