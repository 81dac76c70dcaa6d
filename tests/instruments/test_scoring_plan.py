"""How a scale is prepared for many forms at once: straight lines instead of tables, slices instead of lists."""

import numpy as np
import pytest

from instruments import shelf
from instruments.scoring_plan import _line, _rows, plan_of
from tests.instruments.forms import SCALES


@pytest.mark.parametrize(
    "values, counts, line",
    [
        ((0, 1, 2, 3), (3, 2, 1, 0), (-1, 3)),  # turned round
        ((1, 2, 3), (0, 50, 100), (50, -50)),
        ((1, 2, 3, 4, 5, 6), (100, 80, 60, 40, 20, 0), (-20, 120)),
        ((2, 4), (10, 11), (0.5, 9)),
        ((0, 1, 2), (0, 0, 3), None),
        ((0, 1, 2, 3), (5, 4, 4, 3), None),
    ],
)
def test_what_answers_count_as_a_straight_line(
    values: tuple[float, ...], counts: tuple[float, ...], line: tuple[float, float] | None
) -> None:
    assert _line(np.array(values, float), np.array([*counts, np.nan])) == line


def test_neighbouring_rows_need_no_copy() -> None:
    assert _rows([2, 3, 4]) == slice(2, 5)
    assert _rows([4]) == slice(4, 5)
    assert _rows([2, 4]) == [2, 4]
    assert _rows([3, 2]) == [3, 2]
    assert _rows([]) == []


def test_a_score_is_worked_out_again_from_the_same_plan() -> None:
    phq9 = shelf()["phq9"]
    assert plan_of(phq9) is plan_of(phq9)
    assert [plan.scale.id for plan in plan_of(phq9)] == [scale.id for scale in phq9.scales]


@pytest.mark.parametrize("name, scale_id", SCALES)
def test_many_scores_fall_into_the_bands_of_one(name: str, scale_id: str) -> None:
    """On the line between two bands, a score belongs to the upper one, for one form and for many."""
    scale = shelf()[name].scale(scale_id)
    (plan,) = [one for one in plan_of(shelf()[name]) if one.scale is scale]
    values = [*scale.range, *scale.band_lines, *(line - 0.01 for line in scale.band_lines)]
    found = plan.band(np.array([*values, np.nan])).tolist()
    assert [scale.bands[band].name if band >= 0 else None for band in found[:-1]] == [
        scale.band_of(one) for one in values
    ]
    assert found[-1] == -1
    assert scale.band_of(None) is None
    if not scale.bands:
        assert scale.band_of(scale.range[0]) is None
    for place, line in enumerate(scale.band_lines, 1):
        assert scale.band_of(line) == scale.bands[place].name
