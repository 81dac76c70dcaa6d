"""The formulas, worked by hand on three people.

Before 22, 28, 34: mean 28, standard deviation 6. After 10, 28, 31: mean 23, variance 129. Sum of products 126, so the
covariance is 63. With a reliability of 0.75 the standard error is 6 · 0.5 = 3; with 0.6 that of a prediction is
6 · 0.8 = 4.8.
"""

import math
import warnings
from statistics import NormalDist

import numpy as np
import pytest

from models.criteria.change import NotComputable, judge, long_table
from models.criteria.change.national import Courses, rates
from models.criteria.change.rci.index import Index, moves
from tests.change.support import NAN, asked, before_and_after, index, verdicts

THREE = before_and_after([22, 28, 34], [10, 28, 31])


def test_jacobson_and_truax() -> None:
    """Jacobson & Truax 1991: change over sqrt(2 · 3²) = 4.2426."""
    assert index(THREE, reliability=0.75) == pytest.approx([-12 / math.sqrt(18), 0, -3 / math.sqrt(18)])


def test_gulliksen_lord_and_novick() -> None:
    """Hsu 1989: person 1 is expected at 28 + 0.6 · (22 - 28) = 24.4 and comes to 10: -14.4 / 4.8."""
    assert index(THREE, rci="GLN", reliability=0.6) == pytest.approx([-3, 0, -0.125])


def test_hsu_linn_and_lord() -> None:
    """Hsu 1989: the same around the mean after, 23: person 1 is expected at 19.4."""
    assert index(THREE, rci="HLL", reliability=0.6) == pytest.approx([-9.4 / 4.8, 5 / 4.8, 4.4 / 4.8])


def test_edwards_and_nunnally() -> None:
    """Speer 1992: person 1's true score is 28 + 0.75 · (22 - 28) = 23.5; 10 is 13.5 lower, over 3."""
    assert index(THREE, rci="EN", reliability=0.75) == pytest.approx([-4.5, 0, -0.5])


def test_nunnally_and_kotsch() -> None:
    """Nunnally & Kotsch 1983: sqrt(0.75² · 36 · 0.25 + 36 · 0.25) = sqrt(5.0625 + 9) = 3.75."""
    assert index(THREE, rci="NK", reliability=0.75) == pytest.approx([-3.6, 0, -0.4])
    after = math.sqrt(5.0625 + 36 * 0.4)
    assert index(THREE, rci="NK", reliability=0.75, reliability_post=0.6) == pytest.approx(
        [-13.5 / after, 0, -1.5 / after]
    )


def test_hageman_and_arrindell() -> None:
    """Hageman & Arrindell 1999: r_dd = (36 · 0.75 + (129 - 9) - 2 · 63) / (36 + 129 - 2 · 63) = 21 / 39."""
    r_dd = 21 / 39
    error = math.sqrt(r_dd) * math.sqrt(18)
    wanted = [(change * r_dd - 5 * (1 - r_dd)) / error for change in (-12, 0, -3)]
    assert index(THREE, rci="HA", reliability=0.75) == pytest.approx(wanted)
    assert judge(THREE, asked("distribution", rci="HA", reliability=0.75)).parameters[
        "critical_value"
    ] == pytest.approx(1.6448536269514722)


@pytest.mark.parametrize("cutoff, line", [("a", 16), ("b", 22), ("c", 17.2)])
def test_cutoffs(cutoff: str, line: float) -> None:
    """28 - 2 · 6; 10 + 2 · 6 (the spread of the ill, as in the reference); (6 · 10 + 4 · 28) / 10."""
    answer = judge(THREE, asked("statistical", cutoff=cutoff, m_functional=10.0, sd_functional=4.0))
    assert answer.parameters["cutoff"] == pytest.approx(line)


@pytest.mark.parametrize("cutoff, line", [("a", 40), ("b", 38), ("c", 41.2)])
def test_cutoffs_where_more_is_better(cutoff: str, line: float) -> None:
    """28 + 2 · 6; 50 - 2 · 6; (6 · 50 + 4 · 28) / 10."""
    question = asked("statistical", better="higher", cutoff=cutoff, m_functional=50.0, sd_functional=4.0)
    assert judge(THREE, question).parameters["cutoff"] == pytest.approx(line)


def test_cutoff_of_true_scores() -> None:
    """28 - 2 · 6 · sqrt(0.75); after, r = 120 / 129 and person 1 is at 23 - 13 r, less the line, over sqrt(r) · 3."""
    answer = judge(THREE, asked("statistical", cutoff_method="HA", reliability=0.75))
    line, r = 28 - 12 * math.sqrt(0.75), 120 / 129
    assert answer.parameters["cutoff"] == pytest.approx(line)
    assert answer.judged
    assert answer.judged.more["cs_indiv"][0] == pytest.approx((23 - 13 * r - line) / (math.sqrt(r) * 3))
    assert verdicts(answer) == ["improved", "unchanged", "unchanged"]
    assert answer.judged.more["functional_post"].tolist() == [True, False, False]


def test_cutoff_of_true_scores_between_two_groups() -> None:
    """Cut-off c: among the ill 1 - 9/36 of the spread is true, among the well (spread 4) 1 - 9/16."""
    question = asked(
        "statistical", cutoff_method="HA", cutoff="c", m_functional=10.0, sd_functional=4.0, reliability=0.75
    )
    ill, well = 6 * math.sqrt(0.75), 4 * math.sqrt(7 / 16)
    answer = judge(THREE, question)
    assert answer.parameters["cutoff"] == pytest.approx((ill * 10 + well * 28) / (ill + well))
    assert answer.parameters["reliability_functional"] == pytest.approx(7 / 16)


@pytest.mark.parametrize(("spread", "held"), [(2.9, False), (3.0, False), (3.1, True)])
def test_among_the_well_scores_must_spread_by_more_than_their_error(spread: float, held: bool) -> None:
    """The error is 3 points: a spread that is no wider tells nobody apart, and there is no line to draw."""
    question = asked(
        "statistical", cutoff_method="HA", cutoff="c", m_functional=10.0, sd_functional=spread, reliability=0.75
    )
    if held:
        assert judge(THREE, question).parameters["cutoff"]
        return
    with pytest.raises(NotComputable, match="among the well"):
        judge(THREE, question)


@pytest.mark.parametrize("names", [{}, {"pre": None, "post": None}])
def test_of_two_numbered_visits_the_earlier_is_before(names: dict[str, None]) -> None:
    scores = long_table(["A", "A", "B", "B"], ["4", "0", "4", "0"], [10.0, 20.0, 19.0, 20.0])
    answer = judge(scores, asked("anchor", improvement=5, **{"pre": "0", "post": "4", **names}))
    assert verdicts(answer) == ["improved", "unchanged"]


@pytest.mark.parametrize("named", ["pre", "post"])
def test_a_visit_that_is_not_there_is_named(named: str) -> None:
    with pytest.raises(NotComputable, match="no row has this visit") as raised:
        judge(THREE, asked("anchor", improvement=5, **{named: "week 99"}))
    assert raised.value.place == named


@pytest.mark.parametrize(("given", "missing"), [("pre", "post"), ("post", "pre")])
def test_one_visit_named_and_the_other_not(given: str, missing: str) -> None:
    """It is never guessed, also where a caller has not asked first what is wrong with the question."""
    scores = long_table(["A", "A", "B", "B"], ["1", "2"] * 2, [9, 5, 8, 3])
    one = asked("anchor", improvement=2, **{given: "1", missing: None})
    with pytest.raises(NotComputable, match="name both visits or neither") as raised:
        judge(scores, one)
    assert raised.value.place == missing


def test_expected_shares_of_a_group() -> None:
    """Hageman & Arrindell 1999. Changes -12, 0, -3: mean -5, variance 39, of which 21 / 39 is true: 5 / sqrt(21).
    Scores after: mean 23, true variance 120; the line is 28 - 12 sqrt(0.75). One person alone has no spread."""
    question = asked("combined", rci="HA", reliability=0.75)
    line = 28 - 12 * math.sqrt(0.75)
    shares = [NormalDist().cdf(5 / math.sqrt(21)), NormalDist().cdf((line - 23) / math.sqrt(120))]
    assert judge(THREE, question).group_level == (
        {"category": "Changed", "percent": pytest.approx(shares[0])},
        {"category": "Functional", "percent": pytest.approx(shares[1])},
    )
    grouped = before_and_after([22, 28, 34], [10, 28, 31], ["A", "B", "A"])
    told = judge(grouped, question).group_level
    assert [(each["group"], each["category"]) for each in told] == [("A", "Changed"), ("A", "Functional")]
    unseen = before_and_after([22, 28, 34, 30], [10, 28, 31, NAN], ["A", "B", "A", "C"])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert judge(unseen, question).group_level == told
    r_post = 120 / 129
    after = NormalDist().cdf((line - 20.5) / (math.sqrt(220.5) * math.sqrt(r_post)))
    assert told[1]["percent"] == pytest.approx(after)


def test_rates_of_a_service() -> None:
    """Of 50 who finished 9 were not at caseness: 12 of 41 recovered."""
    found = rates(Courses(50, 9, 12, 10, 22, 3, 23))
    assert found == {
        "recovery": pytest.approx(29.27, abs=0.01), "reliable_recovery": pytest.approx(24.39, abs=0.01),
        "reliable_improvement": 44, "reliable_deterioration": 6, "no_reliable_change": 46,
    }  # fmt: skip
    assert set(rates(Courses(0, 0, 0, 0, 0, 0, 0)).values()) == {None}


def test_percentage_counts_from_the_threshold_on() -> None:
    scores = before_and_after([20, 20, 20, 20, 0, 0], [10, 11, 26, 25, 0, 5])
    answer = judge(scores, asked("percentage", improvement=0.5, deterioration=0.3))
    assert verdicts(answer) == ["improved", "unchanged", "deteriorated", "unchanged", "unchanged", "improved"]
    assert answer.judged
    assert answer.judged.notes[0].startswith("1 of 6 people began at 0")


@pytest.mark.parametrize(
    "better, after, wanted",
    [
        ("lower", 0.5, "improved"),
        ("lower", -0.5, "improved"),
        ("higher", 0.5, "improved"),
        ("higher", -0.5, "deteriorated"),
    ],
)
def test_whoever_began_at_zero_is_judged_by_the_way_alone(better: str, after: float, wanted: str) -> None:
    """As in the reference implementation, any rise is for the better, whichever way the scale goes."""
    asked_for = asked("percentage", better=better, improvement=0.5, deterioration=0.3)
    assert verdicts(judge(before_and_after([0, 20], [after, 20]), asked_for)) == [wanted, "unchanged"]


def test_points_count_from_the_threshold_on() -> None:
    scores = before_and_after([20, 20, 20, 20], [13, 14, 24, 23])
    assert verdicts(judge(scores, asked("anchor", improvement=7, deterioration=4))) == [
        "improved", "unchanged", "deteriorated", "unchanged",
    ]  # fmt: skip
    assert verdicts(judge(scores, asked("anchor", improvement=7)))[2] == "unchanged"


def test_an_index_must_exceed_the_critical_value() -> None:
    """Strictly: a person exactly on it is unchanged."""
    question = asked("distribution", reliability=0.75)
    exactly = question.critical_value
    found = moves(Index(np.array([-exactly, -exactly - 1e-9, exactly, exactly + 1e-9]), {}), question)
    assert found.improved.tolist() == [False, True, False, False]
    assert found.deteriorated.tolist() == [False, False, False, True]


def test_recovered_and_harmed() -> None:
    """Recovered: began above the line (15.9), ended below it. Harmed: not above it before, worse and above it now."""
    scores = before_and_after([30, 30, 30, 30, 12, 12], [5, 20, 29, 45, 35, 13])
    answer = judge(scores, asked("combined", improvement=8, cutoff="c", m_functional=10.0, sd_functional=6.0))
    assert verdicts(answer) == ["recovered", "improved", "unchanged", "deteriorated", "harmed", "unchanged"]
    assert answer.summary() == {"recovered": 1, "improved": 1, "unchanged": 2, "deteriorated": 1, "harmed": 1}


def test_who_is_judged() -> None:
    """Figures rest on people with both scores; the others are named, not dropped silently."""
    scores = before_and_after([22, 28, 34, 99, NAN], [10, 28, 31, NAN, 1])
    answer = judge(scores, asked("distribution", reliability=0.75))
    assert (answer.n_original, answer.n_used) == (5, 3)
    assert answer.parameters["m_pre"] == 28
    assert answer.pairs
    assert answer.pairs.left_out == ((3, "no score at both visits"), (4, "no score at both visits"))


def test_what_was_asked_stands_beside_the_answer() -> None:
    told = judge(THREE, asked("anchor", improvement=5, effect="within")).parameters
    assert {name: told[name] for name in ("method", "better", "effect", "improvement")} == {
        "method": "anchor", "better": "lower", "effect": "within", "improvement": 5,
    }  # fmt: skip
    assert not {"effect", "improvement"} & set(judge(THREE, asked("distribution", reliability=0.75)).parameters)


@pytest.mark.parametrize(
    ("rci", "figures"),
    [
        ("JT", {"s_diff": math.sqrt(18)}),
        ("GLN", {"se_prediction": 4.8}),
        ("HLL", {"se_prediction": 4.8}),
        ("EN", {"se_measurement": 3.0}),
        ("HA", {"se_measurement": 3.0, "r_dd": 21 / 39}),
    ],
)
def test_the_figures_of_an_index_have_their_names(rci: str, figures: dict[str, float]) -> None:
    told = judge(THREE, asked("distribution", rci=rci, reliability=0.6 if rci in ("GLN", "HLL") else 0.75)).parameters
    assert {name: told.get(name) for name in figures} == pytest.approx(figures)


def test_what_cannot_be_computed_says_where() -> None:
    with pytest.raises(NotComputable) as raised:
        judge(before_and_after([20], [10]), asked("distribution", reliability=0.8))
    assert str(raised.value) == f"{raised.value.place}: {raised.value.message}"


def test_without_groups_nobody_is_counted_by_group() -> None:
    assert judge(THREE, asked("anchor", improvement=5)).by_group() == {}


def test_groups_are_counted_apart() -> None:
    scores = before_and_after([20, 20, 20, 20], [10, 20, 10, 30], ["B", "A", "B", ""])
    answer = judge(scores, asked("anchor", improvement=5))
    assert answer.by_group() == {
        "B": {"improved": 2, "unchanged": 0, "deteriorated": 0},
        "A": {"improved": 0, "unchanged": 1, "deteriorated": 0},
    }
    assert answer.pairs
    assert answer.pairs.left_out == ((3, "no group"),)


def test_what_cannot_be_computed() -> None:
    same = before_and_after([20, 20, 20], [10, 12, 14])
    alone = before_and_after([20], [10])
    nobody = before_and_after([20, NAN], [NAN, 10])
    for scores, settings, words in (
        (same, {"reliability": 0.8}, "no spread"),
        (alone, {"reliability": 0.8}, "needs two"),
        (nobody, {"reliability": 0.8}, "nobody can be judged"),
        (THREE, {"reliability": 1.0}, "no measurement error"),
        (THREE, {"rci": "HA", "reliability": 0.0}, "HA cannot judge"),
        (before_and_after([1, 1, -1, -1], [1, -1, 1, -1]), {"rci": "HA", "reliability": 0.0}, "HA cannot judge"),
        (before_and_after([0.1, 0.1, 0.1], [10, 12, 14]), {"reliability": 0.8}, "no spread"),
        (before_and_after([20.1, 22.3, 25.7], [10.1, 12.3, 15.7]), {"rci": "HA", "reliability": 0.8}, "HA cannot"),
        (before_and_after([1, 2, 3], [5, 5, 5]), {"rci": "HA", "reliability": 0.8}, "same score after;"),
        (before_and_after([2, 2, 2], [5, 6, 7]), {"rci": "HA", "reliability": 0.8}, "same score before;"),
    ):
        with pytest.raises(NotComputable, match=words):
            judge(scores, asked("distribution", **settings))
    assert verdicts(judge(same, asked("anchor", improvement=9))) == ["improved", "unchanged", "unchanged"]
    assert verdicts(judge(alone, asked("percentage", improvement=0.5))) == ["improved"]
