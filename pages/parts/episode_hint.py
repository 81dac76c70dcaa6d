"""Which definitions can be computed with what stands in the form, and which of them say something else than before."""

from dataclasses import replace
from functools import cache
from typing import Any

import streamlit as st

from models.criteria.case import Case, Episode
from models.criteria.judge import judge_case
from models.criteria.staging import DefinitionResult, judge_definitions, registry
from models.history import PatientView
from pages.parts import definition, pieces

NEW = "draft"


def show(view: PatientView, episode_id: str | None, fields: dict[str, Any]) -> None:
    """A card beside the form, drawn anew with each field; nothing of it is stored."""
    before = {one.id: one for one in view.definitions}
    after = [one for one in results(view, episode_id, fields) if one.id not in _without_rule()]
    moved = [
        one
        for one in after
        if one.id in before and (one.met, one.result) != (before[one.id].met, before[one.id].result)
    ]
    decided = [one for one in after if _is_decided(one)]
    with st.container(key="card-hint"):
        pieces.title("What this makes computable")
        st.text(f"{len(decided)} of {len(after)} definitions can be computed with what stands here.")
        for one in moved:
            told = f"{definition.short_chip(before[one.id]).word} → {definition.short_chip(one).word}"
            pieces.show(pieces.row("hint", pieces.words(one.title, "strong"), pieces.words(told)))
        if not moved:
            st.text("Nothing here changes a definition yet.")
        waiting = [one for one in after if not _is_decided(one)]
        for one in waiting[:4]:
            lacking = definition.changes_in_short(one)
            head = f"{one.title} waits for" if lacking else one.title
            told = lacking or " ".join(definition.sentences(one))
            pieces.show(pieces.row("hint", pieces.words(head, "quiet"), pieces.words(told)))


def results(view: PatientView, episode_id: str | None, fields: dict[str, Any]) -> tuple[DefinitionResult, ...]:
    """Every definition, judged as if the form were in the record."""
    case = as_if(view.case, episode_id, fields)
    return judge_definitions(judge_case(case, view.as_of, view.judgement.settings), case)


def as_if(case: Case, episode_id: str | None, fields: dict[str, Any]) -> Case:
    """The case with this episode in it."""
    facts = {name: value for name, value in fields.items() if name not in ("diagnosis", "is_psychotic")}
    there = next((one for one in case.episodes if one.id == episode_id), Episode(NEW))
    episode = replace(there, psychotic=fields["is_psychotic"], **facts)
    others = [one for one in case.episodes if one.id != episode.id]
    together = sorted([*others, episode], key=lambda one: (one.started_on is None, one.started_on, one.id))
    diagnosis = fields["diagnosis"] if together[-1] is episode else case.diagnosis
    return replace(case, episodes=tuple(together), diagnosis=diagnosis)


def _is_decided(one: DefinitionResult) -> bool:
    return one.result is not None


@cache
def _without_rule() -> frozenset[str]:
    """Papers that discuss resistance and give no rule: nothing makes them computable."""
    return frozenset(one.id for one in registry() if one.kind == "discussed")
