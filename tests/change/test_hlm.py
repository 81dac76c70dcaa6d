"""Each person's own line: against the same model written out in full matrices, and where it has nothing to stand on."""

import math
from itertools import count

import numpy as np
import pytest

from models.criteria.change import NotComputable, Question, judge, long_table
from models.criteria.change.hlm import fit_lines
from models.criteria.change.hlm.likelihood import WORST, Fit, fit
from models.criteria.change.hlm.lowest import MOST_ROUNDS, lowest
from models.criteria.change.hlm.sums import designs, sums
from models.criteria.change.scores import Codes, Floats
from tests.change.support import NAN, verdicts

ASKED = Question("distribution", "lower", rci="HLM")


def a_sample(people: int = 40, sd_slope: float = 0.8, correlation: float = -0.4) -> tuple[Codes, Floats, Floats]:
    """Invented scores at different times for everybody, three to seven of them."""
    random = np.random.default_rng(7)
    visits = random.integers(3, 8, people)
    person = np.repeat(np.arange(people), visits)
    time = np.round(random.uniform(0, 12, person.size), 2)
    effects = random.multivariate_normal(
        [0, 0], [[25, correlation * 5 * sd_slope], [correlation * 5 * sd_slope, sd_slope**2]], people
    )
    score = 25 - 1.1 * time + effects[person, 0] + effects[person, 1] * time + random.normal(0, 3, person.size)
    return person, time, score


def criterion(person: Codes, time: Floats, score: Floats, covariance: Floats, variance: float) -> float:
    """The restricted likelihood by its definition: -2 log L with V = Z G Z' + s² I, one block a person."""
    design = np.column_stack([np.ones(time.size), time])
    whole = np.zeros((time.size, time.size))
    for who in np.unique(person):
        rows = np.flatnonzero(person == who)
        z = design[rows]
        whole[np.ix_(rows, rows)] = z @ covariance @ z.T + variance * np.eye(rows.size)
    inverse = np.linalg.inv(whole)
    xx = design.T @ inverse @ design
    left = score - design @ np.linalg.solve(xx, design.T @ inverse @ score)
    free = time.size - 2
    return float(
        np.linalg.slogdet(whole)[1] + np.linalg.slogdet(xx)[1] + left @ inverse @ left + free * math.log(2 * math.pi)
    )


def covariance_of(figures: dict[str, float]) -> Floats:
    begin, change = figures["sd_intercept"], figures["sd_time"]
    shared = figures["corr"] * begin * change
    return np.array([[begin**2, shared], [shared, change**2]])


def test_the_criterion_is_that_of_the_definition_and_no_neighbour_is_better() -> None:
    sample = a_sample()
    figures = fit_lines(*sample).parameters
    covariance, variance = covariance_of(figures), figures["sd_resid"] ** 2
    here = criterion(*sample, covariance, variance)
    assert here == pytest.approx(figures["reml"], rel=1e-10)
    for way in ([[1.0, 0.0], [0.0, 0.0]], [[0.0, 0.1], [0.1, 0.0]], [[0.0, 0.0], [0.0, 0.03]]):
        for size in (-0.3, 0.3):
            assert criterion(*sample, covariance + size * np.array(way), variance) > here
    assert criterion(*sample, covariance, variance * 1.03) > here
    assert criterion(*sample, covariance, variance / 1.03) > here


def test_deviations_are_those_of_the_full_matrices() -> None:
    """u = G Z' V⁻¹ (y - X b); its variance given b is G - G Z' V⁻¹ Z G."""
    person, time, score = a_sample()
    lines = fit_lines(person, time, score)
    figures = lines.parameters
    covariance, variance = covariance_of(figures), figures["sd_resid"] ** 2
    for who in (0, 7, 39):
        rows = np.flatnonzero(person == who)
        z = np.column_stack([np.ones(rows.size), time[rows]])
        inverse = np.linalg.inv(z @ covariance @ z.T + variance * np.eye(rows.size))
        left = score[rows] - z @ np.array([figures["fixef_intercept"], figures["fixef_time"]])
        assert lines.deviation[who] == pytest.approx((covariance @ z.T @ inverse @ left)[1], rel=1e-9)
        spread = covariance - covariance @ z.T @ inverse @ z @ covariance
        assert lines.deviation_sd[who] == pytest.approx(math.sqrt(spread[1, 1]), rel=1e-7)


def test_a_unit_of_time_changes_no_verdict() -> None:
    person, time, score = a_sample()
    weeks, days = fit_lines(person, time, score), fit_lines(person, time * 7 + 400, score)
    assert days.parameters["fixef_time"] * 7 == pytest.approx(weeks.parameters["fixef_time"], rel=1e-6)
    assert days.deviation / days.deviation_sd == pytest.approx(weeks.deviation / weeks.deviation_sd, rel=1e-4, abs=1e-6)


def test_people_without_differences_are_unchanged() -> None:
    """Pure noise around one line: the best spread of slopes is none, and nobody differs."""
    random = np.random.default_rng(3)
    person, time = np.repeat(np.arange(30), 5), np.tile(np.arange(5.0), 30)
    noise = random.normal(0, 2, (30, 5))
    line = np.column_stack([np.ones(5), np.arange(5.0)])
    noise -= noise @ line @ np.linalg.pinv(line) * 0.999  # hardly anything of it is anybody's own line
    lines = fit_lines(person, time, (20 - time.reshape(30, 5) + noise).ravel())
    assert lines.parameters["singular"]
    ratio = np.divide(lines.deviation, lines.deviation_sd, out=np.zeros(30), where=lines.deviation_sd > 0)
    assert np.abs(ratio).max() < 0.1


def test_faster_than_the_others_is_improved() -> None:
    """Everybody gets better, and still the slowest is called deteriorated: the method is relative."""
    slopes = [5, 3, 3, 3, 1]
    rows = [(who, at, 40 - slopes[who] * at + 0.5 * (-1) ** (at + who)) for who in range(5) for at in range(5)]
    answer = judge(long_table(*map(list, zip(*rows, strict=True))), ASKED)
    assert verdicts(answer) == ["improved", "unchanged", "unchanged", "unchanged", "deteriorated"]
    assert answer.judged
    assert "not better or worse" in answer.judged.notes[0]


def test_who_is_judged() -> None:
    """Three scores or more; the first and the last by time, whatever the order of the rows."""
    rows = [
        ("A", 3, 10), ("A", 1, 30), ("A", 2, 21), ("B", 1, 28), ("B", 2, NAN), ("B", 3, 20),
        ("C", 1, 25), ("C", 2, 22), ("C", 3, 24), ("C", 3, 23), ("D", 1, NAN), ("E", 1, 20), ("E", 2, 19), ("E", 4, 9),
    ]  # fmt: skip
    answer = judge(long_table(*map(list, zip(*rows, strict=True))), ASKED)
    assert (answer.n_original, answer.n_used) == (4, 3)
    assert answer.pairs
    assert answer.pairs.pre.tolist() == [30, 25, 20]
    assert answer.pairs.post.tolist() == [10, 23, 9]


def test_what_cannot_be_computed() -> None:
    person, time = np.repeat(np.arange(4), 3), np.tile(np.arange(3.0), 4)
    straight = 20 - 2 * time + person
    for table, words in (
        ((np.zeros(3, dtype=np.intp), np.arange(3.0), np.array([3.0, 1.0, 2.0])), "only one person"),
        ((person, np.ones(12), straight), "the same for every score"),
        ((person, time, straight), "straight line"),
        ((person, time, np.full(12, 7.0)), "straight line"),
    ):
        with pytest.raises(NotComputable, match=words):
            fit_lines(*table)
    words_for_visits = long_table(["A", "A", "A"], ["pre", "mid", "post"], [1, 2, 3])
    with pytest.raises(NotComputable, match="needs numbers"):
        judge(words_for_visits, ASKED)


def test_the_lowest_point() -> None:
    """Rosenbrock's valley, whose floor is at (1, 1)."""
    found = lowest(lambda at: float((1 - at[0]) ** 2 + 100 * (at[1] - at[0] ** 2) ** 2), np.array([-1.2, 1.0]))
    assert found == pytest.approx([1, 1], abs=1e-4)


def test_a_level_ground_has_no_lower_point() -> None:
    assert lowest(lambda at: 3.0, np.array([2.0, -1.0])).tolist() == [2, -1]


def test_a_hole_of_one_point_is_not_left() -> None:
    """The ground leans, so that a way down is promised, and no step along it is lower."""
    assert lowest(lambda at: 1 + float(at[0]) if at[0] else 0.0, np.array([0.0])).tolist() == [0]


def test_ground_that_sinks_wherever_one_steps_is_left_after_a_while() -> None:
    sinking = count()
    found = lowest(lambda at: -float(next(sinking)), np.array([0.0]))
    assert found[0] == pytest.approx(-MOST_ROUNDS)
    assert next(sinking) == 1 + 2 + 3 * MOST_ROUNDS


def test_a_slope_without_end_is_left_after_a_while() -> None:
    assert lowest(lambda at: -float(at[0]), np.array([0.0]))[0] >= MOST_ROUNDS


def test_scores_that_leave_nothing_to_estimate_are_the_worst_fit() -> None:
    factor = np.array([1.0, 0.0, 1.0])
    person = np.repeat(np.arange(4), 3)
    at_once = designs(sums(person, 4, np.zeros(12), np.arange(12.0)))
    assert fit(at_once, factor) == Fit(0.0, 0.0, 0.0, WORST)
    level = fit(designs(sums(person, 4, np.tile(np.arange(3.0), 4), np.zeros(12))), factor)
    assert (level.variance, level.reml) == (0, WORST)
