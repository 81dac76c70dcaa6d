"""Twelve whole histories as documents: every definition's result as worked out by hand, and what each trial was."""

import json
import re
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
    case, as_of = read_history(text)
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


def test_every_definition_and_every_document_is_asked() -> None:
    assert {definition for _, definition, _ in RESULTS} == {one.id for one in registry()} - {"GSRD07"}
    assert {path.stem for path in (SPEC / "vignettes").glob("*.json")} == set(PEOPLE)
    assert (
        json.loads((SPEC / "vignettes" / f"{PEOPLE[0]}.json").read_text(encoding="utf-8"))["patient"]["id"] == PEOPLE[0]
    )
