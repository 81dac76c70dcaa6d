"""Twelve whole histories as documents: every definition's result as worked out by hand, and what each trial was."""

import json
import re
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from models.criteria.settings import DEFAULT
from models.criteria.staging import registry
from models.exchange.assessment import assess
from models.exchange.history_document import read_history
from tests.criteria.tables import SPEC, stories

ROWS = stories("vignettes.md")
PEOPLE = [row["name"] for row in ROWS if "history" in row]
STATUSES = {row["name"]: row["trials"] for row in ROWS if "trials" in row}
RESULTS = [
    (name, row["definition"], row[name]) for row in ROWS if "definition" in row for name in row if name in PEOPLE
]
UNDECIDED = {"unknown": "unknown", "not_applicable": "null"}


@cache
def assessed(name: str) -> dict[str, Any]:
    text = (SPEC / "vignettes" / f"{name}.json").read_text(encoding="utf-8")
    case, as_of, _ = read_history(text)
    assert as_of
    return assess(case, as_of, DEFAULT)


def words(found: dict[str, Any]) -> str:
    """A result as it stands in the table."""
    result = found["result"]
    if result is None:
        return UNDECIDED[found["met"]]
    if isinstance(result, bool):
        return "yes" if result else "no"
    if isinstance(result, dict) and "score" in result:
        return f"{result['score']} {result['band']}"
    return f"{result['current']} now, {result['lifetime']} ever" if isinstance(result, dict) else f"{result}"


@pytest.mark.parametrize(("name", "definition", "expected"), RESULTS)
def test_a_result(name: str, definition: str, expected: str) -> None:
    found = next(one for one in assessed(name)["definitions"] if one["id"] == definition)
    assert words(found) == expected, found["reasons"]


@pytest.mark.parametrize("name", PEOPLE)
def test_what_each_trial_was(name: str) -> None:
    found = {one["id"]: one["status"] for one in assessed(name)["trials"]}
    assert found == dict(each.split(" ") for each in STATUSES[name].split(", ") if each)


BLAME = re.compile(r"\b(fail(s|ed|ure|ures|ing)?|refus\w+|non-?complian\w+|unmotivated|blame\w*|poor|uncooperative)\b")
KINDLY = "Treatments bring no response; people do not fail."


@pytest.mark.parametrize("name", PEOPLE)
def test_nothing_reads_as_blame(name: str) -> None:
    found = assessed(name)
    said = [each for one in (*found["definitions"], *found["payers"]) for each in one["reasons"]]
    said += [each for one in found["definitions"] for each in one["would_change"]]
    assert [each for each in said if each != KINDLY and BLAME.search(each.casefold())] == []


@pytest.mark.parametrize("name", PEOPLE)
def test_sentences_are_whole_and_say_nothing_twice(name: str) -> None:
    for one in assessed(name)["definitions"]:
        assert len(set(one["would_change"])) == len(one["would_change"])
        for each in one["reasons"]:
            assert each.endswith(".")
            assert "  " not in each
            assert " ," not in each
            assert "()" not in each
        for each in one["would_change"]:
            assert not each.endswith(".")
            assert not re.search(r"\b(two|three|\d+) more (antidepressant|kind|drug)\b", each), each


WEEKLY = (20, 18, 15, 12, 10, 8, 6, 4, 3, 4, *[3] * 9, 4, 4, 9, 10, 11, 12, 12)


def test_a_stream_of_weekly_scores_with_a_relapse() -> None:
    """Escitalopram for half a year: half better in week 4, remission from week 7 on, and back from week 22 on.

    Fifteen weeks in remission are short of four months, so that it is a relapse by either convention; the drug was
    taken unchanged, and loses its effect on the same day.
    """
    day = [date(2025, 1, 6) + timedelta(weeks=week) for week in range(len(WEEKLY))]
    document = {
        "format": "fairtrial-history/1", "as_of": "2025-12-31", "patient": {"id": "P1"},
        "episodes": [{"id": "E1", "started_on": "2024-12-01"}],
        "trials": [{"id": "T1", "episode": "E1", "modality": "medication", "agent": "escitalopram", "adherence": 0.95,
                    "started_on": "2025-01-06", "doses": [{"from": "2025-01-06", "mg_per_day": 20}]}],
        "measurements": [{"on": on.isoformat(), "instrument": "phq9", "score": score}
                         for on, score in zip(day, WEEKLY, strict=True)],
    }  # fmt: skip
    case, as_of, _ = read_history(json.dumps(document))
    assert as_of
    assert assess(case, as_of, DEFAULT)["course"]["phq9"] == {
        "first_response_on": day[4],
        "remission_on": day[7],
        "recovery_on": {"acnp2006": None, "frank1991": None},
        "events": [{"on": day[22], "kind": "relapse", "convention": name} for name in ("acnp2006", "frank1991")],
        "tachyphylaxis_on": day[22],
    }


def test_every_definition_and_every_document_is_asked() -> None:
    assert {definition for _, definition, _ in RESULTS} == {one.id for one in registry()} - {"GSRD07"}
    assert {path.stem for path in (SPEC / "vignettes").glob("*.json")} == set(PEOPLE)
    assert (
        json.loads((SPEC / "vignettes" / f"{PEOPLE[0]}.json").read_text(encoding="utf-8"))["patient"]["id"] == PEOPLE[0]
    )
