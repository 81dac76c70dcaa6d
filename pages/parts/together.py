"""One screen for two people: calm, in large type, without blame, and with nothing on it that is for staff alone."""

from zoneinfo import ZoneInfo

import streamlit as st

from models.access import Actor, Permission, may
from models.criteria.judge import TrialJudgement
from models.criteria.options import GENERAL, MATTERS
from models.history import PatientView
from pages.parts import fair_trial, matters, pieces, say, together_options, ways, wishes
from pages.parts.say import Kind
from pages.parts.words import clock, short_day, word

DOMAINS = ("symptoms", "social_functioning", "quality_of_life", "well_being", "purpose")
DID = {
    "response": ("did_better", "▲", Kind.good),
    "partial_response": ("did_somewhat", "▲", Kind.neutral),
    "nonresponse": ("did_same", "–", Kind.neutral),
    "deterioration": ("did_harder", "▼", Kind.neutral),
}

STAFF = "en"  # a page of the clinic’s staff, whatever the patient reads


def show(view: PatientView, actor: Actor) -> None:
    """From what matters to what is wished; the name is said with the record number, so that nobody reads another's."""
    with st.container(key="together"):
        _head(view)
        _matters(view, actor)
        _tried(view)
        together_options.show(view, actor)
        _wishes(view, actor)


def _head(view: PatientView) -> None:
    who, language = view.header, STAFF
    with st.container(key="together-head", horizontal=True, vertical_alignment="center"):
        pieces.show(
            pieces.row(
                "together",
                pieces.heading(1, word("together_title", language)),
                pieces.words(f"{who.name} · {who.record_number} · {_known(view)}", "quiet"),
            )
        )
        ways.back(who.id)


def _known(view: PatientView) -> str:
    """Up to when what is shown was known, on the patient's clock."""
    local = view.data_to.astimezone(ZoneInfo(view.header.time_zone))
    return word("together_known", STAFF, day=short_day(local.date()), time=clock(local))


def _matters(view: PatientView, actor: Actor) -> None:
    language = STAFF
    pieces.title(word("together_matters", language))
    wishes.said(view, MATTERS, word("together_matters_none", language))
    matters.line(view, language)
    if may(actor, Permission.preference_write):
        wishes.ask(view, actor, MATTERS, word("together_matters_ask", language))


def _tried(view: PatientView) -> None:
    language = STAFF
    pieces.title(word("together_tried", language))
    if not view.judgement.trials:
        say.text(word("together_tried_none", language))
    for judged in reversed(view.judgement.trials):
        with st.container(key=f"card-tried-{judged.trial.id}"):
            name = fair_trial.name_of(judged.trial)
            when, *told = fair_trial.sentences(judged, name[:1].upper() + name[1:], language)
            pieces.show(pieces.heading(3, when))
            say.text("\n".join(told))
            _did(judged, language)


def _did(judged: TrialJudgement, language: str) -> None:
    """What it did for the five parts of life; what was not asked before and after is said to be unknown."""
    chips = []
    for domain in DOMAINS:
        outcome = judged.outcomes.get(domain)
        key, icon, kind = DID.get(outcome.category if outcome else "", ("did_unknown", "?", Kind.unknown))
        chips.append(
            pieces.cell(
                "did",
                pieces.words(word(f"domain_{domain}", language), "strong"),
                pieces.chip(word(key, language), icon, kind),
            )
        )
    pieces.show(pieces.row("did", *chips))


def _wishes(view: PatientView, actor: Actor) -> None:
    language = STAFF
    pieces.title(word("together_wishes", language))
    wishes.said(view, GENERAL, word("together_wishes_none", language))
    if may(actor, Permission.preference_write):
        wishes.ask(view, actor, GENERAL, word("together_wishes_ask", language))
