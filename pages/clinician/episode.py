"""An episode of depression: opened, amended, ended, with what the staging definitions ask about it."""

from typing import Any

import streamlit as st

from models import history, recording
from models.access import Permission
from models.errors import Conflict, Invalid, Problem
from models.history import EpisodeRecord, PatientView
from models.recording import EpisodeInput
from pages.parts import (
    episode_form,
    episode_hint,
    gate,
    identity,
    intent,
    say,
    timeline,
    trouble,
    unsent,
    ways,
    why_changed,
)
from pages.parts.plain import day

actor = gate.require(Permission.episode_write)


def others(view: PatientView, records: tuple[EpisodeRecord, ...], shown: EpisodeRecord | None) -> None:
    """The way to the other episodes, and to a new one."""
    with st.container(horizontal=True, vertical_alignment="center", key="episode-ways"):
        for one in records:
            if one is not shown:
                until = f" to {day(one.ended_on)}" if one.ended_on else ""
                st.page_link(
                    "clinician/episode.py",
                    label=f"Episode {one.number}: {day(one.started_on)}{until}",
                    query_params={"patient": view.header.id, "id": one.id},
                )
        if shown is not None:
            st.page_link(
                "clinician/episode.py",
                label="Another episode",
                icon=":material/add:",
                query_params={"patient": view.header.id, "new": "1"},
            )
        ways.back(view.header.id)


def save(view: PatientView, shown: EpisodeRecord | None, fields: dict[str, Any], reason: str, version: int) -> str:
    """The one call of the door; answers the episode's id. Raises Invalid or Conflict."""
    if fields["started_on"] is None:
        raise Invalid([Problem("started_on", "say when the episode began; about is good enough")])
    new = EpisodeInput.of(**fields)
    if shown is None:
        return recording.open_episode(actor, view.header.id, new)
    recording.amend_episode(actor, shown.id, new, reason, version)
    return shown.id


patient_id, episode_id = st.query_params.get("patient", ""), st.query_params.get("id", "")
view = history.patient_view(actor, patient_id) if patient_id else None
records = history.episode_records(actor, patient_id) if view else ()
wanted = episode_id or ("" if st.query_params.get("new") or not records else records[0].id)
shown = next((one for one in records if one.id == wanted), None)
if view is None or (wanted and shown is None):
    trouble.not_found()
    st.stop()
identity.show(view)
if said := st.session_state.pop("said", None):
    say.text(said, key="card-said")
with st.container(key="page-head-episode", horizontal=True, vertical_alignment="center"):
    st.header(f"Episode {shown.number}" if shown else "New episode", anchor=False)
    others(view, records, shown)
form = unsent.resume(actor, f"episode-{wanted or f'new-{view.header.id}'}")
unsent.notice(actor, form, "Start from the record" if shown else "Start with an empty form")
version = 1
if shown:
    version = st.session_state.setdefault(f"opened:{form.prefix}", form.values.get("opened", shown.row_version))
    if version != shown.row_version:
        say.text(
            "◆ This episode was changed while you had it open. Your entries are still here.", key="card-attention-ep"
        )
fill, hint = st.columns([2.2, 1], gap="medium")
with fill:
    fields = episode_form.fields(form, view, shown)
    reason, typed = why_changed.fields(form.prefix, form.values) if shown else ("", {})
    unsent.keep(actor, form, {**fields, **typed, "opened": version})
    label = "Save the change" if shown else "Record the episode"
    st.button(label, key=f"{form.prefix}-save", type="primary", on_click=intent.wish, args=(form.prefix,))
    if intent.problems(form.prefix):
        st.text("Not saved: see what is marked above.")
    if shown:
        say.text(
            f"This is version {shown.row_version}. It is kept beside the new one, with your name and reason.",
            key="quiet-version",
        )
with hint:
    episode_hint.show(view, shown.id if shown else None, fields)
if intent.is_wished(form.prefix):
    refused: Invalid | Conflict | None = None
    saved = ""
    try:
        saved = save(view, shown, fields, reason, version)
    except (Invalid, Conflict) as objection:
        refused = objection
    intent.settled(form.prefix, refused)
    if isinstance(refused, Conflict) and shown:
        st.session_state["said"] = f"{refused} Nothing was overwritten."
        st.session_state[f"opened:{form.prefix}"] = shown.row_version
    if refused:
        st.rerun()
    unsent.forget(actor, form.name)
    st.session_state["said"] = "The episode is in the record."
    st.switch_page("clinician/patient.py", query_params={"id": view.header.id})
if shown:
    timeline.show(view, shown.id, shown)
