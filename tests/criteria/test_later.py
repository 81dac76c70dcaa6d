"""A psychotherapy looked at again: at its review, and four weeks after its last session."""

from dataclasses import replace
from datetime import timedelta

import pytest

from models.criteria.case import Modality, TreatmentSession, Trial
from models.criteria.judge import judge_trial
from models.criteria.outcome.later import seen_again
from models.criteria.settings import DEFAULT
from tests.criteria.tables import START, after, case, scores


def course(number: int, every: int = 7) -> Trial:
    days = [START + timedelta(days=every * at) for at in range(number)]
    held = tuple(TreatmentSession(on, True) for on in days)
    return Trial("T1", "E1", Modality.psychotherapy, START, days[-1], therapy="CBT", sessions=held)


SHORT, LONG, SLOW = course(9), course(18), course(12, 14)


@pytest.mark.parametrize(
    ("trial", "text", "looked_at", "told"),
    [
        (SHORT, "0: 20, 56: 16, 84: 9", 400, {"four_weeks_later": "84 response"}),
        (SHORT, "0: 20, 56: 16, 85: 9", 400, {}),
        (SHORT, "0: 20, 56: 16, 84: 9", 83, {}),
        (SHORT, "0: 20, 56: 16", 400, {}),
        (SHORT, "0: 20", 400, {}),
        (SHORT, "56: 16, 84: 9", 400, {}),
        (replace(SHORT, ended_on=None), "0: 20, 56: 16, 84: 9", 400, {}),
        (replace(SHORT, modality=Modality.medication, agent="sertraline"), "0: 20, 56: 16, 84: 9", 400, {}),
        (
            replace(SHORT, sessions=(), attended_count=9),
            "0: 20, 56: 16, 84: 9",
            400,
            {"four_weeks_later": "84 response"},
        ),
        (LONG, "0: 20, 105: 15, 119: 12", 400, {"at_review": "105 partial_response"}),
        (LONG, "0: 20, 106: 15, 119: 12", 400, {}),
        (SLOW, "0: 20, 140: 16, 154: 9", 400, {"at_review": "140 nonresponse"}),
        (SLOW, "0: 20, 141: 16, 154: 9", 400, {}),
    ],
)
def test_looked_at_again(trial: Trial, text: str, looked_at: int, told: dict[str, str]) -> None:
    known, as_of = case(trial, scores(text, "phq9", "total")), after(str(looked_at))
    outcome = judge_trial(trial, known, as_of).outcome
    found = seen_again(trial, known, outcome, as_of, DEFAULT)
    days = {name: f"{(one.end_on - START).days} {one.category}" for name, one in found.items() if one.end_on}
    assert days == told


def test_an_instrument_that_is_not_on_the_shelf() -> None:
    known = case(SHORT, scores("0: 20, 56: 16, 84: 9", "phq9", "total"))
    outcome = judge_trial(SHORT, known, after("400")).outcome._replace(instrument="moon")
    assert seen_again(SHORT, known, outcome, after("400"), DEFAULT) == {}
