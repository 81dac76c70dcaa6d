"""Gathers a report into one plain value of words and lists, from which page and text are made alike."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from models import languages
from models.criteria.case import Episode
from models.criteria.payers import Policy
from models.criteria.wording import day
from models.exchange.report.chart import chart_told
from models.exchange.report.facts import Fact, fact, known, score_words, unknown
from models.exchange.report.numbers import credits_of, numbers, scores_told, undefined_of
from models.exchange.report.rule_chosen import rule_told
from models.exchange.report.sources import definitions_told, sources_told
from models.exchange.report.treatments import treatments_told
from models.history import PatientView

Report = dict[str, Any]
FORMAT = "fairtrial-report/1"
NOT_A_DIAGNOSIS = (
    "Decision support: this report repeats what was recorded and holds it against published rules. It is not a "
    "diagnosis and no order to treat. A clinician has to read and sign it."
)


def treatment_report(view: PatientView, made_by: str, policy: Policy | None = None) -> Report:
    """The report for a colleague, or with a policy for a payer. No safety flags, no notes, no free answers."""
    found = numbers(view)
    return {
        **head(view, made_by),
        "kind": "payer" if policy else "history",
        "title": "Treatment history",
        "subtitle": f"held against: {policy.title}" if policy else "",
        "headline": view.judgement.headline,
        "person": {"number": "P", "facts": _person(view)},
        "episodes": [{"number": found.episodes[one.id], "facts": _episode(one, view)} for one in view.episodes],
        "rule": rule_told(policy, view, found) if policy else None,
        "definitions": [] if policy else definitions_told(view),
        "chart": chart_told(view, found),
        "treatments": treatments_told(view, found),
        "combined": [" with ".join(found.trial(each) for each in pair.trials) for pair in view.judgement.combined],
        "scores": scores_told(view, found),
        "credits": [*credits_of(found), *undefined_of(view)],
        "sources": sources_told(view),
        "note": NOT_A_DIAGNOSIS,
    }


def head(view: PatientView, made_by: str, language: str = "en") -> Report:
    """What stands on every page: who, from where, made when, with data until when."""
    who = view.header
    return {
        "format": FORMAT,
        "language": language,
        "clinic": who.clinic_name,
        "name": who.name,
        "record_number": who.record_number,
        "born": languages.short_day(who.born_on, language) if who.born_on else "",
        "made": _clock(view.data_to, who.time_zone, language),
        "made_on": view.as_of.isoformat(),
        "as_of": day(view.as_of),
        "made_by": made_by,
    }


def _clock(instant: datetime, time_zone: str, language: str) -> str:
    local = instant.astimezone(ZoneInfo(time_zone))
    on, at = languages.short_day(local.date(), language), languages.clock(local, language)
    return f"{on}, {at} ({time_zone.replace('_', ' ')})"


DIAGNOSES = {
    "MDD": "major depressive disorder",
    "bipolar_I": "bipolar I disorder",
    "bipolar_II": "bipolar II disorder",
    "other": "another diagnosis",
}


def _person(view: PatientView) -> list[Fact]:
    who, case = view.header, view.case
    born = who.born_on
    age = (view.as_of.year - born.year - ((view.as_of.month, view.as_of.day) < (born.month, born.day))) if born else 0
    return [
        fact("Name", who.name),
        known("Born", f"{day(born)} (age {age})" if born else None, "the date of birth"),
        fact("Record number", who.record_number),
        *([fact("Sex", case.patient.sex)] if case.patient.sex else []),
        known("Diagnosis", DIAGNOSES.get(str(case.diagnosis)) if case.diagnosis else None, "the diagnosis"),
        known("Care team", ", ".join(who.team), "who treats the patient"),
    ]


GRADES = (
    ("Functional impairment", "functional_impairment", {0: "none", 1: "mild", 2: "moderate", 3: "severe"}),
    ("Anxiety disorder", "comorbid_anxiety", {0: "none", 0.5: "below the threshold", 1: "present"}),
)


def _episode(one: Episode, view: PatientView) -> list[Fact]:
    """The basic facts, which payers ask for, and the grades where they were made."""
    began = day(one.started_on) if one.started_on else None
    over = one.ended_on is not None and one.ended_on <= view.as_of
    time = f"{began} to {day(one.ended_on)}" if over and one.ended_on else f"since {began}, still present"
    found = [
        known("Time", time if began else None, "when the episode began"),
        *([fact("Number", f"episode {one.number} in this person’s life")] if one.number else []),
        known("Severity", str(one.severity) if one.severity else None, "the severity"),
        _psychosis(one),
    ]
    for label, name, words in GRADES:
        grade = getattr(one, name)
        if grade is not None:
            found.append(fact(label, words.get(grade, score_words(grade))))
    return found


def _psychosis(one: Episode) -> Fact:
    if one.psychotic is None:
        return unknown("Psychosis", "whether there is psychosis")
    return fact("Psychosis", "present" if one.psychotic else "none")
