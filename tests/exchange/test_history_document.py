"""A history document is read strictly: everything wrong with it is told with its path, or all of it is used."""

import copy
import json
from datetime import date
from typing import Any

import pytest

from models.criteria.case import Ascertainment, Case, CompetenceRating, Diagnosis, DoseStep, Measurement, Role
from models.errors import Invalid
from models.exchange.history_document import read_history
from models.exchange.history_many import documents_in
from models.exchange.history_schema import schema
from models.exchange.history_shape import SHAPE
from tests.support.source import ROOT

WHOLE: dict[str, Any] = {
    "format": "fairtrial-history/1",
    "as_of": "2026-11-01",
    "patient": {"id": "P1", "born_on": "1984-03-02", "sex": "female"},
    "diagnosis": "MDD",
    "episodes": [
        {"id": "E1", "number": 3, "started_on": "2026-03-01", "ended_on": None, "severity": "moderate",
         "psychotic": False, "functional_impairment": 2, "comorbid_anxiety": 0.5, "personality_disorder": 0,
         "psychosocial_stressor": 1, "intensified_treatment": 0}
    ],
    "trials": [
        {"id": "T1", "episode": "E1", "modality": "medication", "role": "monotherapy", "agent": "sertraline",
         "started_on": "2026-03-02", "ended_on": "2026-05-10", "stop_reason": "nonresponse",
         "ascertainment": "prospective", "adherence": 0.95, "adherence_source": "self_report",
         "doses": [{"from": "2026-03-02", "mg_per_day": 50}, {"from": "2026-03-16", "mg_per_day": 100}]},
        {"id": "T2", "episode": "E1", "modality": "medication", "role": "augmentation", "agent": "lithium",
         "augments": "T1", "started_on": "2026-04-12", "ended_on": "2026-05-10",
         "doses": [{"from": "2026-04-12", "mg_per_day": 900, "to": "2026-05-10"}], "serum_level_mmol_per_l": 0.7},
        {"id": "T3", "episode": "E1", "modality": "psychotherapy", "therapy": "CBT", "format": "individual",
         "started_on": "2026-05-12", "ended_on": "2026-08-12", "ascertainment": "recall",
         "sessions": [{"on": "2026-05-12", "attended": True, "minutes": 50}],
         "therapist": {"licensed": True, "years": 6, "competence_rating": {"instrument": "CTS-R", "score": 40}}},
        {"id": "T4", "modality": "psychotherapy", "therapy": "IPT", "started_on": "2025-05-12",
         "sessions": {"attended_count": 14}, "recalled_improvement": "25to49"},
        {"id": "T5", "episode": "E1", "modality": "neuromodulation", "procedure": "ECT", "placement": "bilateral",
         "started_on": "2026-09-01", "ended_on": None, "sessions": None, "doses": None, "role": None},
    ],
    "measurements": [
        {"on": "2026-03-01", "instrument": "phq9", "trial": "T1", "score": 18},
        {"on": "2026-05-10", "instrument": "phq9",
         "answers": {f"q{number}": 2 if number < 8 else 1 for number in range(1, 10)}},
        {"on": "2026-05-10", "instrument": "not_on_the_shelf", "score": 3},
        {"on": "2026-06-10", "instrument": "phq9", "score": None},
    ],
}  # fmt: skip


def read(document: Any) -> Case:
    return read_history(json.dumps(document)).case


def problems(document: Any) -> list[str]:
    text = document if isinstance(document, str | bytes) else json.dumps(document)
    with pytest.raises(Invalid) as refused:
        read_history(text)
    return [f"{one.field}: {one.message}" for one in refused.value.problems]


def changed(path: str, value: Any) -> dict[str, Any]:
    """The whole document with another value at a path such as trials.0.agent; DROP takes the key away."""
    document: Any = copy.deepcopy(WHOLE)
    *way, last = [int(part) if part.isdecimal() else part for part in path.split(".")]
    there = document
    for part in way:
        there = there[part]
    if value is DROP:
        del there[last]
    else:
        there[last] = value
    return document  # type: ignore[no-any-return]


DROP = object()


def test_everything_is_read() -> None:
    history = read_history(json.dumps(WHOLE))
    case = history.case
    assert history.as_of == date(2026, 11, 1)
    assert (case.patient.born_on, case.diagnosis) == (date(1984, 3, 2), Diagnosis.MDD)
    drug, lithium, cbt, ipt, ect = case.trials
    assert drug.doses[1] == DoseStep(date(2026, 3, 16), 100, None)
    assert (drug.adherence, drug.adherence_source) == (0.95, "self_report")
    assert (lithium.role, lithium.augments, lithium.doses[0].to_on) == (Role.augmentation, "T1", date(2026, 5, 10))
    assert cbt.sessions[0].minutes == 50
    assert cbt.therapist
    assert cbt.therapist.competence_rating == CompetenceRating("CTS-R", 40)
    assert (ipt.attended_count, ipt.sessions, ipt.episode, ipt.recalled_improvement) == (14, (), None, "25to49")
    assert (ect.ascertainment, ect.sessions, ect.role) == (Ascertainment.prospective, (), Role.monotherapy)


def test_scores_and_answers() -> None:
    found = read(WHOLE).measurements
    assert found[0] == Measurement(date(2026, 3, 1), "phq9", "total", 18, "T1")
    assert Measurement(date(2026, 5, 10), "phq9", "total", 16, None) in found
    assert Measurement(date(2026, 5, 10), "not_on_the_shelf", "total", 3, None) in found
    assert found[-1].score is None


def test_the_least_that_is_a_history() -> None:
    case = read({"format": "fairtrial-history/1", "patient": {"id": "P1"}})
    assert (case.trials, case.measurements, case.episodes) == ((), (), ())
    unknown = {"id": "T", "modality": "psychotherapy", "started_on": "2026-01-01", "sessions": {"attended_count": None}}
    assert read({**WHOLE, "trials": [unknown], "measurements": None}).trials[0].attended_count is None


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("colour", "blue", "colour: unknown key"),
        ("patient.colour", "blue", "patient.colour: unknown key"),
        ("episodes.0.colour", "blue", "episodes[0].colour: unknown key"),
        ("trials.0.colour", "blue", "trials[0].colour: unknown key"),
        ("trials.0.doses.1.colour", "blue", "trials[0].doses[1].colour: unknown key"),
        ("trials.2.sessions.0.colour", "blue", "trials[2].sessions[0].colour: unknown key"),
        ("trials.2.therapist.colour", "blue", "trials[2].therapist.colour: unknown key"),
        ("trials.2.therapist.competence_rating.colour", 1, "trials[2].therapist.competence_rating.colour: unknown key"),
        ("measurements.0.colour", "blue", "measurements[0].colour: unknown key"),
        ("patient.id", DROP, "patient.id: missing"),
        ("trials.0.started_on", DROP, "trials[0].started_on: missing"),
        ("measurements.0.score", DROP, "measurements[0].score: missing; allowed: score or answers"),
        ("trials.0.ended_on", "2026-03-01", "trials[0].ended_on: before started_on"),
        ("episodes.0.ended_on", "2026-02-01", "episodes[0].ended_on: before started_on"),
        ("trials.0.episode", "E9", "trials[0].episode: no episode of this id"),
        ("trials.1.augments", "T9", "trials[1].augments: no other trial of this id"),
        ("trials.1.augments", "T2", "trials[1].augments: no other trial of this id"),
        ("trials.1.doses.0.to", "2026-04-11", "trials[1].doses[0].to: before from"),
        ("trials.0.doses.1.from", "2026-03-02", "trials[0].doses[1].from: two doses from the same day"),
        ("trials.1.id", "T1", "trials[1].id: this id stands twice"),
        ("measurements.0.trial", "T9", "measurements[0].trial: no trial of this id"),
        ("measurements.0.score", 28, "measurements[0].score: out of range; allowed: 0 to 27"),
        ("measurements.0.score", -1, "measurements[0].score: out of range; allowed: 0 to 27"),
        ("measurements.1.score", 3, "measurements[1].answers: score and answers; allowed: one of them"),
        ("measurements.1.answers.q77", 1, "measurements[1].answers.q77: no such item"),
        ("measurements.1.instrument", "moon",
         "measurements[1].instrument: not on the shelf, so its answers cannot be scored; allowed: a score"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_path(path: str, value: Any, told: str) -> None:
    found = problems(changed(path, value))
    assert told in found or any(each.startswith(f"{told}; allowed: ") for each in found), found


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("format", "fairtrial-history/2"),
        ("as_of", "yesterday"),
        ("as_of", 20261101),
        ("diagnosis", "sadness"),
        ("patient.id", 7),
        ("patient.id", ""),
        ("trials.0.modality", "drug"),
        ("trials.0.started_on", "2026-02-30"),
        ("trials.0.adherence", 1.01),
        ("trials.0.adherence", -0.01),
        ("trials.0.adherence", "0.9"),
        ("trials.0.stop_reason", "bored"),
        ("trials.0.doses.0.mg_per_day", -1),
        ("trials.0.recalled_improvement", "lots"),
        ("trials.4.procedure", "ect"),
        ("trials.3.sessions.attended_count", -1),
        ("trials.2.sessions.0.attended", "yes"),
        ("episodes.0.functional_impairment", 4),
        ("episodes.0.comorbid_anxiety", 0.7),
        ("episodes.0.severity", "bad"),
        ("measurements.0.score", "18"),
        ("measurements.1.answers.q1", 4),
    ],
)  # fmt: skip
def test_a_value_that_is_not_allowed(path: str, value: Any) -> None:
    start = ".".join(path.split(".")[:1])
    found = problems(changed(path, value))
    assert found
    assert all(each.startswith(start) for each in found)
    if isinstance(value, str) and value:
        assert not any(value in each.partition(": ")[2] for each in found), "the value itself is never repeated"


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"format": "fairtrial-history/1", "patient": {"id": NaN}}'])
def test_what_is_no_document(text: str) -> None:
    assert problems(text)


def test_an_unknown_key_is_told_with_those_that_are_known() -> None:
    allowed = "allowed: from, mg_per_day, to"
    assert problems(changed("trials.0.doses.1.mg", 5)) == [f"trials[0].doses[1].mg: unknown key; {allowed}"]


@pytest.mark.parametrize(
    ("sessions", "told"),
    [
        ({"attended_count": -1}, ["trials[2].sessions.attended_count: input should be greater than or equal to 0"]),
        ({"attended_count": 9, "missed": 1}, ["trials[2].sessions.missed: unknown key; allowed: attended_count"]),
        (
            [{"on": "2026-05-12", "attended": "yes"}],
            ["trials[2].sessions[0].attended: input should be a valid boolean"],
        ),
        (9, ["trials[2].sessions: input should be a valid array", "trials[2].sessions: input should be an object"]),
    ],
)
def test_sessions_are_told_as_what_they_were_written(sessions: Any, told: list[str]) -> None:
    assert problems(changed("trials.2.sessions", sessions)) == told


def test_no_number_without_end() -> None:
    text = json.dumps(WHOLE).replace('"score": 18', '"score": Infinity')
    assert problems(text)


def test_all_problems_at_once() -> None:
    bad = changed("trials.0.agent", 7)
    bad["colour"] = 1
    bad["patient"] = {}
    assert len(problems(bad)) == 3
    several = changed("trials.0.episode", "E9")
    several["measurements"][0]["score"] = 99
    assert len(problems(several)) == 2


def test_the_schema_that_is_shipped_is_that_of_the_reader() -> None:
    """Make it again with `python -m models.exchange.history_schema > docs/fairtrial-history-1.schema.json`."""
    shipped = (ROOT / "docs/fairtrial-history-1.schema.json").read_text(encoding="utf-8")
    assert shipped == schema()
    found = json.loads(shipped)
    assert found["additionalProperties"] is False
    assert all(each["additionalProperties"] is False for each in found["$defs"].values() if each["type"] == "object")
    assert SHAPE.validate_json(json.dumps(WHOLE))


@pytest.mark.parametrize("sex", ["f", "f:", "\\u003a", "\\\\u003a"])
def test_a_key_that_stands_twice_is_found_beside_any_colon(sex: str) -> None:
    text = '{"format": "fairtrial-history/1", "patient": {"id": "P1", "sex": "%s"%s}}'
    assert read_history(text % (sex, "")).case.patient.id == "P1"
    with pytest.raises(Invalid) as refused:
        read_history(text % (sex, ', "id" : "P2"'))
    assert [each.field for each in refused.value.problems] == ["id"]


MANY = json.dumps(WHOLE)
BROKEN = MANY[:99]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (MANY, [""]),
        (json.dumps(WHOLE, indent=2), [""]),
        ("\ufeff" + MANY, [""]),
        (f"{MANY}\n\n{MANY}", [", line 1", ", line 3"]),
        (f"{MANY}\n{BROKEN}\n{MANY}", [", line 1", ", line 2", ", line 3"]),
        (f"{BROKEN}\n{MANY}", [", line 1", ", line 2"]),
        (f"[{MANY}]", [", document 1"]),
        (json.dumps([WHOLE, WHOLE], indent=2), [", document 1", ", document 2"]),
        (json.dumps(WHOLE, indent=2) * 2, [", document 1", ", document 2"]),
        (json.dumps([WHOLE, 7]), [", document 1", ", document 2"]),
        ("[]", [""]),
        ("", [""]),
        (f"[{MANY}", [""]),
        (f"[{MANY},,{MANY}]", [""]),
        (f"{MANY},{MANY}", [""]),
        ("[" * 5000, [""]),
    ],
)
def test_many_documents_in_one_file(text: str, places: list[str]) -> None:
    found = list(documents_in(text.encode()))
    assert [place for place, _ in found] == places
    for _, each in found:
        assert json.loads(each) in (WHOLE, 7) if is_json(each) else problems(each)


def is_json(text: bytes) -> bool:
    try:
        return json.loads(text) != []
    except (ValueError, RecursionError):
        return False


def test_a_key_that_stands_twice_is_found_in_a_list() -> None:
    twice = MANY.replace('"diagnosis": "MDD"', '"diagnosis": "MDD", "diagnosis": "other"')
    (_, first), (_, second) = documents_in(f"[{MANY}, {twice}]".encode())
    assert read_history(first)
    assert problems(second) == ["diagnosis: stands twice in one object"]


@pytest.mark.parametrize(
    "path", ["episodes.0.number", "episodes.0.functional_impairment", "trials.2.sessions.0.minutes"]
)
def test_a_whole_number_may_be_written_with_a_point(path: str) -> None:
    assert read_history(json.dumps(changed(path, 2.0))) == read_history(json.dumps(changed(path, 2)))
    assert problems(changed(path, 2.5))
    assert problems(changed(path, True))
