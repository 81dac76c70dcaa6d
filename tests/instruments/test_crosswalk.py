"""Scores of other measures are estimates from published tables, told as such, and only where a table can be trusted."""

import json
from pathlib import Path

import pytest

from instruments import DefinitionError, shelf
from instruments.crosswalk import Crosswalk, Row, _estimate, _load, crosswalks, estimate, reachable
from instruments.description import describe


@pytest.mark.parametrize(
    "measure, score, other, value, low, high",
    [
        ("qids_sr16", 5, "hamd17", 7, 7, 7),  # remission meets remission
        ("qids_sr16", 16, "hamd17", 20, 20, 20),
        ("qids_sr16", 21, "ids_sr30", 51, 49, 53),
        ("qids_sr16", 25, "ids_sr30", 63, 62, 64),  # a misprint that a public package turned into 43
        ("hamd17", 18, "qids_sr16", 14.5, 14, 15),  # two rows of the table have 18 and 19
        ("hamd17", 7, "madrs", 8.5, 8, 9),
        ("hamd17", 20, "madrs", 27, 27, 27),
        ("madrs", 10, "hamd17", 8, 8, 8),
        ("madrs", 59, "hamd17", 51.5, 51, 52),  # between two rows
        ("hamd17", 17, "bdi1", 21, 21, 21),
        ("phq9", 10, "depression_t", 65.4, 58, 71.8),
    ],
)
def test_estimates(measure: str, score: float, other: str, value: float, low: float, high: float) -> None:
    found = estimate(measure, score, other)
    assert found is not None
    assert (found.measure, found.value, found.low, found.high) == (other, value, low, high)
    assert found.label == "estimated"
    assert found.source


@pytest.mark.parametrize(
    "measure, score, other",
    [
        ("phq9", 10, "hamd17"),  # no table: never chained
        ("hamd17", 20, "bdi2"),  # the table is for the first edition
        ("depression_t", 60, "phq9"),
        ("hamd17", 31, "bdi1"),
        ("hamd17", -1, "madrs"),
        ("phq9", 28, "depression_t"),
        ("promis_depression_8a", 20, "depression_t"),  # the table at hand contradicts the official manual
    ],
)
def test_no_estimate_without_a_table_that_can_be_trusted(measure: str, score: float, other: str) -> None:
    assert estimate(measure, score, other) is None


def test_more_of_one_is_never_less_of_the_other() -> None:
    for table in crosswalks():
        rows = sorted(table.rows, key=lambda pair: (pair[0].low, pair[1].low))
        assert [there.value for _, there in rows] == sorted(there.value for _, there in rows)
        assert all(row.low <= row.value <= row.high for pair in rows for row in pair)


def test_tables_stay_within_the_range_of_their_scales() -> None:
    for table in crosswalks():
        for side, measure in enumerate(table.measures):
            if measure in shelf():
                low, high = shelf()[measure].primary.range
                assert all(low <= pair[side].low <= pair[side].high <= high for pair in table.rows)


def test_what_can_be_reached() -> None:
    assert set(reachable("hamd17")) == {"madrs", "bdi1", "qids_sr16", "ids_sr30"}
    assert reachable("phq9") == ("depression_t",)
    assert reachable("gad7") == ()


def load(folder: Path, rows: str, more: str = "") -> tuple[Crosswalk, ...]:
    file = folder / "some.toml"
    file.write_text(f'measures = ["a", "b"]\nsource = "s"\nmark = "own"\n{more}\nrows = {rows}\n', encoding="utf-8")
    return tuple(_load(file))


def test_a_table_is_read_in_both_directions(tmp_path: Path) -> None:
    there, back = load(tmp_path, "[[1, 2, 10, 21], [3, 3, 22, 24]]")
    assert (there.measures, back.measures) == (("a", "b"), ("b", "a"))
    assert there.rows == ((Row(1, 2, 1.5), Row(10, 21, 15.5)), (Row(3, 3, 3), Row(22, 24, 23)))
    assert back.rows == tuple((two, one) for one, two in there.rows)


def test_a_table_of_means_is_read_in_one_direction(tmp_path: Path) -> None:
    (there,) = load(tmp_path, "[[1, 2, 10, 21, 17]]", "one_way = true")
    assert there.rows == ((Row(1, 2, 1.5), Row(10, 21, 17)),)


def test_means_belong_to_the_last_of_several_measures(tmp_path: Path) -> None:
    file = tmp_path / "three.toml"
    text = 'measures = ["a", "b", "c"]\nsource = "s"\nmark = "own"\none_way = true\nrows = [[1, 2, 3, 4, 5, 8, 6]]\n'
    file.write_text(text, encoding="utf-8")
    to_b, to_c = _load(file)
    assert to_b.rows == ((Row(1, 2, 1.5), Row(3, 4, 3.5)),)
    assert to_c.rows == ((Row(1, 2, 1.5), Row(5, 8, 6)),)


def test_between_two_rows_the_nearest_ones_are_taken(tmp_path: Path) -> None:
    """Also where a table is not monotone: nearest is a matter of the score that is there, not of the one looked for."""
    there, _ = load(tmp_path, "[[1, 1, 5, 5], [2, 2, 3, 3], [8, 8, 9, 9], [9, 9, 7, 7]]")
    found = _estimate(there, 4)
    assert found is not None
    assert (found.low, found.high, found.value) == (3, 9, 6)


@pytest.mark.parametrize(
    "rows, more, message",
    [
        ("[[1, 2, 3]]", "", "rows: 4 numbers a row expected: lowest and highest score of each measure"),
        ("[[1, 2, 3, 4, 5, 6]]", "", "rows: 4 numbers a row expected"),
        ('[[1, "2", 3, 4]]', "", "rows: a list of lists of numbers expected"),
        ("[[1, 2, 3, 4]]", "other = 1", "other: unknown key; allowed: "),
    ],
)
def test_a_wrong_table_is_refused(tmp_path: Path, rows: str, more: str, message: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        load(tmp_path, rows, more)
    assert message in str(refused.value)


def test_what_a_score_can_be_turned_into_is_told_with_the_instrument() -> None:
    told = json.loads(json.dumps(describe(shelf()["phq9"])["crosswalks"]))
    assert [(one["to"], one["label"], one["mark"]) for one in told] == [("depression_t", "estimated", "secondary")]
    assert told[0]["source"] == "Wahl 2014, J Clin Epidemiol 67:73, supplement"
    assert told[0]["rows"][10] == {"from": [10, 10], "estimated": 65.4, "low": 58, "high": 71.8}
    assert [row["from"][0] for row in told[0]["rows"]] == list(range(28))
