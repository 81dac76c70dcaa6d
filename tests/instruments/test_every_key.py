"""A definition that uses every key that there is: each is read, told to other programs, and does what it says.

`every_key.json` was compared with `every_key.toml` by eye, field by field.
"""

import json
from datetime import date
from pathlib import Path

import pytest

from instruments import Instrument, Mark, Skip, Source, Status, Threshold, score_one
from instruments.definition import load_file
from instruments.description import describe
from instruments.facts import Figure, Response

HERE = Path(__file__).parent
OWN = Mark.own


@pytest.fixture
def every() -> Instrument:
    return load_file(HERE / "every_key.toml")


def test_it_is_told_to_other_programs(every: Instrument) -> None:
    assert describe(every) == json.loads((HERE / "every_key.json").read_text(encoding="utf-8"))


def test_what_stands_in_no_description_is_read_too(every: Instrument) -> None:
    plain, table, double, maxima, _ = every.scales
    assert every.provenance == {"en": Source("first hand", OWN)}
    assert every.licence.note == "as told"
    assert (every.checked_on, every.primary) == (date(2026, 1, 31), double)
    assert [item.choice_set for item in (*every.items, *every.supplements)] == ["two", "ladder", "", "ladder"]
    assert [scale.band_step for scale in every.scales] == [1] * 5
    missing = plain.missing
    assert (missing.rule, missing.needed, missing.round_half_up, missing.form_needed) == ("prorate", 1, True, 0)
    assert (missing.source, missing.mark) == ("a rule", Mark.memory)
    assert (plain.bands_source, table.bands_source) == (Source("a table", Mark.verified), None)
    assert (plain.source, table.source) == (Source("the manual", Mark.verified), None)
    assert plain.remission == Threshold("<=", 3, "well", "a", OWN)
    assert plain.response == Response("percent", ">=", 50, "b", OWN)
    assert plain.cutoffs == (Threshold(">=", 5, "ill", "f", OWN), Threshold("<", 2, "", "", None))
    assert plain.mcid == Figure(20, "percent", "d", Mark.verified, "", "", date(2026, 2, 1))
    assert [norm.population for norm in plain.norms] == ["all", ""]
    assert (plain.percentiles, table.percentiles) == ({5: 90}, {})
    told = {"reliability": "alpha", "reliable_change_95": 0.7, "cutoff_c": 4.33, "note": "by hand"}
    assert (plain.jacobson_truax, table.jacobson_truax) == (told, {})
    assert (plain.transform, double.transform) == (None, (2.5, -5.0))
    assert double.skip == Skip("a", Threshold("==", 9), -2.5, "j", OWN)
    assert (double.counts, double.not_asked, plain.not_asked) == ({"b": {1: 0, 2: 0, 3: 3}}, 0, None)
    assert (maxima.either, plain.either) == ((("a", "b"),), ())
    assert [(rule.of, rule.source, rule.mark) for rule in every.safety] == [("item", "k", OWN), ("scale", "", None)]


FORMS = [
    # answers, scale, score, answered, status
    ({"a": 0, "b": 3}, "plain", 4, 2, Status.complete),  # 3, and the 1 that a turned 3 counts
    ({"a": 1, "b": 1}, "plain", 5, 2, Status.complete),
    ({"a": 1}, "plain", 4, 1, Status.prorated),
    ({"b": 7}, "plain", None, 0, Status.not_scored),  # a code that is no answer
    ({"a": 0, "b": 3}, "table", 30, 2, Status.complete),
    ({"a": 9, "b": 3}, "table", 10, 2, Status.complete),
    ({"a": 1, "b": 3, "c": 1.5}, "double", -3.75, 3, Status.complete),  # 2 - 3 + 1.5, less 2, times 2.5
    ({"a": 0, "c": 1}, "double", 5, 2, Status.complete),  # b is rightly not asked
    ({"a": 1, "c": 1}, "double", None, 2, Status.not_scored),  # b is asked, and not answered
    ({"a": 9}, "double", -2.5, 1, Status.complete),  # the form ends there
    ({"a": 1, "b": 1, "c": 0.5}, "maxima", 3.5, 3, Status.complete),  # the higher of 2 and 3, and a half
    ({"a": 1, "c": 0.5}, "maxima", 2.5, 2, Status.complete),  # b stands for the lowest that it can count
    ({"b": 3, "c": 2}, "maxima", 3, 2, Status.complete),
    ({"a": 1, "b": 1}, "maxima", None, 2, Status.not_scored),
    ({"a": 0, "b": 2}, "yes_no", 32, 2, Status.complete),
]


@pytest.mark.parametrize("answers, scale, score, answered, status", FORMS)
def test_it_is_scored(
    every: Instrument, answers: dict[str, float | None], scale: str, score: float | None, answered: int, status: Status
) -> None:
    found = score_one(every, answers)[scale]
    assert (found.value, found.answered, found.status) == (score, answered, status)


@pytest.mark.parametrize(
    "answers, flags",
    [({"a": 9}, ["first"]), ({"a": 0}, ["second"]), ({"a": 0, "b": 1}, ["second"]), ({"a": 1, "b": 1}, []), ({}, [])],
)
def test_it_calls(every: Instrument, answers: dict[str, float | None], flags: list[str]) -> None:
    assert [rule.flag for rule in every.fired(answers)] == flags
