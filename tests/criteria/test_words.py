"""Dates, amounts and counts as they are read aloud."""

from datetime import date

import pytest

from models.criteria.outcome.result import Outcome
from models.criteria.wording import COUNTS, MONTHS, amount, count, day, listed, plural, sentence, span


def test_every_month_by_its_name() -> None:
    told = "January February March April May June July August September October November December"
    assert [day(date(2026, month, 3)) for month in range(1, 13)] == [f"3 {name} 2026" for name in told.split()]
    assert len(MONTHS) == 12


def test_small_numbers_as_words() -> None:
    told = "no one two three four five six seven eight nine ten eleven twelve"
    assert [count(number) for number in range(len(COUNTS))] == told.split()
    assert (count(13), count(40)) == ("13", "40")


@pytest.mark.parametrize(
    ("value", "told"), [(50.0, "50"), (37.5, "37.5"), (0.6, "0.6"), (0, "0"), (-2.0, "-2"), (1 / 3, "0.333333")]
)
def test_amounts(value: float, told: str) -> None:
    assert amount(value) == told


@pytest.mark.parametrize(
    ("days", "told"), [(7, "1 week"), (14, "2 weeks"), (1, "1 day"), (6, "6 days"), (8, "8 days"), (0, "0 weeks")]
)
def test_lengths_of_time(days: int, told: str) -> None:
    assert span(days) == told


def test_one_and_many() -> None:
    assert [plural(number, "session") for number in (0, 1, 2)] == ["0 sessions", "1 session", "2 sessions"]
    assert [listed(names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]
    assert (sentence("not yet"), sentence("Not yet."), sentence("x")) == ("Not yet.", "Not yet.", "X.")


@pytest.mark.parametrize(
    ("percent", "told"), [(-0.4, "0.4 % worse"), (0.0, "0.0 % better"), (0.4, "0.4 % better"), (-10.0, "10.0 % worse")]
)
def test_a_change_for_the_worse_is_called_so_however_small(percent: float, told: str) -> None:
    outcome = Outcome(
        "oq45",
        "total",
        "OQ-45",
        "symptoms",
        "nonresponse",
        baseline=120,
        end=120 - 1.2 * percent,
        end_on=date(2026, 3, 2),
        improvement_percent=percent,
    )
    assert outcome.sentence.endswith(f"({told}).")
