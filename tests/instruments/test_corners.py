"""Corners of the definitions: what is refused to the point, and what is told in full."""

import io
import json
import re
from dataclasses import replace

import pytest

from instruments import DefinitionError, Instrument, shelf
from instruments.catalogue import _order, delivered
from instruments.consistency import check
from instruments.definition import load_text
from instruments.description import describe
from instruments.facts import OPERATORS, Threshold
from instruments.pieces import MARK, pieces
from instruments.table import _lookup, kind_of
from tests.instruments.forms import IDS
from tests.instruments.test_definition import FORMAT
from tests.instruments.test_definition_rules import FIRST_ITEM, refusal

MUST_CALL = [
    ("phq9", "q9", 1),
    ("sidas", "q1", 1),
    ("hamd17", "q3", 2),
    ("madrs", "q10", 3),
    ("madrs_s", "q9", 3),
    ("core10", "q6", 1),
    ("qids_sr16", "q12", 2),
    ("ids_sr30", "q18", 2),
    ("epds", "q10", 1),
    ("bdi2", "q9", 1),
    ("dass21", "d21", 2),
    ("cssrs_screener", "q2", 1),
    ("cssrs_screener", "q4", 1),
    ("cssrs_screener", "q5", 1),
    ("cssrs_screener", "q6", 1),
]


def wrong(instrument: Instrument) -> str:
    with pytest.raises(DefinitionError) as refused:
        check(instrument, lambda message, place: DefinitionError("file", place, message))
    return str(refused.value)


@pytest.mark.parametrize("name, item, value", MUST_CALL)
def test_a_rule_that_calls_one_answer_too_late_is_refused(name: str, item: str, value: float) -> None:
    one = shelf()[name]
    late = [replace(rule, op=">=", value=value + 1) if rule.item == item else rule for rule in one.safety]
    assert wrong(replace(one, safety=tuple(late))) == (
        f"file: safety: {name} must call somebody whenever {item} is {value} or more; no rule does"
    )


@pytest.mark.parametrize("name", ["id", "on", "rater", "flags"])
def test_no_item_is_called_as_a_column_of_the_score_table(name: str) -> None:
    assert f"items: {name!r} cannot be a name" in refusal(FORMAT.replace(FIRST_ITEM, FIRST_ITEM.replace("q1", name)))


def test_an_item_has_two_answers_at_least() -> None:
    one = shelf()["pgic"]
    item = one.items[0]
    lonely = replace(one, items=(replace(item, choices=(item.choices or ())[:1]),))
    assert "at least two answers with different values expected" in wrong(lonely)


def test_without_items_or_scales_there_is_no_instrument() -> None:
    one = shelf()["pgic"]
    expected = "file: at least one item and one scale expected"
    assert wrong(replace(one, scales=(), primary_id="")) == expected
    assert wrong(replace(one, items=(), scales=one.scales)) == expected


def test_all_that_is_unknown_is_named() -> None:
    one = shelf()["swls"]
    scale = one.primary
    twice = replace(one, scales=(replace(scale, negative=("q8", "q9")),))
    assert "negative: unknown q8, q9; allowed: q1, q2, q3, q4, q5" in wrong(twice)
    looked_up = replace(scale, id="late", of="later", items=())
    expected = "of: later is no scale before this one; allowed: total, second"
    assert expected in wrong(replace(one, scales=(scale, replace(scale, id="second"), looked_up)))


def test_an_instrument_in_the_same_version_takes_the_place_of_the_other() -> None:
    one = replace(shelf()["phq9"], name="another")
    more = delivered().plus([one])
    assert more.versions("phq9") == ("1",)
    assert more["phq9"] is one


def test_a_version_with_a_word_comes_before_the_numbers() -> None:
    assert sorted(["1.0", "1.10", "1.beta", "1.9", "2"], key=_order) == ["1.beta", "1.0", "1.9", "1.10", "2"]


@pytest.mark.parametrize("op", list(OPERATORS))
def test_a_threshold_met_by_many_is_met_by_each(op: str) -> None:
    line, values = Threshold(op, 3), [2.0, 3.0, 4.0]
    assert line.each(values) == [line.holds(value) for value in values]
    assert not line.holds(None)


def test_an_answer_between_whole_numbers_is_written_in_one_way() -> None:
    small = load_text(
        FORMAT.replace("number = [0, 10]", "number = [0, 2]").replace("range = [0, 10]", "range = [0, 2]"), "small.toml"
    )
    meanings = _lookup(small.item("q3"))
    assert (meanings["0"], meanings["0.0"], meanings["0.5"], meanings["1.0"], meanings["1.5"]) == (0, 0, 0.5, 1, 1.5)


@pytest.mark.parametrize(
    "cell, kind",
    [
        (" ", "blank space"),
        ("1 ", "blank space around a value"),
        ("TRUE", "true or false"),
        ("false", "true or false"),
        ("n/a", "a word for a missing value"),
        ("NULL", "a word for a missing value"),
        (".", "a word for a missing value"),
        ("-inf", "no finite number"),
        ("Infinity", "no finite number"),
        ("-7", "a whole number outside the choices"),
        ("7.0", "a whole number outside the choices"),
        ("-.5", "a number that is not whole"),
        ("1,5", "a number in another notation"),
        ("+1E3", "a number in another notation"),
        ("٣", "a number in digits other than 0-9"),
        ("two", "text, not a number"),
        ("7~", "text, not a number"),
    ],
)
def test_a_refused_cell_is_told_by_its_kind(cell: str, kind: str) -> None:
    assert kind_of(cell) == kind


@pytest.mark.parametrize("name", IDS)
def test_the_notice_of_loinc_travels_with_its_codes_and_with_nothing_else(name: str) -> None:
    told = json.dumps(describe(shelf()[name]) | {"loinc_notice": None})
    has_codes = re.search(r'"loinc": ("|\{")|"panel": "', told) is not None
    assert (describe(shelf()[name])["loinc_notice"] is not None) == has_codes


def test_only_a_mark_at_the_beginning_of_a_file_is_taken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("instruments.pieces.PIECE", 1)
    assert list(pieces(io.BytesIO(MARK + b"x\n" + MARK + b"y\n"), "a.csv")) == [b"x\n", MARK + b"y\n"]


@pytest.mark.parametrize(
    "text, line",
    [("a = 1\nb = \nc = 2\n", 2), ("a = 1\nb = [\n", 3), ('a = 1\n[t]\nb = "', 3)],
)
def test_what_is_no_toml_is_told_with_its_line(text: str, line: int) -> None:
    assert refusal(text).startswith(f"small.toml, line {line}: is not TOML")


def test_a_list_of_tables_holds_tables() -> None:
    told = refusal(f"supplements = [1]\n{FORMAT}")
    assert told.startswith("small.toml, line 1: supplements: a list of tables expected, found a number in it")
