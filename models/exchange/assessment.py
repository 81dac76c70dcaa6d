"""Judges one case into an assessment document: each trial, the course, every definition, every payer, with reasons."""

import gc
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import Enum
from functools import cache
from typing import Any

import orjson

from instruments import shelf
from models.criteria.adequacy.beside import beside
from models.criteria.case import PSYCHOTHERAPY, Case
from models.criteria.formulary import formulary
from models.criteria.judge import CaseJudgement, TrialJudgement, judge_case
from models.criteria.outcome import Outcome, judge_outcome
from models.criteria.outcome.course import Course, judge_course
from models.criteria.outcome.domains import depression_scales, domains
from models.criteria.outcome.later import seen_again
from models.criteria.outcome.scale import scale_facts
from models.criteria.payers import PayerResult, judge_payers, policies
from models.criteria.settings import DOSE_PROFILES, PSYCHOTHERAPY_PROFILES, RuleSettings
from models.criteria.staging import DefinitionResult, Evidence, gather, judge_definitions, registry
from models.criteria.therapies import therapies
from models.criteria.verdict import Answer, Reason
from models.errors import Problem

FORMAT = "fairtrial-assessment/1"
Document = dict[str, Any]
AGAIN = ("end", "end_on", "improvement_percent", "category", "remission")  # what a later look may change
SELDOM = 100_000  # objects made and kept, before the collector of garbage looks at them
# Plain words: an enum costs the writer of JSON more than all the rest.
WORD: Mapping[Answer, str] = {answer: answer.value for answer in Answer}


def plain(value: Any) -> Any:
    """A whole score without a decimal point, an enum as its word."""
    if value.__class__ is float and value.is_integer():
        return int(value)
    return value.value if isinstance(value, Enum) else value


def assess(
    case: Case, as_of: date, settings: RuleSettings, sensitivity: bool = False, remarks: Sequence[Problem] = ()
) -> Document:
    """The whole assessment as plain values; days stay dates until they are written.

    `remarks` are what was told and is not looked at, each with its path.
    """
    judgement = judge_case(case, as_of, settings)
    evidence = gather(judgement, case)
    document: Document = {
        "format": FORMAT,
        "as_of": as_of,
        "patient": case.patient.id,
        "settings": settings.told,
        "trials": [_trial(one, case) for one in judgement.trials],
        "combined_treatments": _combined(judgement),
        "course": _courses(case, evidence),
        "definitions": [_definition(one) for one in judge_definitions(judgement, case, evidence)],
        "payers": [_payer(one) for one in judge_payers(judgement, case, evidence)],
    }
    if remarks:
        document["remarks"] = [{"at": one.field, "says": one.message} for one in remarks]
    if sensitivity:
        document["sensitivity"] = _sensitivity(case, as_of, settings)
    return document


def written(document: Document) -> bytes:
    """As one line of JSON."""
    return orjson.dumps(document)


def load_rules() -> None:
    """Reads every rule now, and spares the collector of garbage from looking through them with each history.

    Nothing that is judged refers back to itself, so that all of it goes without a collector; it looks in rarely.
    """
    shelf(), formulary(), therapies(), registry(), policies()
    gc.freeze()
    gc.set_threshold(SELDOM)


# Trials


def _trial(one: TrialJudgement, case: Case) -> Document:
    adequacy = one.adequacy
    weeks = adequacy.weeks_at_dose
    return {
        "id": one.trial.id,
        "status": one.status,
        "adequacy": {
            "verdict": WORD[adequacy.verdict.answer],
            "rule": adequacy.rule,
            "weeks_at_dose": None if weeks is None else round(weeks, 1),
            "reasons": [_reason(each) for each in adequacy.verdict.reasons],
        },
        "outcomes": _outcomes(one, case),
    }


def _reason(one: Reason) -> Document:
    return {
        "criterion": one.criterion,
        "verdict": WORD[one.verdict],
        "observed": plain(one.observed),
        "required": one.required,
        "unit": one.unit,
        "source": one.source,
        "mark": one.mark,
    }


def _outcomes(one: TrialJudgement, case: Case) -> Document:
    """The scale that decides first, then every other that was measured; each under its instrument's id."""
    first = _outcome(one.outcome)
    if one.trial.modality == PSYCHOTHERAPY:
        visits = one.adequacy.visits
        for name, again in seen_again(one.trial, case, one.outcome, one.as_of, one.settings, visits).items():
            first[name] = {key: value for key, value in _outcome(again).items() if key in AGAIN}
    found = {_key(one.outcome.instrument, one.outcome.scale): first}
    others = case.measured - {(one.outcome.instrument, one.outcome.scale)}
    for instrument, scale in sorted(others):
        key = _key(instrument, scale)
        if key in found or not _is_outcome(instrument, scale):
            continue
        outcome = judge_outcome(
            one.trial, case, one.as_of, one.settings, instrument, scale, adequate_on=one.adequacy.adequate_on
        )
        if outcome.baseline is not None or outcome.end is not None:
            found[key] = _outcome(outcome)
    return found


@cache
def _key(instrument: str, scale: str) -> str:
    """The instrument's id; for another than its first scale, both."""
    facts = scale_facts(instrument)
    return instrument if facts is None or scale in ("", facts.scale) else f"{instrument}.{scale}"


@cache
def _is_outcome(instrument: str, scale: str) -> bool:
    """Scales that speak for a domain, and the first scale of any other instrument of the five domains."""
    facts = scale_facts(instrument, scale)
    if facts is None:
        return False
    if any(facts is each for listed in domains().values() for each in listed):
        return True
    found = shelf().get(instrument)
    return facts in depression_scales() or (
        found is not None and found.primary.id == scale and facts.domain in domains()
    )


def _outcome(one: Outcome) -> Document:
    percent = one.improvement_percent
    told: Document = {
        "domain": one.domain,
        "baseline": plain(one.baseline),
        "baseline_on": one.baseline_on,
        "end": plain(one.end),
        "end_on": one.end_on,
        "improvement_percent": None if percent is None else round(percent, 1),
        "category": one.category,
        "remission": WORD[one.remission],
        "reliable_change": WORD[one.reliable_change],
        "early_improvement": WORD[one.early_improvement],
    }
    if one.why:
        told["why"] = one.why
    return told


def _combined(judgement: CaseJudgement) -> list[list[str]]:
    """Treatments side by side, each fair on its own: a drug and a psychotherapy, a psychotherapy and stimulation."""
    fair = {one.trial.id for one in judgement.trials if one.adequate}
    courses = beside([one.trial for one in judgement.trials], judgement.as_of)
    pairs = [pair.trials for pair in judgement.combined]
    pairs += [(each.psychotherapy, each.course) for each in courses if each.how == "beside"]
    return [list(pair) for pair in pairs if fair.issuperset(pair)]


# The course


def _courses(case: Case, evidence: Evidence) -> Document:
    """One course for each depression scale that was measured in the present episode."""
    began = evidence.began
    trials = [one.trial for one in evidence.judgement.trials if _in_episode(one, evidence)]
    scales = [one for one in depression_scales() if one.key in case.measured]
    return {
        one.instrument: _course(judge_course(case, one, trials, began, evidence.as_of, evidence.settings))
        for one in scales
    }


def _in_episode(one: TrialJudgement, evidence: Evidence) -> bool:
    return one.trial.episode in evidence.members or not evidence.members


def _course(one: Course) -> Document:
    return {
        "first_response_on": one.first_response_on,
        "remission_on": one.remission_on,
        "recovery_on": one.recovery_on,
        "events": [{"on": each.on, "kind": each.kind, "convention": each.convention} for each in one.events],
        "tachyphylaxis_on": one.tachyphylaxis_on,
    }


# Definitions and payers


def _definition(one: DefinitionResult) -> Document:
    return {
        "id": one.id,
        "title": one.title,
        "result": one.result,
        "met": WORD[one.met],
        "reasons": one.reasons,
        "would_change": one.would_change,
        "provisional": one.provisional,
    }


def _payer(one: PayerResult) -> Document:
    return {"id": one.policy.id, "met": WORD[one.met], "reasons": one.reasons}


def _sensitivity(case: Case, as_of: date, settings: RuleSettings) -> list[Document]:
    """The definitions once more under every pair of profiles."""
    found = []
    for dose in DOSE_PROFILES:
        for psychotherapy in PSYCHOTHERAPY_PROFILES:
            chosen = replace(settings, dose_profile=dose, psychotherapy_profile=psychotherapy)
            results = judge_definitions(judge_case(case, as_of, chosen), case)
            definitions = [{"id": one.id, "result": one.result, "met": WORD[one.met]} for one in results]
            profiles = {"dose_profile": dose, "psychotherapy_profile": psychotherapy}
            found.append({**profiles, "definitions": definitions})
    return found
