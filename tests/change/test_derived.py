"""Sudden gains, early improvement and dropout: by hand, and in the published teaching set."""

import csv
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import mean, stdev

import pytest

from models.criteria.case import Modality, StopReason, Trial
from models.criteria.derived import Derived, derive, dropped_out
from models.criteria.judge import judge_trial
from models.criteria.outcome.sudden import Course, is_gain, sudden_gains, undecided
from models.criteria.settings import RuleSettings
from models.criteria.verdict import Answer
from tests.criteria.tables import START, case, scores

AS_OF = START + timedelta(days=300)
DRUG = Trial("T1", "E1", Modality.medication, START, agent="sertraline", primary_instrument="phq9")
BDI = 7  # points, as in Tang & DeRubeis 1999


@pytest.mark.parametrize(
    "course, at",
    [
        ([35, 37, 23, 23, 24, 21], [2]), ([35, 37, 34, 24, 24, 21], [3]), ([35, 37, 34, 34, 24, 21], [4]),
        ([35, 37, 34, 37, 37, 37], []), ([28, 19, 23, 12, 13, None], []), ([28, 19, 23, 11, 12, None], [3]),
        ([28, 25, 28, 11, 12, None], [3]), ([28, 19, None, 12, 13, None], []), ([30, 20, 20, 20], []),
        ([30, 30, 24, 24], []), ([28, 28, 21, 21], [2]), ([60, 60, 50, 50], []),
    ],
)  # fmt: skip
def test_gains_by_hand(course: Course, at: list[int]) -> None:
    """First courses that the package suddengains is tested with; then: too few before, 6 points, 7 points that are a
    quarter, without any spread around them, and 10 points that are less than a quarter."""
    assert [gain.at for gain in sudden_gains(course, BDI)] == at


def test_where_more_is_better() -> None:
    course = [35, 37, 23, 23, 24, 21]
    assert sudden_gains([60 - score for score in course], BDI, direction=1)[0].size == 14
    assert sudden_gains(course, BDI, direction=1) == ()


def test_half_of_it_lost() -> None:
    """From 37 to 23; 30 is the line, and a score on it has not crossed it."""
    assert [gain.lost for gain in sudden_gains([35, 37, 23, 23, 24, 30], BDI)] == [False]
    assert [gain.lost for gain in sudden_gains([35, 37, 23, 23, 24, 31], BDI)] == [True]


def test_what_cannot_be_said() -> None:
    assert is_gain([28, 19, None, 12], 2, BDI) == Answer.unknown
    assert is_gain([30, 20, 20, 20], 1, BDI) == Answer.unknown
    assert is_gain([30, None, 20, 20], 3, BDI) == Answer.no
    assert undecided([28, 19, None, 12, 13, 12], BDI) == 2
    assert undecided([28, 28, 28, 10], BDI) == undecided([28, 10, 10, 10], BDI) == 0  # the ends are never asked
    assert undecided([None, 28, 10, 10, 10], BDI) == 1
    assert undecided([None, 10, 28, 28, 28], BDI) == 0
    assert undecided([28, None, 10, 10], BDI) == undecided([28, 28, None, 10], BDI) == 1


def derived(text: str, trial: Trial = DRUG) -> Derived:
    known = case(trial, scores(text, "phq9", "total"))
    return derive(trial, judge_trial(trial, known, AS_OF).outcome, known, AS_OF, RuleSettings())


def test_columns_of_a_trial() -> None:
    left = replace(DRUG, ended_on=START + timedelta(days=70), stop_reason=StopReason.preference)
    found = derived("0: 20, 7: 20, 14: 21, 28: 12, 35: 12, 42: 13, 49: 18", left)
    assert found == Derived(
        1, START + timedelta(days=28), 9, Answer.yes, 0, Answer.no, pytest.approx(-5), START + timedelta(days=14),
        Answer.yes, START + timedelta(days=70), 10.0,
    )  # fmt: skip


def test_a_gain_on_a_scale_of_which_more_is_better() -> None:
    """The outcome rating scale rises by ten points; a treatment that was completed was not left."""
    drug = replace(
        DRUG, primary_instrument="ors", ended_on=START + timedelta(days=70), stop_reason=StopReason.completed
    )
    known = case(drug, scores("0: 10, 7: 10, 14: 11, 28: 21, 35: 21, 42: 22", "ors", "total"))
    found = derive(drug, judge_trial(drug, known, AS_OF).outcome, known, AS_OF, RuleSettings())
    assert (found.sudden_gains, found.sudden_gain_points, found.sudden_gain_lost) == (1, 10, Answer.no)
    assert (found.dropout, found.dropout_on, found.dropout_week) == (Answer.no, None, None)
    less = case(drug, scores("0: 10, 7: 10, 14: 11, 28: 15, 35: 15, 42: 15", "ors", "total"))
    outcome = judge_trial(drug, less, AS_OF).outcome
    assert derive(drug, outcome, less, AS_OF, RuleSettings()).sudden_gains == 0  # four of the five points that it takes


def test_columns_without_scores() -> None:
    found = derived("")
    assert (found.sudden_gains, found.sudden_gain_lost) == (None, Answer.unknown)
    assert (found.early_improvement, found.dropout) == (Answer.unknown, Answer.not_applicable)


def test_without_a_sudden_gain_there_is_none_to_lose() -> None:
    found = derived("0: 20, 7: 20, 14: 19, 28: 19, 35: 19")
    assert (found.sudden_gains, found.sudden_gain_on, found.sudden_gain_points) == (0, None, None)
    assert (found.sudden_gain_lost, found.sudden_gain_undecided) == (Answer.not_applicable, 0)


@pytest.mark.parametrize(("after", "gains"), [(14, 1), (15, 0)])
def test_six_points_of_the_phq9_are_the_smallest_sudden_gain(after: int, gains: int) -> None:
    """Its reliable change; a quarter of 20 would be had with 5."""
    assert derived(f"0: 20, 7: 20, 14: 20, 28: {after}, 35: {after}, 42: {after}").sudden_gains == gains


def test_a_scale_without_a_reliable_change_has_no_sudden_gains() -> None:
    """No published value for the Hamilton scale is on the shelf."""
    drug = replace(DRUG, primary_instrument="hamd17")
    known = case(drug, scores("0: 30, 7: 30, 14: 10, 28: 10, 35: 10", "hamd17", "total"))
    outcome = judge_trial(drug, known, AS_OF).outcome
    assert outcome.instrument == "hamd17"
    found = derive(drug, outcome, known, AS_OF, RuleSettings())
    assert (found.sudden_gains, found.sudden_gain_lost) == (None, Answer.unknown)


@pytest.mark.parametrize(
    "reason, answer",
    [
        (StopReason.intolerance, "yes"), (StopReason.logistics, "yes"), (StopReason.preference, "yes"),
        (StopReason.completed, "no"), (StopReason.nonresponse, "no"), (StopReason.partial_response, "no"),
        (StopReason.remission, "no"), (StopReason.other, "unknown"), (None, "unknown"),
    ],
)  # fmt: skip
def test_dropout(reason: StopReason | None, answer: str) -> None:
    ended = replace(DRUG, ended_on=date(START.year, START.month, START.day) + timedelta(days=30), stop_reason=reason)
    assert dropped_out(ended, AS_OF) == answer
    assert dropped_out(ended, START + timedelta(days=5)) == "not_applicable"


def test_the_published_teaching_set(public_data: Path) -> None:
    """What the package suddengains reports of it: 43 people, 24 gains in 15 of them, 8 with several, 4 gains lost."""
    with (public_data / "suddengains_sgdata.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    courses = [[float(row[f"bdi_s{at}"]) if row[f"bdi_s{at}"] else None for at in range(1, 13)] for row in rows]
    found = [gains for course in courses if (gains := sudden_gains(course, BDI))]
    every = [gain for gains in found for gain in gains]
    assert (len(rows), len(every), len(found), sum(len(gains) > 1 for gains in found)) == (43, 24, 15, 8)
    assert sum(gain.lost for gain in every) == 4
    assert sum(gains[0].lost for gains in found) == 3
    assert (mean(gain.size for gain in every), round(stdev(gain.size for gain in every), 2)) == (11, 3.43)
    firsts = [gains[0].size for gains in found]
    assert (mean(firsts), round(stdev(firsts), 2)) == (pytest.approx(11.4), 3.98)
