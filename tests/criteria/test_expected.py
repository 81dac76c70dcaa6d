"""The expected course: for the treatment and the scale it was measured in, with its name, and for nothing else."""

from datetime import date

import pytest

from models.criteria.case import Modality, Role, Trial
from models.criteria.outcome.expected import checkpoints, expected_course

START = date(2026, 1, 5)


def trial(modality: Modality, **told: object) -> Trial:
    return Trial("T1", "E1", modality, START, **told)  # type: ignore[arg-type]


CBT = trial(Modality.psychotherapy, therapy="CBT")
DRUG = trial(Modality.medication, agent="duloxetine")


def test_in_cbt_the_half_of_the_reference_had_less_than_half_after_six_weeks() -> None:
    course = expected_course(CBT, "bdi2", 30)
    assert course is not None
    assert (course.days[0].on, course.days[0].middle) == (START, 30)
    week_six = next(seen for seen in course.days if (seen.on - START).days == 42)
    assert week_six.middle == pytest.approx(30 * 0.48)
    assert week_six.most == pytest.approx(30 * 0.82)
    assert "ENRICHD" in course.source.source
    assert "557 people in CBT" in course.name


@pytest.mark.parametrize(
    ("week", "middle", "most"),
    [(2, 0.72, 1.00), (4, 0.59, 0.93), (6, 0.48, 0.82), (8, 0.44, 0.75), (11, 0.37, 0.73), (15, 0.39, 0.70),
     (19, 0.35, 0.67), (24, 0.32, 0.62)],
)  # fmt: skip
def test_each_week_of_cbt(week: int, middle: float, most: float) -> None:
    course = expected_course(CBT, "bdi2", 10)
    assert course is not None
    (seen,) = [one for one in course.days if (one.on - START).days == week * 7]
    assert (seen.middle, seen.most) == (pytest.approx(10 * middle), pytest.approx(10 * most))


@pytest.mark.parametrize(
    ("week", "at_zero", "slope", "deviation"),
    [(1, 4.45, 0.664, 5.13), (2, 3.78, 0.545, 6.12), (4, 1.90, 0.536, 6.49), (6, 1.85, 0.458, 6.73)],
)
def test_each_week_of_a_drug(week: int, at_zero: float, slope: float, deviation: float) -> None:
    course = expected_course(DRUG, "hamd17", 20)
    assert course is not None
    (seen,) = [one for one in course.days if (one.on - START).days == week * 7]
    assert seen.middle == pytest.approx(at_zero + slope * 20)
    assert seen.most - seen.middle == pytest.approx(0.84 * deviation, abs=0.005)


def test_under_a_drug_the_line_of_the_reference_is_met() -> None:
    course = expected_course(DRUG, "hamd17", 22)
    assert course is not None
    last = course.days[-1]
    assert (last.on - START).days == 42
    assert last.middle == pytest.approx(1.85 + 0.458 * 22)
    assert last.most == pytest.approx(last.middle + 0.84 * 6.73, abs=0.01)
    assert all(seen.most >= seen.middle for seen in course.days)


@pytest.mark.parametrize(
    ("tried", "instrument", "baseline"),
    [
        (CBT, "phq9", 20),
        (CBT, "hamd17", 20),
        (CBT, "bdi2", 9),
        (CBT, "bdi2", None),
        (trial(Modality.psychotherapy, therapy="IPT"), "bdi2", 30),
        (DRUG, "phq9", 20),
        (DRUG, "bdi2", 30),
        (trial(Modality.medication, agent="lithium", role=Role.augmentation), "hamd17", 22),
        (trial(Modality.neuromodulation, procedure="rTMS"), "hamd17", 22),
    ],
)
def test_where_no_honest_reference_exists_none_is_drawn(tried: Trial, instrument: str, baseline: float | None) -> None:
    assert expected_course(tried, instrument, baseline) is None


def test_the_checkpoints_of_cbt_are_those_of_the_signs() -> None:
    assert [(each.week, each.score) for each in checkpoints(CBT, "phq9")] == [(4, 17), (9, 13), (14, 9)]
    assert [(each.on - START).days for each in checkpoints(CBT, "phq9")] == [28, 63, 98]
    assert all("Schueller 2015" in each.source.source for each in checkpoints(CBT, "phq9"))
    assert checkpoints(CBT, "qids_sr16") == checkpoints(DRUG, "phq9") == ()
