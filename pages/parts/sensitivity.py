"""Would another dose table or another rule for psychotherapy change the answers? One rule changed at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from models.criteria.judge import CaseJudgement, judge_case
from models.criteria.settings import DOSE_PROFILES, PSYCHOTHERAPY_PROFILES, RuleSettings
from models.criteria.staging import DefinitionResult, judge_definitions
from models.criteria.verdict import Answer
from models.history import PatientView
from pages.parts import definition, pieces
from pages.parts.verdict import fairness, treatment

NAMES = {
    "mgh_atrq": (
        "MGH-ATRQ",
        "doses of the antidepressant treatment history questionnaire of the MGH",
    ),
    "canmat_2023_lower": ("CANMAT 2023", "the lower end of the dose range of the Canadian guideline of 2023"),
    "strict_max": ("stricter of both", "the higher of the MGH-ATRQ and the CANMAT 2023 dose"),
    "markowitz": ("Markowitz", "sessions, evidence and an experienced therapist, as Markowitz 2022 asks"),
    "conway": ("Conway", "sessions and evidence, as Conway 2017 asks"),
    "canmat": ("CANMAT", "sessions and evidence, as the Canadian guideline asks"),
}


@dataclass(frozen=True)
class Under:
    """Everything judged once more under one pair of rules."""

    dose: str
    psychotherapy: str
    judgement: CaseJudgement
    definitions: tuple[DefinitionResult, ...]


def show(view: PatientView) -> None:
    """Worked out when it is opened, and not before."""
    if not view.judgement.trials or not view.definitions:
        return
    fold = st.expander("Would other rules for dose or sessions change this?", key="other-rules", on_change="rerun")
    if fold.open:
        with fold:
            pieces.show(*table(view))


def under_all(view: PatientView) -> list[Under]:
    """Every pair of a dose table and a rule for psychotherapy, the pair in force first."""
    in_force = view.judgement.settings
    pairs = [(dose, talk) for dose in DOSE_PROFILES for talk in PSYCHOTHERAPY_PROFILES]
    pairs.sort(key=lambda pair: pair != (in_force.dose_profile, in_force.psychotherapy_profile))
    return [_under(view, replace(in_force, dose_profile=dose, psychotherapy_profile=talk)) for dose, talk in pairs]


def _under(view: PatientView, settings: RuleSettings) -> Under:
    judged = judge_case(view.case, view.as_of, settings)
    return Under(settings.dose_profile, settings.psychotherapy_profile, judged, judge_definitions(judged, view.case))


def table(view: PatientView) -> list[pieces.Piece]:
    """Trials and definitions that come out differently under any one of the other rules."""
    every = under_all(view)
    now = every[0]
    doses = [one for one in every if one.psychotherapy == now.psychotherapy]
    talks = [one for one in every if one.dose == now.dose and one is not now]
    shown = [*doses, *talks]
    changed = [*_trials(shown), *_definitions(shown)]
    if not changed:
        said = "No trial and no definition comes out differently under the other rules, one changed at a time."
        return [pieces.row("line", pieces.words(said)), *_together(every, shown)]
    return [_head(shown, now), *changed, *_together(every, shown)]


def _head(shown: Sequence[Under], now: Under) -> pieces.Piece:
    cells = [pieces.cell("what", pieces.words("what changes"))]
    for one in shown:
        of = "doses" if one.dose != now.dose else "sessions"
        name, meaning = NAMES[one.dose if of == "doses" else one.psychotherapy]
        said = "in force" if one is now else f"{of}: {name}"
        told = " and ".join(NAMES[each][1] for each in (one.dose, one.psychotherapy)) if one is now else meaning
        cells.append(pieces.cell("under", pieces.abbreviation(said, told)))
    return pieces.row("sensitivity row-head", *cells)


def _trials(shown: Sequence[Under]) -> list[pieces.Piece]:
    """Which trial is a fair one under which rule."""
    rows = []
    for trials in zip(*(one.judgement.trials for one in shown), strict=True):
        if len({one.adequacy.verdict.answer for one in trials}) > 1:
            chips = [fairness(one) for one in trials]
            rows.append(_row(treatment(trials[0].trial), [(each.word, each.icon, each.kind) for each in chips]))
    return rows


def _definitions(shown: Sequence[Under]) -> list[pieces.Piece]:
    """Which definition gives another answer or another stage under which rule."""
    rows = []
    for results in zip(*(one.definitions for one in shown), strict=True):
        if len({(one.met, str(one.result)) for one in results}) > 1:
            chips = [definition.short_chip(one) for one in results]
            rows.append(_row(results[0].title, [(each.word, each.icon, each.kind) for each in chips]))
    return rows


def _row(name: str, chips: Sequence[tuple[str, str, str]]) -> pieces.Piece:
    cells = [pieces.cell("under", pieces.reason(*each)) for each in chips]
    return pieces.row("sensitivity", pieces.cell("what", pieces.words(name, "strong")), *cells)


def _together(every: Sequence[Under], shown: Sequence[Under]) -> list[pieces.Piece]:
    """Definitions met in one pair of rules only, which no single change shows."""
    alone = [{one.met for one in results} for results in zip(*(each.definitions for each in shown), strict=True)]
    pairs = list(zip(*(each.definitions for each in every), strict=True))
    more = [
        results[0].title
        for results, seen in zip(pairs, alone, strict=True)
        if {one.met for one in results} - seen - {Answer.not_applicable}
    ]
    same = sum(len({(one.met, str(one.result)) for one in results}) == 1 for results in pairs)
    lines = [f"{same} of {len(pairs)} definitions give the same answer under all {len(every)} pairs of rules."]
    if more:
        lines.append(f"Only with both changed: {', '.join(more)}.")
    return [pieces.row("line", pieces.words(each, "quiet")) for each in lines]
