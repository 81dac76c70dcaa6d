"""A history as a FHIR R4 bundle: who, which episodes, which treatments and visits, which forms with their scores."""

import hmac
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import orjson

from instruments import shelf
from models.administered import Administered
from models.exchange.fhir_words import (
    ACT,
    BASE,
    CLINICAL,
    INTERRUPTED,
    LOINC,
    SURVEY,
    UCUM,
    Resource,
    entry,
    extensions,
    known,
    named,
    reference,
    url_of,
)
from models.exchange.history_out import GRADES, Document, first_scale, history_of
from models.history.export import ExportedRecord
from models.settings import settings

EPISODE_FACTS = ("number", "severity", "psychotic", *GRADES)
TRIAL_FACTS = (
    "role",
    "modality",
    "ascertainment",
    "adherence",
    "adherence_source",
    "serum_level_mmol_per_l",
    "format",
    "placement",
    "evidence_based",
    "evidence_reason",
    "therapist",
    "primary_instrument",
    "recalled_improvement",
    "stop_reason",
)
GENDER = {"female": "female", "male": "male", "other": "other", None: "unknown"}


def bundle_of(record: ExportedRecord, *, identified: bool) -> Resource:
    """One patient as a bundle; without a name, record number and day of birth unless `identified`."""
    return _Bundle(record, identified).made()


def pseudonym(person_id: str) -> str:
    """A name that is always the same for a patient here, and that nobody can lead back without this installation."""
    return hmac.digest(settings().secret_key.encode(), b"pseudonym/" + person_id.encode(), sha256).hex()[:20]


def written(bundle: Resource, *, one_line: bool) -> bytes:
    """As JSON with a line end."""
    return orjson.dumps(bundle, option=orjson.OPT_APPEND_NEWLINE | (0 if one_line else orjson.OPT_INDENT_2))


class _Bundle:
    def __init__(self, record: ExportedRecord, identified: bool) -> None:
        self.record, self.is_identified = record, identified
        self.told: Document = history_of(record)
        self.number = record.person.record_number if identified else pseudonym(record.person.id)
        self.patient = self._url("patient", "")

    def made(self) -> Resource:
        """The whole bundle."""
        entries = [entry(self.patient, self._patient()), *self._episodes(), *self._trials(), *self._forms()]
        made_at = datetime.combine(self.record.as_of, datetime.min.time(), UTC).isoformat()
        return {"resourceType": "Bundle", "type": "collection", "timestamp": made_at, "entry": entries}

    def _url(self, kind: str, name: str) -> str:
        return url_of(self.number, kind, name)

    def _patient(self) -> Resource:
        person = self.record.person
        told: Resource = {
            "resourceType": "Patient",
            "identifier": named("patient", self.number),
            "gender": GENDER[person.sex],
        }
        if person.born_on is not None:
            told["birthDate"] = person.born_on.isoformat() if self.is_identified else f"{person.born_on.year:04}"
        if self.is_identified:
            told["name"] = [{"family": person.family_name, "given": [person.given_name]}]
        return told

    # Episodes

    def _episodes(self) -> Iterator[Resource]:
        for one in self.told["episodes"]:
            condition, url = self._url("condition", one["id"]), self._url("episode", one["id"])
            if self.told["diagnosis"] is not None:
                yield entry(condition, self._condition(str(self.told["diagnosis"]), one))
            yield entry(url, self._episode(one, condition if self.told["diagnosis"] is not None else None))

    def _condition(self, diagnosis: str, one: Document) -> Resource:
        return {
            "resourceType": "Condition",
            "clinicalStatus": {"coding": [{"system": CLINICAL, "code": "resolved" if "ended_on" in one else "active"}]},
            "code": {"coding": [{"system": f"{BASE}diagnosis", "code": diagnosis}], "text": diagnosis},
            "subject": reference(self.patient),
            "onsetDateTime": one["started_on"],
            "abatementDateTime": one.get("ended_on"),
        }

    def _episode(self, one: Document, condition: str | None) -> Resource:
        return {
            "resourceType": "EpisodeOfCare",
            "identifier": named("episode", one["id"]),
            "extension": extensions({name: one.get(name) for name in EPISODE_FACTS}),
            "status": "finished" if "ended_on" in one else "active",
            "diagnosis": [{"condition": reference(condition)}] if condition else None,
            "patient": reference(self.patient),
            "period": _period(one),
        }

    # Treatments

    def _trials(self) -> Iterator[Resource]:
        for one in self.told["trials"]:
            url = self._url("trial", one["id"])
            yield entry(url, self._statement(one) if one["modality"] == "medication" else self._procedure(one))
            sessions = one.get("sessions", [])
            for place, held in enumerate(sessions if isinstance(sessions, list) else []):
                yield entry(self._url("session", f"{one['id']}/{place}"), self._encounter(one, held, url))

    def _statement(self, one: Document) -> Resource:
        return {
            "resourceType": "MedicationStatement",
            **self._of_trial(one),
            "partOf": [reference(self._url("trial", one["augments"]))] if "augments" in one else None,
            "status": _status(one, running="active"),
            "statusReason": [{"text": one["stop_reason"]}] if "stop_reason" in one else None,
            "medicationCodeableConcept": {"text": one["agent"]},
            "subject": reference(self.patient),
            "context": self._episode_of(one),
            "effectivePeriod": _period(one),
            "dosage": [_dosage(each) for each in one.get("doses", [])],
        }

    def _procedure(self, one: Document) -> Resource:
        sessions = one.get("sessions")
        count = sessions if isinstance(sessions, dict) else {}
        episode = self._episode_of(one)
        told = self._of_trial(one, {**count, "episode": one.get("episode")})
        return {
            "resourceType": "Procedure",
            **told,
            "status": _status(one, running="in-progress"),
            "statusReason": {"text": one["stop_reason"]} if "stop_reason" in one else None,
            "code": {"text": one.get("therapy") or one.get("procedure")},
            "subject": reference(self.patient),
            "performedPeriod": _period(one),
            "reasonReference": None if episode is None else self._condition_of(one),
        }

    def _of_trial(self, one: Document, more: Document | None = None) -> Resource:
        facts = {name: one.get(name) for name in TRIAL_FACTS} | (more or {})
        return {"identifier": named("trial", one["id"]), "extension": extensions(facts)}

    def _episode_of(self, one: Document) -> Resource | None:
        return reference(self._url("episode", one["episode"])) if "episode" in one else None

    def _condition_of(self, one: Document) -> list[Resource] | None:
        return [reference(self._url("condition", one["episode"]))] if self.told["diagnosis"] is not None else None

    def _encounter(self, one: Document, held: Document, trial: str) -> Resource:
        minutes = held.get("minutes")
        episode = self._episode_of(one)
        return {
            "resourceType": "Encounter",
            "status": "finished" if held["attended"] else "cancelled",
            "class": {"system": ACT, "code": "AMB", "display": "ambulatory"},
            "subject": reference(self.patient),
            "episodeOfCare": [episode] if episode else None,
            "period": {"start": held["on"], "end": held["on"]},
            "length": {"value": minutes, "unit": "min", "system": UCUM, "code": "min"} if minutes else None,
            "reasonReference": [reference(trial)],
        }

    # Forms

    def _forms(self) -> Iterator[Resource]:
        for place, one in enumerate(self.record.administrations):
            answered = self._url("form", f"{one.on}/{one.instrument}/{place}") if one.follows else None
            if answered:
                yield entry(answered, self._response(one))
            for scale, score in one.scores.items():
                url = self._url("score", f"{one.on}/{one.instrument}/{scale}/{place}")
                yield entry(url, self._observation(one, scale, score, answered))

    def _of_form(self, one: Administered) -> list[Resource]:
        return extensions({"trial": self.record.name(one.trial_id) if one.trial_id else None})

    def _response(self, one: Administered) -> Resource:
        answers = [{"linkId": item, "answer": [_answer(one, item, value)]} for item, value in one.answers.items()]
        left_out = [{"linkId": item, "extension": extensions({"not_applicable": True})} for item in one.not_applicable]
        return {
            "resourceType": "QuestionnaireResponse",
            "extension": self._of_form(one),
            "questionnaire": f"{BASE}instrument:{one.instrument}|{shelf()[one.instrument].version}",
            "status": "completed",
            "subject": reference(self.patient),
            "authored": one.on.isoformat(),
            "item": answers + left_out,
        }

    def _observation(self, one: Administered, scale: str, score: float, answered: str | None) -> Resource:
        return {
            "resourceType": "Observation",
            "extension": self._of_form(one),
            "status": "final",
            "category": [{"coding": [{"system": SURVEY, "code": "survey", "display": "Survey"}]}],
            "code": _code(one.instrument, scale),
            "subject": reference(self.patient),
            "effectiveDateTime": one.on.isoformat(),
            "valueQuantity": {"value": score, "unit": "score", "system": UCUM, "code": "{score}"},
            "derivedFrom": [reference(answered)] if answered else None,
        }


def _period(one: Document) -> Resource:
    return known({"start": one.get("started_on"), "end": one.get("ended_on")})


def _status(one: Document, *, running: str) -> str:
    """Ended early is stopped; a course that came to its end, or of which no reason is known, is completed."""
    if "ended_on" not in one:
        return running
    return "stopped" if one.get("stop_reason") in INTERRUPTED else "completed"


def _dosage(one: Document) -> Resource:
    amount = {"value": one.get("mg_per_day"), "unit": "mg", "system": UCUM, "code": "mg"}
    bounds = known({"start": one["from"], "end": one.get("to")})
    return {
        "timing": {"repeat": {"boundsPeriod": bounds, "frequency": 1, "period": 1, "periodUnit": "d"}},
        "doseAndRate": [{"doseQuantity": known(amount)}],
    }


def _answer(one: Administered, item: str, value: float) -> Resource:
    """The LOINC answer where the definition knows it, with the value beside it; else the value alone."""
    choices = shelf()[one.instrument].item(item).choices or ()
    code = next((each.loinc for each in choices if each.value == value), None)
    number: Any = int(value) if value == int(value) else value
    if code:
        return {"valueCoding": {"system": LOINC, "code": code, "extension": extensions({"value": number})}}
    return {"valueInteger": number} if isinstance(number, int) else {"valueDecimal": number}


def _code(instrument: str, scale: str) -> Resource:
    found = shelf().get(instrument)
    one = next((each for each in found.scales if each.id == scale), None) if found else None
    coding = [{"system": LOINC, "code": one.loinc}] if one and one.loinc else []
    coding.append({"system": f"{BASE}score", "code": f"{instrument}.{scale}"})
    first = found is not None and scale == first_scale(instrument)
    name = found.abbreviation if found else instrument
    return {"coding": coding, "text": name if first else f"{name}, {scale}"}
