"""The patient's own report: what was tried, whether it had a fair trial, and what it did for what matters to them."""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from models.crisis import CrisisText
from models.criteria.case import Modality, StopReason, Trial
from models.criteria.judge import TrialJudgement
from models.criteria.outcome.result import Outcome
from models.criteria.verdict import Answer
from models.criteria.wording import amount, day
from models.exchange.report.chart import chart_told
from models.exchange.report.facts import score_words, sentence, whole
from models.exchange.report.gathering import Report, head
from models.exchange.report.numbers import credits_of, numbers, scale_of
from models.exchange.report.of_sessions import therapy_words
from models.history import PatientView

SYMPTOMS = "symptoms"
EFFECTS = {"response": "response", "partial_response": "partial", "deterioration": "worse", "nonresponse": "same"}


@cache
def words() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "plain.en.toml").read_text("utf-8"))


def plain_report(view: PatientView, made_by: str, crisis: CrisisText) -> Report:
    """No definitions, no payers, no flags, no grades of severity: only what helps the reader."""
    said = words()
    found = numbers(view)
    chart = chart_told(view, found, plain=True)
    if chart:
        key = next(iter(found.scales), None)
        direction = "lower" if key is None or scale_of(key)[1].direction == "lower_better" else "higher"
        chart["caption"] = said["chart"].format(better=said[direction])
    called = said["words"]["not_watched"].format(call=crisis.call_number, emergency=crisis.emergency_number)
    return {
        **head(view, made_by),
        "kind": "plain",
        "title": said["title"],
        "intro": said["intro"],
        "headings": said["headings"],
        "none": "" if view.judgement.trials else said["none"],
        "chart": chart,
        "treatments": [_treatment(place, one) for place, one in enumerate(view.judgement.trials, start=1)],
        "ask": list(said["ask"].values()),
        "words": [said["words"]["fair"], said["words"]["score"], called, *credits_of(view, found)],
        "note": said["words"]["note"],
    }


def _treatment(place: int, one: TrialJudgement) -> dict[str, Any]:
    return {
        "name": f"{place}. {_name(one.trial)}",
        "when": _when(one),
        "fair": _fair(one),
        "effects": list(_effects(one)),
    }


def _name(trial: Trial) -> str:
    if trial.modality is Modality.psychotherapy:
        return sentence(therapy_words(trial))
    return sentence(whole(trial.treatment))


def _when(one: TrialJudgement) -> str:
    said, trial = words(), one.trial
    if one.running or trial.ended_on is None:
        return str(said["since"]).format(first=day(trial.started_on))
    return str(said["from_to"]).format(first=day(trial.started_on), last=day(trial.ended_on))


def _fair(one: TrialJudgement) -> str:
    said, adequacy = words(), one.adequacy
    if adequacy.verdict.answer == Answer.yes:
        return str(said["fair_yes"])
    if one.running and adequacy.verdict.answer == Answer.no:
        on = f" {said['fair_on'].format(day=day(adequacy.expected_on))}" if adequacy.expected_on else ""
        return str(said["fair_yet"]).format(progress=_progress(one)).strip() + on
    if one.trial.stop_reason == StopReason.intolerance:
        return str(said["fair_intolerance"])
    return str(said["fair_no"] if adequacy.verdict.answer == Answer.no else said["fair_unknown"])


def _progress(one: TrialJudgement) -> str:
    done = one.adequacy.progress
    if done is None or done.observed is None or done.unit not in ("weeks", "sessions"):
        return ""
    return str(words()[done.unit]).format(observed=int(done.observed), required=amount(done.required))


def _effects(one: TrialJudgement) -> Iterator[dict[str, str]]:
    """Domain by domain, each with its numbers; one sentence where nothing can be said."""
    said = words()
    judged = [(domain, each) for domain, each in one.outcomes.items() if each.judged and domain in said["domains"]]
    for domain, outcome in sorted(judged, key=lambda each: list(said["domains"]).index(each[0])):
        effect = _symptoms(outcome, one.running) if domain == SYMPTOMS else _elsewhere(outcome)
        yield {"domain": said["domains"][domain], "words": said["effects"][effect], "numbers": _numbers(outcome)}
    if not judged:
        yield {"domain": "", "words": said["effects"]["unknown"], "numbers": ""}


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


def _better(outcome: Outcome) -> str:
    _, scale = scale_of((outcome.instrument, outcome.scale))
    return str(words()["effects"]["low" if scale.direction == "lower_better" else "high"])


def _numbers(outcome: Outcome) -> str:
    if outcome.recalled:
        return str(words()["effects"]["remembered"])
    if outcome.baseline is None or outcome.end is None or outcome.baseline_on is None or outcome.end_on is None:
        return ""
    return str(words()["effects"]["numbers"]).format(
        scale=outcome.name,
        better=_better(outcome),
        before=score_words(outcome.baseline),
        first=day(outcome.baseline_on),
        after=score_words(outcome.end),
        last=day(outcome.end_on),
    )
