"""Groups against the smallest difference that matters: t intervals worked by hand, and the five phrases."""

import math

import pytest

from models.criteria.change import NotComputable, judge
from models.criteria.change.group_anchor import Interval, phrase
from models.criteria.student import t_cdf, t_quantile
from tests.change.support import NAN, asked, before_and_after

NOT_SIGNIFICANT = "Statistically not significant"
NOT_RELEVANT = "Statistically significant but not clinically relevant"
LESS = "Not significantly less than the threshold"
GREATER = "Not significantly greater than the threshold"
PROBABLE = "Probably clinically significant effect"
LARGE = "Large clinically significant effect"


@pytest.mark.parametrize(
    "probability, df, value",
    [
        (0.975, 1, 12.706204736174694), (0.975, 2, 4.302652729749464), (0.975, 10, 2.2281388519649385),
        (0.95, 5, 2.015048372669157), (0.995, 30, 2.7499956535672259), (0.975, 1e6, 1.9599663568),
        (0.025, 10, -2.2281388519649385), (0.5, 7, 0.0), (0.75, 2, math.sqrt(2 / 3)),
    ],
)  # fmt: skip
def test_quantiles_of_t(probability: float, df: float, value: float) -> None:
    """Tables of Student's t; one degree is Cauchy's tan(pi (p - 1/2)), for two there is a closed form."""
    assert t_quantile(probability, df) == pytest.approx(value, rel=1e-9, abs=1e-12)
    assert t_cdf(t_quantile(probability, df), df) == pytest.approx(probability, abs=1e-12)


def test_a_paired_interval() -> None:
    """Changes -12, 0, -3: mean -5, variance 39, error sqrt(13), t(2) = 4.3027."""
    answer = judge(before_and_after([22, 28, 34], [10, 28, 31]), asked("anchor", improvement=4, effect="within"))
    (found,) = answer.group_level
    half = 4.302652729749464 * math.sqrt(13)
    assert found == {
        "difference": -5.0, "lower": pytest.approx(-5 - half), "upper": pytest.approx(-5 + half), "ci": 0.95, "n": 3,
        "category": NOT_SIGNIFICANT,
    }  # fmt: skip
    assert answer.summary() == {NOT_SIGNIFICANT: 1}


def test_a_group_that_nobody_finished_is_left_out() -> None:
    scores = before_and_after([22, 28, 34, 20], [10, 28, 31, NAN], ["A", "A", "A", "B"])
    answer = judge(scores, asked("anchor", improvement=4, effect="within"))
    assert [(each["group"], each["n"]) for each in answer.group_level] == [("A", 3)]


@pytest.mark.parametrize("df", [1e9, 1e12, 1e15])
def test_with_very_many_people_t_is_the_normal_curve(df: float) -> None:
    assert t_cdf(1.0, df) == pytest.approx(0.8413447460685429, abs=1e-9)
    assert t_quantile(0.975, df) == pytest.approx(1.959963984540054, abs=1e-8)


def test_where_the_two_ways_of_t_meet() -> None:
    assert t_cdf(1.0, 1e6) == pytest.approx(t_cdf(1.0, 1e6 + 1), abs=1e-9)
    assert t_cdf(-3.0, 1e6) == pytest.approx(t_cdf(-3.0, 1e6 + 1), abs=1e-11)


@pytest.mark.parametrize("value", [0.5, 0.8, 0.99])
def test_the_curve_is_the_same_on_both_sides_with_less_than_one_degree(value: float) -> None:
    assert t_cdf(-value, 0.2) == pytest.approx(1 - t_cdf(value, 0.2))
    assert t_cdf(-value, 0.2) < 0.5


@pytest.mark.parametrize("probability", [1e-9, 1e-6, 0.001, 0.3, 0.999, 1 - 1e-6])
def test_far_out_with_one_degree(probability: float) -> None:
    """Cauchy's curve, far beyond where a first guess from the normal one lies."""
    assert t_quantile(probability, 1) == pytest.approx(math.tan(math.pi * (probability - 0.5)), rel=1e-7)


def test_a_difference_of_groups() -> None:
    """A (first by name) 10, 12, 14: variance 4; B 20, 20, 26, 30: mean 24, variance 24. Welch: error² 4/3 + 6."""
    scores = before_and_after([0] * 7, [20, 10, 20, 12, 26, 14, 30], ["B", "A", "B", "A", "B", "A", "B"])
    answer = judge(scores, asked("anchor", improvement=4, effect="between", better="higher", pre=None))
    (found,) = answer.group_level
    error, df = math.sqrt(4 / 3 + 6), (4 / 3 + 6) ** 2 / ((4 / 3) ** 2 / 2 + 6**2 / 3)
    half = t_quantile(0.975, df) * error
    assert (found["reference"], found["comparison"]) == ("A", "B")
    assert (found["n_reference"], found["n_comparison"]) == (3, 4)
    assert found["difference"] == 12
    assert (found["lower"], found["upper"]) == (pytest.approx(12 - half), pytest.approx(12 + half))
    assert (answer.n_original, answer.n_used) == (7, 7)


def test_the_first_of_numbered_groups_is_the_smallest_number() -> None:
    scores = before_and_after([0] * 6, [1, 2, 3, 4, 5, 7], ["10", "10", "9", "9", "2", "2"])
    answer = judge(scores, asked("anchor", improvement=4, effect="between"))
    assert [(each["reference"], each["comparison"]) for each in answer.group_level] == [("2", "9"), ("2", "10")]


@pytest.mark.parametrize(
    "lower, middle, upper, wanted",
    [
        (-3, -1, 1, NOT_SIGNIFICANT), (-9, -4, 1, NOT_SIGNIFICANT), (-4, -3, -1, NOT_RELEVANT), (1, 3, 9, NOT_RELEVANT),
        (-7, -4, -1, LESS), (-9, -6, -3, PROBABLE), (-9, -5, -1, PROBABLE), (-9, -7, -6, LARGE), (-9, -7, -5, LARGE),
        (0, 2, 4, NOT_SIGNIFICANT), (0.1, 2, 4, NOT_RELEVANT), (-4, -2, 0, NOT_SIGNIFICANT),
        (-4, -2, -0.1, NOT_RELEVANT),
    ],
)  # fmt: skip
def test_phrases_where_less_is_better(lower: float, middle: float, upper: float, wanted: str) -> None:
    assert phrase(Interval(middle, lower, upper), asked("anchor", improvement=5)) == wanted


@pytest.mark.parametrize(
    "lower, middle, upper, wanted",
    [
        (-1, 1, 3, NOT_SIGNIFICANT), (-1, 4, 9, GREATER), (-1, 6, 13, PROBABLE), (1, 3, 4, NOT_RELEVANT),
        (-9, -3, -1, NOT_RELEVANT), (1, 4, 7, GREATER), (3, 6, 9, PROBABLE), (6, 7, 9, LARGE),
    ],
)  # fmt: skip
def test_phrases_where_more_is_better(lower: float, middle: float, upper: float, wanted: str) -> None:
    """In this direction the reference asks for significance only where the whole interval is below the threshold."""
    assert phrase(Interval(middle, lower, upper), asked("anchor", improvement=5, better="higher")) == wanted


def test_what_cannot_be_computed() -> None:
    same = before_and_after([20, 22, 24], [10, 12, 14])
    with pytest.raises(NotComputable, match="everybody changed by the same amount"):
        judge(same, asked("anchor", improvement=5, effect="within"))
    with pytest.raises(NotComputable, match="everybody changed by the same amount"):
        judge(before_and_after([20, 22], [20, 22]), asked("anchor", improvement=5, effect="within"))
    named = before_and_after([20, 22, 24], [10, 12, 14], ["A", "A", "A"])
    with pytest.raises(NotComputable, match="everybody in 'A' changed by the same amount"):
        judge(named, asked("anchor", improvement=5, effect="within"))
    with pytest.raises(NotComputable, match="fewer than two people to judge$"):
        judge(before_and_after([20], [10]), asked("anchor", improvement=5, effect="within"))
    rounded = before_and_after([0.3, 0.4, 0.7], [0.1, 0.2, 0.5])
    with pytest.raises(NotComputable, match="same amount"):
        judge(rounded, asked("anchor", improvement=0.1, effect="within"))
    small = before_and_after([20, 22, 24], [10, 13, 15], ["A", "A", "B"])
    for effect in ("within", "between"):
        with pytest.raises(NotComputable, match="fewer than two people to judge in 'B'"):
            judge(small, asked("anchor", improvement=5, effect=effect))
    alike = before_and_after([20, 22, 24, 26], [3, 3, 5, 5], ["A", "A", "B", "B"])
    with pytest.raises(NotComputable, match="everybody in 'B' and in 'A' has the same score"):
        judge(alike, asked("anchor", improvement=5, effect="between"))
    with pytest.raises(NotComputable, match="only one group"):
        judge(before_and_after([20, 22], [1, 2], ["A", "A"]), asked("anchor", improvement=5, effect="between"))
