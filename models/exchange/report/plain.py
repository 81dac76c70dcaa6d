"""The patient's own report: what was tried, whether it had a fair trial, and what it did for what matters to them."""

from collections.abc import Iterator
from typing import Any

from models.crisis import CrisisText
from models.criteria.case import Modality, StopReason, Trial
from models.criteria.judge import TrialJudgement
from models.criteria.outcome.result import Outcome
from models.criteria.therapies import therapies
from models.criteria.verdict import Answer
from models.exchange.report.chart import chart_told
from models.exchange.report.facts import sentence, whole
from models.exchange.report.gathering import Report, head
from models.exchange.report.numbers import credits_of, numbers, scale_of
from models.exchange.report.of_sessions import therapy_words
from models.exchange.report.said import Said
from models.history import PatientView
from models.languages import colon, direction

SYMPTOMS = "symptoms"
DOMAINS = (SYMPTOMS, "social_functioning", "quality_of_life", "well_being", "purpose")
EFFECTS = {"response": "response", "partial_response": "partial", "deterioration": "worse", "nonresponse": "same"}


def plain_report(view: PatientView, made_by: str, crisis: CrisisText, language: str = "en") -> Report:
    """No definitions, no payers, no flags, no grades of severity: only what helps the reader, in their language."""
    said = Said(language)
    found = numbers(view)
    chart = chart_told(view, found, said)
    if chart:
        key = next(iter(found.scales), None)
        way = "lower" if key is None or scale_of(key)[1].direction == "lower_better" else "higher"
        chart["caption"] = said("chart", better=said(way))
    called = said("words.not_watched", call=crisis.call_number, emergency=crisis.emergency_number)
    above = head(view, made_by, said.language)
    return {
        **above,
        "kind": "plain",
        "direction": direction(said.language),
        "title": said("title"),
        "intro": said("intro"),
        "headings": {name: said(f"headings.{name}") for name in ("treatments", "course", "ask", "words")},
        "foot": _foot(above, said),
        "none": "" if view.judgement.trials else said("none"),
        "chart": chart,
        "treatments": [_treatment(place, one, said) for place, one in enumerate(view.judgement.trials, start=1)],
        "ask": [said(f"ask.{name}") for name in ("missing", "matters", "options")],
        "words": [said("words.fair"), said("words.score"), called],
        "colon": colon(said.language),
        "credits": credits_of(found),
        "undefined": [said("undefined", name=name) for name in view.undefined],
        "note": said("words.note"),
    }


def _foot(above: Report, said: Said) -> dict[str, str]:
    """What stands under every page; the page's numbers are put in where the pages are made."""
    return {
        "born": said("born", day=above["born"]) if above["born"] else "",
        "record": said("record", number=above["record_number"]),
        "page": said("page"),
        "made": said("made", when=above["made"]),
    }


def _treatment(place: int, one: TrialJudgement, said: Said) -> dict[str, Any]:
    return {
        "name": f"{place}. {_name(one.trial, said)}",
        "when": _when(one, said),
        "fair": _fair(one, said),
        "effects": list(_effects(one, said)),
    }


def _name(trial: Trial, said: Said) -> str:
    if trial.modality is Modality.psychotherapy:
        return sentence(_therapy(trial, said)) if trial.therapy else said("some_therapy")
    return sentence(whole(trial.treatment))


def _therapy(trial: Trial, said: Said) -> str:
    """In the reader's words where it stands on the list, with its letters; else as it was recorded."""
    listed = therapies().find(trial.therapy)
    if listed is None or said.language == "en":
        return therapy_words(trial)
    return f"{said.therapy(listed)} ({listed.id})" if listed.id.isupper() else said.therapy(listed)


def _when(one: TrialJudgement, said: Said) -> str:
    return said.period(one.trial.started_on, None if one.running else one.trial.ended_on)


def _fair(one: TrialJudgement, said: Said) -> str:
    adequacy = one.adequacy
    if adequacy.verdict.answer == Answer.yes:
        return said("fair_yes")
    if one.running and adequacy.verdict.answer == Answer.no:
        on = f" {said('fair_on', day=said.day(adequacy.expected_on))}" if adequacy.expected_on else ""
        return said("fair_yet", progress=_progress(one, said)).strip() + on
    if one.trial.stop_reason == StopReason.intolerance:
        return said("fair_intolerance")
    return said("fair_no" if adequacy.verdict.answer == Answer.no else "fair_unknown")


def _progress(one: TrialJudgement, said: Said) -> str:
    done = one.adequacy.progress
    if done is None or done.observed is None or done.unit not in ("weeks", "sessions"):
        return ""
    return said(done.unit, observed=int(done.observed), required=said.number(done.required))


def _effects(one: TrialJudgement, said: Said) -> Iterator[dict[str, str]]:
    """Domain by domain, each with its numbers; one sentence where nothing can be said."""
    for domain in DOMAINS:
        outcome = one.outcomes.get(domain)
        if outcome is None or not outcome.judged:
            continue
        effect = _symptoms(outcome, one.running) if domain == SYMPTOMS else _elsewhere(outcome)
        yield {
            "domain": said(f"domains.{domain}"),
            "words": said(f"effects.{effect}"),
            "numbers": _numbers(outcome, said),
        }
    if not any(domain in DOMAINS and each.judged for domain, each in one.outcomes.items()):
        yield {"domain": "", "words": said("effects.unknown"), "numbers": ""}


def _symptoms(outcome: Outcome, running: bool) -> str:
    if outcome.remission == Answer.yes:
        return "remission"
    effect = EFFECTS[outcome.category]
    if effect in ("same", "partial") and not outcome.firm:
        return "so_far" if running else "not_at_end"
    return effect


def _elsewhere(outcome: Outcome) -> str:
    """Outside symptoms no response is agreed on: only whether it moved, and whether that is more than chance."""
    gain = outcome.improvement_percent or 0
    if outcome.reliable_change == Answer.no or gain == 0:
        return "no_clear"
    way = "better" if gain > 0 else "worse"
    return f"clearly_{way}" if outcome.reliable_change == Answer.yes else f"moved_{way}"


def _numbers(outcome: Outcome, said: Said) -> str:
    if outcome.recalled:
        return said("effects.remembered")
    if outcome.baseline is None or outcome.end is None or outcome.baseline_on is None or outcome.end_on is None:
        return ""
    _, scale = scale_of((outcome.instrument, outcome.scale))
    return said(
        "effects.numbers",
        scale=outcome.name,
        better=said("effects.low" if scale.direction == "lower_better" else "effects.high"),
        before=said.score(outcome.baseline),
        first=said.day(outcome.baseline_on),
        after=said.score(outcome.end),
        last=said.day(outcome.end_on),
    )
