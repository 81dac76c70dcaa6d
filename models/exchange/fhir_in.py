"""A FHIR R4 bundle as a history document: what an export of ours told, read back; anything else is refused by name."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from models.errors import Invalid, Problem
from models.exchange.fhir_believed import why_not
from models.exchange.fhir_words import BASE, facts_of
from models.exchange.history_shape import FORMAT

Entry = Mapping[str, Any]
KINDS = (
    "Patient",
    "Condition",
    "EpisodeOfCare",
    "MedicationStatement",
    "Procedure",
    "Encounter",
    "QuestionnaireResponse",
    "Observation",
)


def history_text(bundle: bytes) -> bytes:
    """The history document that a bundle tells. Raises Invalid with the path of what cannot be understood."""
    try:
        told = orjson.loads(bundle)
    except orjson.JSONDecodeError:
        raise Invalid([Problem("bundle", "no JSON")]) from None
    if not isinstance(told, dict) or told.get("resourceType") != "Bundle" or not isinstance(told.get("entry"), list):
        raise Invalid([Problem("resourceType", "a Bundle with entries expected")])
    reading = _Reading(told["entry"])
    document = reading.document()
    if reading.problems:
        raise Invalid(reading.problems)
    return orjson.dumps(document)


def history_texts(found: Sequence[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """The same for every bundle of a file, with its place. Raises Invalid with every problem of every bundle."""
    texts, problems = [], list[Problem]()
    for place, bundle in found:
        try:
            texts.append((place, history_text(bundle)))
        except Invalid as refused:
            problems += [Problem(f"{place}: {one.field}", one.message) for one in refused.problems]
    if problems:
        raise Invalid(problems)
    return texts


class _Reading:
    def __init__(self, entries: list[Any]) -> None:
        self.problems: list[Problem] = []
        self.by_kind: dict[str, list[tuple[str, Entry]]] = {kind: [] for kind in KINDS}
        self.urls: dict[str, list[str]] = {kind: [] for kind in KINDS}
        self.names: dict[str, str] = {}
        self.trials: set[str] = set()
        for place, each in enumerate(entries):
            self._sort(f"entry[{place}].resource", each)

    def _sort(self, where: str, each: Any) -> None:
        resource = each.get("resource") if isinstance(each, dict) else None
        if not isinstance(resource, dict) or resource.get("resourceType") not in KINDS:
            self.problems.append(Problem(f"{where}.resourceType", f"allowed: {', '.join(KINDS)}"))
            return
        kind = resource["resourceType"]
        self.by_kind[kind].append((where, resource))
        url = str(each.get("fullUrl") or f"{kind}/{resource.get('id')}")
        self.urls[kind].append(url)
        listed = resource.get("identifier")
        identifiers = [one.get("value") for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
        self.names[url] = str(identifiers[0]) if identifiers else str(resource.get("id"))

    def document(self) -> dict[str, Any]:
        """What every resource tells, each with its path where it cannot be understood."""
        if len(self.by_kind["Patient"]) != 1:
            self.problems.append(Problem("entry", "exactly one Patient expected in a bundle"))
            return {}
        self._believe(self.urls["Patient"][0], self.urls["QuestionnaireResponse"])
        trials = [*self._each("MedicationStatement", self._statement), *self._each("Procedure", self._procedure)]
        return {
            "format": FORMAT,
            "patient": next(iter(self._each("Patient", self._patient)), {}),
            "diagnosis": next(iter(self._each("Condition", _diagnosis)), None),
            "episodes": list(self._each("EpisodeOfCare", self._episode)),
            "trials": self._with_sessions(trials),
            "measurements": [
                *self._each("QuestionnaireResponse", _form),
                *filter(None, self._each("Observation", _score)),
            ],
        }

    def _believe(self, patient: str, forms: list[str]) -> None:
        for where, resource in (each for found in self.by_kind.values() for each in found):
            if (doubt := why_not(resource, patient, forms)) is not None:
                self.problems.append(Problem(f"{where}.{doubt[0]}", doubt[1]))

    def _each(self, kind: str, read: Any) -> Iterator[Any]:
        for where, resource in self.by_kind[kind]:
            try:
                yield read(resource)
            except (KeyError, TypeError, AttributeError, IndexError, ValueError):
                self.problems.append(Problem(where, f"a {kind} without what an import needs; see docs/exchange.md"))

    def _name(self, found: Entry | None) -> str | None:
        return self.names.get(str(found["reference"]), str(found["reference"])) if found else None

    def _patient(self, one: Entry) -> dict[str, Any]:
        born = one.get("birthDate")
        gender = one.get("gender")
        return {
            "id": one["identifier"][0]["value"] if one.get("identifier") else one["id"],
            "born_on": born if born and len(born) == len("2026-11-01") else None,  # a year alone is no day
            "sex": gender if gender in ("female", "male", "other") else None,
        }

    def _episode(self, one: Entry) -> dict[str, Any]:
        return {"id": one["identifier"][0]["value"], **_dates(one["period"]), **facts_of(one.get("extension", ()))}

    def _statement(self, one: Entry) -> dict[str, Any]:
        return {
            **_trial(one, one["effectivePeriod"]),
            "agent": one["medicationCodeableConcept"]["text"],
            "episode": self._name(one.get("context")),
            "augments": self._name(one["partOf"][0]) if one.get("partOf") else None,
            "doses": [_dose(each) for each in one.get("dosage", ())],
        }

    def _procedure(self, one: Entry) -> dict[str, Any]:
        told = _trial(one, one["performedPeriod"])
        count = told.pop("attended_count", None)
        what = "procedure" if told["modality"] == "neuromodulation" else "therapy"
        sessions = {"sessions": {"attended_count": count}} if count is not None else {}
        return {**told, what: one["code"]["text"], **sessions}

    def _encounter(self, one: Entry) -> tuple[str, dict[str, Any]]:
        trial = self._name(one["reasonReference"][0])
        if trial not in self.trials:
            raise ValueError("a visit belongs to a Procedure")
        minutes = one.get("length", {}).get("value")
        held = {"on": one["period"]["start"][:10], "attended": one.get("status") == "finished"}
        return str(trial), held | ({"minutes": minutes} if minutes else {})

    def _with_sessions(self, trials: list[dict[str, Any]]) -> list[dict[str, Any]]:
        by_id = {one["id"]: one for one in trials}
        self.trials |= by_id.keys()
        for trial, held in self._each("Encounter", self._encounter):
            by_id[trial].setdefault("sessions", []).append(held)
        return trials


def _dates(period: Entry) -> dict[str, Any]:
    return {f"{name}ed_on": period[name][:10] for name in ("start", "end") if period.get(name)}


def _trial(one: Entry, period: Entry) -> dict[str, Any]:
    told = facts_of(one.get("extension", ()))
    return {"id": one["identifier"][0]["value"], **told, **_dates(period)}


def _dose(one: Entry) -> dict[str, Any]:
    bounds = one["timing"]["repeat"]["boundsPeriod"]
    amount = one["doseAndRate"][0]["doseQuantity"]
    if {amount.get("code"), amount.get("unit")} - {None, "mg"}:
        raise ValueError("doses are told in mg")
    return {"from": bounds["start"], "mg_per_day": amount.get("value"), "to": bounds.get("end")}


def _diagnosis(one: Entry) -> str:
    return str(next(each["code"] for each in one["code"]["coding"] if each["system"] == f"{BASE}diagnosis"))


def _form(one: Entry) -> dict[str, Any]:
    instrument = one["questionnaire"].removeprefix(f"{BASE}instrument:").partition("|")[0]
    answers, not_applicable = dict[str, Any](), list[str]()
    for each in one.get("item", ()):
        item = each["linkId"]
        if not isinstance(item, str) or item in answers or item in not_applicable:
            raise ValueError("each item stands once, by its name")
        if each.get("answer"):
            answers[item] = _only(each["answer"])
        elif facts_of(each.get("extension", ())).get("not_applicable"):
            not_applicable.append(item)
    bound = facts_of(one.get("extension", ())).get("trial")
    told = {"on": one["authored"][:10], "instrument": instrument, "answers": answers, "trial": bound}
    return told | ({"not_applicable": not_applicable} if not_applicable else {})


def _only(answers: Sequence[Entry]) -> Any:
    """An item of a questionnaire has one answer; of two, nobody knows which holds."""
    if len(answers) != 1:
        raise ValueError("one answer an item")
    return _value(answers[0])


def _value(answer: Entry) -> Any:
    if "valueCoding" in answer:
        return facts_of(answer["valueCoding"]["extension"])["value"]
    return answer["valueInteger"] if "valueInteger" in answer else answer["valueDecimal"]


def _score(one: Entry) -> dict[str, Any] | None:
    """A score that follows from answers is made again from them; only one that stands alone is taken over."""
    if one.get("derivedFrom"):
        return None
    code = next(each["code"] for each in one["code"]["coding"] if each["system"] == f"{BASE}score")
    instrument, _, scale = code.partition(".")
    bound = facts_of(one.get("extension", ())).get("trial")
    told = {"on": one["effectiveDateTime"][:10], "instrument": instrument, "scale": scale, "trial": bound}
    return told | {"score": one["valueQuantity"]["value"]}
