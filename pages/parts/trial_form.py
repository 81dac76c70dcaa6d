"""The form of a treatment trial: the kind of treatment first, then what it needs; objections beside each field."""

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from models.access import Actor
from models.criteria.case import Trial
from models.history import PatientView
from models.words import Ascertainment, Modality, RecalledImprovement, StopReason
from pages.parts import say, trial_live, trial_medication, trial_neuromodulation, trial_psychotherapy, unsent
from pages.parts.plain import STOPPED
from pages.parts.trial_draft import Draft, recorded_fields
from pages.parts.trial_field import Form
from pages.parts.unsent import resume

KINDS = {
    Modality.medication: "Medication",
    Modality.psychotherapy: "Psychotherapy",
    Modality.neuromodulation: "Neuromodulation",
}
KNOWN_FROM = {
    Ascertainment.prospective: "followed as it happened",
    Ascertainment.record: "from records",
    Ascertainment.recall: "as recalled by the patient",
}
RECALLED = {
    "lt25": "less than 25 % better",
    "25to49": "25 to 49 % better",
    "50to75": "50 to 75 % better",
    "gt75": "more than 75 % better",
}
DEPRESSION = {"phq9": "PHQ-9", "hamd17": "HAM-D17"}
TEACHES = (
    "A trial is one treatment that is tried: a drug with its doses, a psychotherapy with its sessions, a course of "
    "stimulation. While you type, the page says how long it has had a full dose, and when that is long enough."
)
# What stands in a form before anybody has typed.
BEGINNINGS = {"modality", "episode_id", "ascertainment", "primary_instrument"}


def open_form(view: PatientView, trial: Trial | None, actor: Actor) -> Form:
    """The form of this visit, with what was typed in it before and not saved."""
    if trial is not None:
        recorded = recorded_fields(trial, view.trial_notes.get(trial.id))
        return Form(trial.id, view, trial, actor, resume(actor, f"edit-{trial.id}"), recorded, trial_live.settings())
    unsent = resume(actor, f"edit-new-{view.header.id}")
    place = f"form:{view.header.id}"
    if "token" in unsent.values:
        st.session_state[place] = unsent.values["token"]
    token = st.session_state.setdefault(place, secrets.token_hex(16))
    return Form(token, view, None, actor, unsent, {}, trial_live.settings())


def forget(form: Form) -> None:
    """It is in the record: the next form of this patient begins with what is recorded."""
    unsent.forget(form.actor, form.unsent.name)
    if form.trial is None:
        st.session_state.pop(f"form:{form.view.header.id}", None)


def keep(form: Form, draft: Draft, reason: Mapping[str, Any]) -> None:
    """Hold on to what stands in the form, in case the page is left before it is saved."""
    typed = {**draft.fields, "doses": list(draft.doses), "token": form.token, **reason}
    if form.trial is None:
        typed["sessions_typed"] = st.session_state.get(form.key("sessions"), form.was("sessions_typed"))
        if form.unsent.since is None and _is_blank(draft) and not typed["sessions_typed"]:
            unsent.keep_nothing(form.actor, form.unsent)
            return
    unsent.keep(form.actor, form.unsent, typed)


def _is_blank(draft: Draft) -> bool:
    """Whether no more was chosen than the kind of treatment; the rest are the form's own beginnings."""
    return not draft.filled_doses() and not any(value for name, value in draft.fields.items() if name not in BEGINNINGS)


def fields(form: Form) -> Draft:
    """Draw the form; answers what stands in it."""
    kind = _kind(form)
    if kind is None:
        say.text(TEACHES, key="quiet-first-trial")
        return Draft({"modality": None})
    common = {"modality": kind, **_when(form)}
    parts = {
        Modality.medication: trial_medication.fields,
        Modality.psychotherapy: trial_psychotherapy.fields,
        Modality.neuromodulation: trial_neuromodulation.fields,
    }
    own = parts[kind](form, common)
    return Draft({**common, **own.fields, **_source(form)}, own.doses, own.sessions, own.unread)


def _kind(form: Form) -> Modality | None:
    if form.trial is not None:
        return form.trial.modality
    chosen = st.segmented_control(
        "What kind of treatment?",
        list(KINDS),
        default=form.was("modality"),
        format_func=lambda each: KINDS[each],
        key=form.key("modality"),
        wrap=True,
        required=True,
    )
    form.objections("modality")
    return Modality(chosen) if chosen else None


def _when(form: Form) -> dict[str, Any]:
    first, last, why = st.columns(3)
    begun = form.view.header.born_on or date(1930, 1, 1)
    with first:
        started_on = day(form, "started_on", "First day", begun)
        form.objections("started_on", "episode_id")
    with last:
        ended_on = day(form, "ended_on", "Last day (empty while it runs)", begun)
        form.objections("ended_on")
    with why:
        stop_reason = _why_ended(form) if ended_on else None
        form.objections("stop_reason")
    episode = form.was("episode_id") or (form.view.episodes[-1].id if form.view.episodes else None)
    return {"episode_id": episode, "started_on": started_on, "ended_on": ended_on, "stop_reason": stop_reason}


def _why_ended(form: Form) -> StopReason | None:
    """Asked only of a trial that has ended."""
    was, reasons = form.was("stop_reason"), list(StopReason)
    chosen: StopReason | None = st.selectbox(
        "Why it ended",
        reasons,
        index=reasons.index(was) if was else None,
        format_func=lambda each: STOPPED[each],
        key=form.key("stop_reason"),
        placeholder="not known",
    )
    return chosen


def day(form: Form, field: str, label: str, earliest: date) -> date | None:
    """A day that can be typed or chosen; empty until somebody gives it."""
    found: date | None = st.date_input(
        label,
        value=form.was(field),
        min_value=earliest,
        max_value=form.view.as_of,
        format="YYYY-MM-DD",
        key=form.key(field),
    )
    return found


def _source(form: Form) -> dict[str, Any]:
    known, scale = st.columns(2)
    with known:
        ascertainment = st.segmented_control(
            "How the facts are known",
            list(KNOWN_FROM),
            default=form.was("ascertainment", Ascertainment.prospective),
            format_func=lambda each: KNOWN_FROM[each],
            key=form.key("ascertainment"),
            wrap=True,
            required=True,
        )
        form.objections("ascertainment")
    with scale:
        names = list(DEPRESSION)
        was = form.was("primary_instrument", "phq9")
        instrument = st.selectbox(
            "Judged by",
            names if was in names else [was, *names],
            index=names.index(was) if was in names else 0,
            format_func=lambda each: DEPRESSION.get(each, each),
            key=form.key("primary_instrument"),
        )
        form.objections("primary_instrument")
    recalled = _recalled(form) if ascertainment is Ascertainment.recall else None
    note = st.text_area(
        "Note (not watched in real time)", value=form.was("note") or "", max_chars=2000, key=form.key("note"), height=80
    )
    form.objections("note")
    found = {"ascertainment": ascertainment, "primary_instrument": instrument, "note": note or None}
    return {**found, "recalled_improvement": recalled}


def _recalled(form: Form) -> str | None:
    was = form.was("recalled_improvement")
    bands = [each.value for each in RecalledImprovement]
    chosen = st.selectbox(
        "How much better, as remembered",
        bands,
        index=bands.index(was) if was else None,
        format_func=lambda each: RECALLED[each],
        key=form.key("recalled_improvement"),
        placeholder="not known",
    )
    form.objections("recalled_improvement")
    return chosen
