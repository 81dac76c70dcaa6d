"""Who changed a trial or an episode, when, what before and after, and why: the newest change first."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import streamlit as st

from models.history import Amendment, EpisodeRecord, PatientView
from pages.parts import pieces
from pages.parts.plain import clock
from pages.parts.trial_draft import dose_inputs, recorded_fields, session_inputs
from pages.parts.trial_words import SILENT, name_of, told


@dataclass(frozen=True)
class Change:
    """One field: its name in the record, what stood there before, and what stands there after."""

    name: str
    before: Any
    after: Any


def show(view: PatientView, entity_id: str, episode: EpisodeRecord | None = None) -> None:
    """The changes of one trial or episode, folded; nothing where there were none."""
    found = [one for one in view.amendments if one.entity_id == entity_id]
    if not found:
        st.text("No changes yet: this is what was recorded first.")
        return
    with st.expander(f"What was changed ({len(found)})", expanded=len(found) == 1):
        for one in found:
            entry(one, view, episode)


def entry(one: Amendment, view: PatientView, episode: EpisodeRecord | None = None, of: str = "") -> None:
    """One change: of what where that is not plain, when and by whom, why, and each field before and after."""
    lines = [head(one, view, of), fact("why", one.reason)]
    for each in changes(one, view, episode):
        arrow = f"{told(each.name, each.before)} → {told(each.name, each.after)}"
        lines.append(fact(name_of(each.name), arrow))
    pieces.show(*lines)


def head(one: Amendment, view: PatientView, of: str = "") -> pieces.Piece:
    """When, by whom, and which version it took the place of."""
    when = clock(one.amended_at, view.header.time_zone)
    said = [of, when, one.amended_by, f"version {one.row_version} replaced"]
    return pieces.row("line", pieces.words(" · ".join(each for each in said if each), "strong"))


def changes(one: Amendment, view: PatientView, episode: EpisodeRecord | None = None) -> list[Change]:
    """Each field that differs from the version that followed."""
    after = _following(one, view) or _in_force(one, view, episode)
    return list(_changes(one.as_it_was, after)) if after else []


def _changes(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    for name, was in before.items():
        is_now = after.get(name)
        if name not in SILENT and name in after and _plain(was) != _plain(is_now):
            yield Change(name, was, is_now)


def fact(name: str, words: str) -> pieces.Piece:
    """One thing and what is said of it."""
    return pieces.row("fact", pieces.words(name, "quiet"), pieces.words(words))


def _following(one: Amendment, view: PatientView) -> dict[str, Any] | None:
    later = [each for each in view.amendments if each.entity_id == one.entity_id and each.row_version > one.row_version]
    return min(later, key=lambda each: each.row_version).as_it_was if later else None


def _in_force(one: Amendment, view: PatientView, episode: EpisodeRecord | None) -> dict[str, Any] | None:
    """The version that stands now, in the shape of a kept one."""
    trial = view.case.trial_by_id.get(one.entity_id)
    if trial is not None:
        now = recorded_fields(trial, view.trial_notes.get(trial.id))
        return {**now, "doses": dose_inputs(trial.doses), "sessions": session_inputs(trial.sessions)}
    if episode is not None and episode.id == one.entity_id:
        return dict(vars(episode))
    there = next((each for each in view.case.episodes if each.id == one.entity_id), None)
    return {**vars(there), "is_psychotic": there.psychotic} if there else None


def _plain(value: Any) -> Any:
    """Comparable whether it was kept as JSON or read from the record just now."""
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items() if name != "ordinal"}
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return value if value is None or isinstance(value, bool) else str(value)
