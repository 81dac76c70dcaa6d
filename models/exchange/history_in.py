"""History documents on their way in: each read strictly, told in the words of the record, and all taken or none."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import orjson

from instruments import shelf
from models.access import Actor
from models.errors import Invalid, Problem
from models.exchange.history_document import read_history
from models.exchange.history_out import first_scale
from models.recording.histories import (
    HistoriesTaken,
    HistoryInput,
    NamedEpisode,
    NamedTrial,
    PlacedMeasurement,
    Rehearsed,
    take_histories,
)
from models.recording.inputs import EpisodeInput, Input, MeasurementInput, PatientInput, TrialInput
from models.words import Modality

Entry = Mapping[str, Any]
Kind = TypeVar("Kind", bound=Input)
GIVEN_NAME = "Participant"  # a document has no names; the record number stands in for the family name
# The document's words for the record's, where they differ.
WORDS = {
    "is_psychotic": "psychotic",
    "is_evidence_based": "evidence_based",
    "episode_id": "episode",
    "augments_id": "augments",
    "trial_id": "trial",
    "from_on": "from",
    "to_on": "to",
    "held_on": "on",
    "record_number": "id",
    "attended_count": "sessions.attended_count",
    "therapist_rating": "therapist.competence_rating.score",
    "therapist_rated_with": "therapist.competence_rating.instrument",
}
THERAPIST = ("experienced", "licensed", "formal_training", "years", "supervised_cases")
WORDS |= {f"therapist_{name}": f"therapist.{name}" for name in THERAPIST}
# What a record needs and a document may leave out, so that whoever imports may say what holds for all of them.
ASSUMED = ("diagnosis", "adherence_source")
EPISODE = (
    "number",
    "started_on",
    "ended_on",
    "severity",
    "functional_impairment",
    "comorbid_anxiety",
    "personality_disorder",
    "psychosocial_stressor",
    "intensified_treatment",
)
TRIAL = (
    "modality",
    "started_on",
    "ended_on",
    "stop_reason",
    "ascertainment",
    "agent",
    "role",
    "adherence",
    "adherence_source",
    "serum_level_mmol_per_l",
    "therapy",
    "format",
    "evidence_reason",
    "procedure",
    "placement",
    "primary_instrument",
    "recalled_improvement",
)


def documents(text: bytes, file: str) -> list[tuple[str, bytes]]:
    """The documents of a file with their places: one document, or one on each line. Raises Invalid for no JSON."""
    text = text.removeprefix(b"\xef\xbb\xbf")
    if text.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in text:
        raise Invalid([Problem(file, "not UTF-8 text (UTF-16 or no text at all); save it as UTF-8")])
    if not text.strip():
        raise Invalid([Problem(file, "empty; one history document, or one on each line, expected")])
    lines = [(number, line) for number, line in enumerate(text.split(b"\n"), start=1) if line.strip()]
    if len(lines) > 1 and all(_is_object(line) for _, line in lines[:2]):
        return [(f"{file}, line {number}", line) for number, line in lines]
    return [(file, text)]


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False


def read_histories(
    found: Sequence[tuple[str, bytes]],
    clinic_id: str,
    assumed: Mapping[str, str],
    zone: str = "UTC",
    language: str = "en",
) -> list[HistoryInput]:
    """Every document as the input of the door. Raises Invalid with every problem of every document, by place."""
    histories: list[HistoryInput] = []
    problems: list[Problem] = []
    for place, text in found:
        try:
            read_history(text)
            histories.append(_Telling(orjson.loads(text), assumed).history(clinic_id, zone, language))
        except Invalid as refused:
            problems += [Problem(f"{place}: {one.field}", one.message) for one in refused.problems]
    numbers = [one.patient.record_number for one in histories]
    twice = {each for each in numbers if numbers.count(each) > 1} if len(set(numbers)) < len(numbers) else set()
    if twice:
        problems.append(Problem("patient.id", f"{len(twice)} of the patients stand in more than one document"))
    if problems:
        raise Invalid(problems)
    return histories


def import_histories(
    actor: Actor,
    found: Sequence[tuple[str, bytes]],
    histories: Sequence[HistoryInput],
    team: Sequence[str] = (),
    told: Callable[[int], None] | None = None,
    rehearsal: bool = False,
) -> HistoriesTaken:
    """Take them in, or see how it would end. Raises Invalid with the place of everything that cannot be."""
    try:
        return take_histories(actor, histories, team, told, rehearsal)
    except Rehearsed as seen:
        return seen.taken
    except Invalid as refused:
        raise Invalid([_told(one, found) for one in refused.problems]) from None


def _told(problem: Problem, found: Sequence[tuple[str, bytes]]) -> Problem:
    number, _, rest = problem.field.removeprefix("histories.").partition(".")
    if not number.isdecimal():
        return problem
    return Problem(f"{found[int(number)][0]}: {path_of(rest)}", problem.message)


def path_of(field: str) -> str:
    """A field of the door as a path of the document: trials.0.doses.1.from_on is trials[0].doses[1].from."""
    words = ".".join(WORDS.get(part, part) for part in field.split("."))
    return re.sub(r"\.(\d+)(?=\.|$)", r"[\1]", words)


class _Telling:
    """One document in the words of the record; every problem is collected with its path."""

    def __init__(self, document: Entry, assumed: Mapping[str, str]) -> None:
        self.document, self.assumed = document, assumed
        self.problems: list[Problem] = []

    def history(self, clinic_id: str, zone: str, language: str) -> HistoryInput:
        patient = self._made("patient", PatientInput, self._patient(clinic_id, zone, language))
        episodes = [self._episode(place, one) for place, one in enumerate(self._list("episodes"))]
        trials = [self._trial(place, one) for place, one in enumerate(self._list("trials"))]
        measurements = list(self._measurements())
        if self.document.get("diagnosis") and not episodes:
            self.problems.append(Problem("diagnosis", "is recorded with an episode, and the document has none"))
        if self.problems or patient is None:
            raise Invalid(self.problems)
        return HistoryInput(
            patient=patient,
            episodes=tuple(one for one in episodes if one),
            trials=tuple(one for one in trials if one),
            measurements=tuple(measurements),
        )

    def _list(self, name: str) -> Sequence[Entry]:
        return self.document.get(name) or ()

    def _patient(self, clinic_id: str, zone: str, language: str) -> dict[str, Any]:
        told = self.document["patient"]
        facts = {"born_on": told.get("born_on"), "sex": told.get("sex"), "time_zone": zone, "language": language}
        names = {"given_name": GIVEN_NAME, "family_name": told["id"][:40]}
        return {"clinic_id": clinic_id, "record_number": told["id"], **names, **facts}

    def _episode(self, place: int, told: Entry) -> NamedEpisode | None:
        where = f"episodes.{place}"
        facts = {name: told.get(name) for name in EPISODE}
        diagnosis = self.document.get("diagnosis") or self.assumed.get("diagnosis")
        if diagnosis is None and place == 0:
            self.problems.append(Problem("diagnosis", _missing("diagnosis=MDD")))
        if told.get("started_on") is None:
            self.problems.append(Problem(path_of(f"{where}.started_on"), "missing; a record needs it"))
            return None
        facts |= {"is_psychotic": told.get("psychotic"), "diagnosis": diagnosis or "MDD"}
        made = self._made(where, EpisodeInput, facts)
        return NamedEpisode(name=told["id"], episode=made) if made else None

    def _trial(self, place: int, told: Entry) -> NamedTrial | None:
        where = f"trials.{place}"
        facts = {name: told[name] for name in TRIAL if told.get(name) is not None}
        if facts["modality"] == Modality.medication:
            facts.setdefault("role", "monotherapy")
        if "adherence" in facts and "adherence_source" not in facts:
            if "adherence_source" not in self.assumed:
                path = path_of(f"{where}.adherence_source")
                self.problems.append(Problem(path, _missing("adherence_source=self_report")))
                return None
            facts["adherence_source"] = self.assumed["adherence_source"]
        facts |= {"is_evidence_based": told.get("evidence_based"), **_therapist(told), **_sessions(told)}
        facts["doses"] = sorted(map(_dose, told.get("doses") or ()), key=lambda one: str(one["from_on"]))
        made = self._made(where, TrialInput, facts)
        names = {"name": told["id"], "episode_name": told.get("episode"), "augments_name": told.get("augments")}
        return NamedTrial(**names, trial=made) if made else None

    def _measurements(self) -> Iterator[PlacedMeasurement]:
        """Scores of one instrument, day and trial, each of another scale, are one form."""
        open_forms: dict[tuple[object, ...], list[tuple[int, dict[str, float]]]] = {}
        for place, told in enumerate(self._list("measurements")):
            if told["instrument"] not in shelf():
                where = f"measurements[{place}].instrument"
                self.problems.append(Problem(where, "not on the shelf; a record holds scores of its instruments alone"))
            elif told.get("answers") is not None:
                yield from self._form(place, told, answers=_answers(told))
            elif told.get("score") is not None:  # a score of null says nothing
                scale = told.get("scale") or first_scale(told["instrument"]) or ""
                forms = open_forms.setdefault((told["on"], told["instrument"], told.get("trial")), [])
                free = next((totals for _, totals in forms if scale not in totals), None)
                if free is None:
                    forms.append((place, {scale: told["score"]}))
                else:
                    free[scale] = told["score"]
        for forms in open_forms.values():
            for place, totals in forms:
                yield from self._form(place, self._list("measurements")[place], totals=totals)

    def _form(self, place: int, told: Entry, **figures: Any) -> Iterator[PlacedMeasurement]:
        facts = {"on": told["on"], "instrument": told["instrument"], **figures}
        facts["not_applicable"] = tuple(told.get("not_applicable") or ())
        made = self._made(f"measurements.{place}", MeasurementInput, facts)
        if made:
            yield PlacedMeasurement(place=place, trial_name=told.get("trial"), measured=made)

    def _made(self, where: str, kind: type[Kind], facts: Mapping[str, Any]) -> Kind | None:
        try:
            return kind.of(**facts)
        except Invalid as refused:
            self.problems += [Problem(path_of(f"{where}.{one.field}"), one.message) for one in refused.problems]
            return None


def _missing(example: str) -> str:
    return f"missing; a record needs it: write it there, or say for the whole file, such as --assume {example}"


def _answers(told: Entry) -> dict[str, float]:
    return {item: value for item, value in told["answers"].items() if value is not None}


def _dose(one: Entry) -> dict[str, Any]:
    return {"from_on": one["from"], "mg_per_day": one.get("mg_per_day"), "to_on": one.get("to")}


def _sessions(told: Entry) -> dict[str, Any]:
    found = told.get("sessions") or ()
    if isinstance(found, Mapping):
        return {"attended_count": found["attended_count"]}
    held = [{"held_on": one["on"], "attended": one["attended"], "minutes": one.get("minutes")} for one in found]
    return {"sessions": sorted(held, key=lambda one: str(one["held_on"]))}


def _therapist(told: Entry) -> dict[str, Any]:
    who = told.get("therapist") or {}
    facts = {f"therapist_{name}": who.get(name) for name in THERAPIST}
    rating = who.get("competence_rating") or {}
    return {**facts, "therapist_rated_with": rating.get("instrument"), "therapist_rating": rating.get("score")}
