"""A drug that was given alone is a trial of its own, also where its record names the treatment before it."""

from datetime import date, timedelta

import pytest

from models.criteria.case import Case, DoseStep, Episode, Measurement, Modality, Patient, Role, Trial
from models.criteria.judge import judge_case
from models.criteria.settings import DEFAULT
from models.criteria.staging import judge_definitions

FIRST = date(2025, 1, 6)
WEEKS = timedelta(weeks=8)


def a_drug(name: str, agent: str, mg: float, on: date, role: Role, augments: str | None) -> Trial:
    return Trial(
        name, "E1", Modality.medication, on, on + WEEKS, role, agent,
        augments=augments, doses=(DoseStep(on, mg),), adherence=0.9,
    )  # fmt: skip


@pytest.mark.parametrize(("role", "points"), [(Role.monotherapy, 2), (Role.combination, 1.5)])
def test_only_what_was_added_is_half_a_point(role: Role, points: float) -> None:
    later = FIRST + WEEKS + timedelta(days=7)
    trials = (
        a_drug("T1", "sertraline", 50, FIRST, Role.monotherapy, None),
        a_drug("T2", "venlafaxine", 150, later, role, "T1"),
    )
    scores = tuple(
        Measurement(day, "phq9", "total", 18, one.id)
        for one in trials
        for day in (one.started_on, one.started_on + WEEKS)
    )
    case = Case(Patient("P1"), (Episode("E1", started_on=FIRST),), trials, scores)
    judged = judge_case(case, later + 2 * WEEKS, DEFAULT)
    found = {one.id: one.result for one in judge_definitions(judged, case)}
    assert found["MGHS"] == points
