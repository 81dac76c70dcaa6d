"""What must hold for any data set: no verdict depends on the direction of the scale, its zero, or the order of rows."""

import math
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.criteria.change import Answer, NotComputable, Question, Scores, judge, long_table
from tests.change.support import verdicts

MOST = 63
SCORES = st.lists(st.integers(0, MOST), min_size=4, max_size=30)
Whole = NDArray[np.int64]


def table(pre: Whole, post: Whole, order: Whole | None = None) -> Scores:
    people = [f"P{number}" for number in range(pre.size)] * 2
    visits = ["1"] * pre.size + ["2"] * pre.size
    scores = np.concatenate([pre, post]).astype(np.float64)
    rows = np.arange(scores.size) if order is None else order
    return long_table([people[at] for at in rows], [visits[at] for at in rows], scores[rows])


def told(answer: Answer) -> dict[str, tuple[str, float]]:
    assert answer.pairs
    assert answer.judged
    assert answer.judged.index is not None
    names = [answer.scores.people[who] for who in answer.pairs.person]
    return dict(zip(names, zip(verdicts(answer), answer.judged.index.tolist(), strict=True), strict=True))


@given(SCORES, st.randoms(use_true_random=False), st.sampled_from(["JT", "GLN", "HLL", "EN", "NK", "HA"]))
@settings(max_examples=200, deadline=None)
def test_a_scale_turned_round(pre: list[int], random: Random, rci: str) -> None:
    """63 minus the score, the other direction better: the same verdicts; the index changes its sign alone."""
    before, after = np.array(pre), np.array([random.randint(0, MOST) for _ in pre])
    order = np.array(random.sample(range(2 * len(pre)), 2 * len(pre)))
    same = {"pre": "1", "post": "2", "rci": rci, "reliability": 0.8, "cutoff": "c", "sd_functional": 9.5}
    lower = Question("combined", "lower", m_functional=8.25, **same)
    higher = Question("combined", "higher", m_functional=MOST - 8.25, **same)
    try:
        answer = judge(table(before, after), lower)
    except NotComputable:
        with pytest.raises(NotComputable):
            judge(table(MOST - before, MOST - after, order), higher)
        return
    turned = told(judge(table(MOST - before, MOST - after, order), higher))
    on_the_line = np.isclose([*before, *after], float(str(answer.parameters["cutoff"])), atol=1e-9).any()
    assert told(answer).keys() == turned.keys()
    for name, (verdict, index) in told(answer).items():
        assert index == pytest.approx(-turned[name][1], abs=1e-9)
        if not (on_the_line or math.isclose(abs(index), lower.critical_value, abs_tol=1e-9)):
            assert verdict == turned[name][0]


@given(SCORES, st.integers(2, 5))
@settings(max_examples=50, deadline=None)
def test_people_several_times_over(pre: list[int], times: int) -> None:
    """A data set made of equal ones has so many times their counts, where nothing is estimated from it."""
    before = np.array(pre)
    asked = Question("percentage", "lower", "1", "2", improvement=0.5)
    once = judge(table(before, before // 2), asked).summary()
    many = judge(table(np.tile(before, times), np.tile(before // 2, times)), asked).summary()
    assert many == {name: count * times for name, count in once.items()}
