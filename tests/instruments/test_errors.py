"""A refusal names the place, and what the package does not have is not there."""

import pytest

import instruments
from instruments import BadAnswer, BadTable, DefinitionError


@pytest.mark.parametrize(
    ("row", "column", "told"),
    [
        (None, None, "a.csv: wrong"),
        (1, None, "a.csv, row 1 (the header): wrong"),
        (2, None, "a.csv, row 2 (the header is row 1): wrong"),
        (2, "phq9_q1", "a.csv, row 2 (the header is row 1), column phq9_q1: wrong"),
        (None, "phq9_q1", "a.csv, column phq9_q1: wrong"),
    ],
)
def test_the_place_in_a_table(row: int | None, column: str | None, told: str) -> None:
    found = BadTable("a.csv", "wrong", row, column)
    assert str(found) == told
    assert (found.file, found.row, found.column) == ("a.csv", row, column)


@pytest.mark.parametrize(
    ("place", "line", "told"),
    [
        ("", None, "a.toml: wrong"),
        ("scales", None, "a.toml: scales: wrong"),
        ("", 3, "a.toml, line 3: wrong"),
        ("scales", 3, "a.toml, line 3: scales: wrong"),
    ],
)
def test_the_place_in_a_definition(place: str, line: int | None, told: str) -> None:
    assert str(DefinitionError("a.toml", place, "wrong", line)) == told


def test_the_kind_of_an_answer() -> None:
    assert str(BadAnswer("q1", "no whole number", "0, 1")) == "q1: no whole number; allowed: 0, 1"


def test_what_the_package_has_and_what_it_does_not_have() -> None:
    found = instruments.score_one(instruments.shelf()["phq9"], {f"q{number}": 1 for number in range(1, 10)})
    assert found["total"].value == 9
    assert isinstance(found["total"], instruments.ScaleScore)
    assert instruments.score_many.__name__ == "score_many"
    with pytest.raises(AttributeError):
        instruments.no_such_thing  # type: ignore[attr-defined]  # noqa: B018
