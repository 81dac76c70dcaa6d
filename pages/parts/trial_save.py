"""Saving a trial: one call of the door, and what it answered: saved, refused, asked back, or changed meanwhile."""

from dataclasses import dataclass

import streamlit as st

from models import recording
from models.access import Actor
from models.errors import Conflict, Invalid, NeedsConfirming, Problem
from models.recording import TrialInput
from pages.parts import intent, say, trial_form, trial_meanwhile
from pages.parts.trial_draft import Draft
from pages.parts.trial_field import Form


@dataclass(frozen=True)
class Asked:
    """A question about something unusual, and the very input that it was asked about."""

    questions: tuple[Problem, ...]
    about: str


def buttons(form: Form, draft: Draft, reason: str) -> None:
    """Save, or confirm what is unusual; shows what stands in the way."""
    asked = st.session_state.get(f"asked:{form.name}")
    if asked and asked.about == _about(draft, reason):
        with st.container(key="card-confirm"):
            for question in asked.questions:
                say.text(f"◆ {question.message}. Is that right?")
            st.button(
                say.literal(_naming(asked.questions, draft)),
                key=form.key("confirm"),
                type="primary",
                on_click=intent.wish,
                args=(f"{form.name}-confirmed",),
            )
    else:
        label = "Save the change" if form.trial else "Record the trial"
        st.button(label, key=form.key("save"), type="primary", on_click=intent.wish, args=(form.name,))
    shown = len(intent.problems(form.name))
    if shown:
        st.text(f"Not saved: {'one field needs' if shown == 1 else f'{shown} fields need'} another look.")
        form.objections("id")


def _naming(questions: tuple[Problem, ...], draft: Draft) -> str:
    """The button says what is confirmed."""
    highest = max((row.get("mg_per_day") or 0 for row in draft.filled_doses()), default=0)
    names = {"agent": f"“{draft.fields.get('agent')}”", "doses": f"{highest:g} mg a day"}
    return f"Yes, {' and '.join(names.get(one.field, one.field) for one in questions)}: save it"


def _about(draft: Draft, reason: str) -> str:
    return repr((sorted(draft.fields.items(), key=str), draft.filled_doses(), draft.filled_sessions(), reason))


def carry_out(form: Form, draft: Draft, reason: str, actor: Actor) -> str | None:
    """Save if that was wished; answers the trial's id once it is in the database."""
    confirmed = intent.is_wished(f"{form.name}-confirmed")
    if not confirmed and not intent.is_wished(form.name):
        return None
    about, row_version = _about(draft, reason), form.view.trial_versions.get(form.trial.id, 1) if form.trial else 1
    refused: Invalid | NeedsConfirming | Conflict | None = None
    saved = None
    try:
        trial_meanwhile.refuse(form)
        saved = _save(form, draft.for_door(), reason, row_version, actor, confirmed)
    except (Invalid, NeedsConfirming, Conflict) as objection:
        refused = objection
    intent.settled(f"{form.name}-confirmed")
    intent.settled(form.name, refused)
    st.session_state.pop(f"asked:{form.name}", None)
    if isinstance(refused, NeedsConfirming):
        st.session_state[f"asked:{form.name}"] = Asked(refused.questions, about)
    if isinstance(refused, Conflict):
        st.session_state["said"] = f"{refused} Nothing was overwritten."
    if saved is None:
        st.rerun()
    trial_form.forget(form)
    return saved


def _save(form: Form, trial: TrialInput, reason: str, row_version: int, actor: Actor, confirmed: bool) -> str:
    """The one call of the door; nothing of Streamlit stands between the values and it."""
    if form.trial is not None:
        recording.amend_trial(actor, form.trial.id, trial, reason, row_version, confirmed)
        return form.trial.id
    return recording.record_trial(actor, form.view.header.id, trial.model_copy(update={"id": form.token}), confirmed)
