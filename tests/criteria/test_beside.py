"""What is asked beside the questionnaires, and what follows from what a patient told of the doses missed."""

from datetime import date, timedelta

import pytest

from instruments import shelf
from models.criteria.beside import asked_beside, is_starting, offered_after_suicide_item, share_taken, without_beside
from models.criteria.schedule import battery
from models.words import Modality

START = date(2026, 3, 2)
WEEK = timedelta(days=7)


@pytest.mark.parametrize(
    ("running", "has_own_words", "starts", "asked"),
    [
        ([], False, False, ()),
        ([], True, False, ("what_matters",)),
        ([Modality.medication], False, False, ("doses_missed", "side_effects")),
        ([Modality.psychotherapy], False, False, ("session_yesterday",)),
        ([Modality.neuromodulation, Modality.medication], False, False, ("doses_missed", "side_effects")),
        ([Modality.psychotherapy], True, True, ("session_yesterday", "what_matters", "treatment_preference")),
    ],
)
def test_what_is_asked_follows_what_runs(
    running: list[Modality], has_own_words: bool, starts: bool, asked: tuple[str, ...]
) -> None:
    assert asked_beside(running, has_own_words=has_own_words, is_starting=starts) == asked


def test_a_week_with_a_medicine_asks_twelve_questions_at_most() -> None:
    asked = (*battery().core, *asked_beside([Modality.medication], has_own_words=False, is_starting=False))
    assert sum(len(shelf()[name].items) for name in asked) == 12
    everything = asked_beside(list(Modality), has_own_words=True, is_starting=False)
    assert sum(len(shelf()[name].items) for name in everything) <= 5


def test_what_is_asked_beside_comes_off_again() -> None:
    assert without_beside(["phq9", "doses_missed", "side_effects", "what_matters"]) == ["phq9"]


def test_a_trial_starts_for_two_weeks() -> None:
    assert is_starting(START, START)
    assert is_starting(START, START + 2 * WEEK)
    assert not is_starting(START, START + 2 * WEEK + timedelta(days=1))
    assert not is_starting(START, START - timedelta(days=1))


def test_more_is_offered_once_after_a_suicide_item() -> None:
    assert offered_after_suicide_item(("phq9",)) == ("sidas",)
    assert offered_after_suicide_item(("phq9", "sidas")) == ()


def test_the_share_taken_is_one_less_the_days_missed() -> None:
    told = [(START + n * WEEK, days) for n, days in enumerate((0.0, 0.0, 2.0, 0.0, 5.0))]
    assert share_taken(START, START + 4 * WEEK - timedelta(days=1), told) == 0.75  # 7 of 28 days


def test_too_little_told_is_not_known() -> None:
    last = START + 8 * WEEK
    assert share_taken(START, last, []) is None
    assert share_taken(START, last, [(START + WEEK, 0.0)]) is None
    half = [(START + n * WEEK, 0.0) for n in range(1, 6)]
    assert share_taken(START, last, half) == 1.0
    day = timedelta(days=1)
    assert share_taken(START, START + 13 * day, [(START + WEEK, 0.0)]) == 1.0, "seven days of fourteen"
    assert share_taken(START, START + 14 * day, [(START + WEEK, 0.0)]) is None, "seven days of fifteen"


def test_days_before_the_trial_are_not_its_own() -> None:
    """Two days in, somebody who took nothing for a week has missed two days of this medicine."""
    assert share_taken(START, START + timedelta(days=1), [(START + timedelta(days=2), 7.0)]) == 0.0
    assert share_taken(START, START + timedelta(days=3), [(START, 7.0)]) is None
