"""A sudden gain on both sides of each of its three criteria."""

from datetime import date, timedelta

import pytest

from models.criteria.case import Case, Measurement, Modality, Patient, Trial
from models.criteria.derived import derive
from models.criteria.judge import judge_trial
from models.criteria.outcome.scale import scale_facts
from models.criteria.outcome.sudden import Course, is_gain, sudden_gains, undecided
from models.criteria.settings import DEFAULT
from models.criteria.verdict import NO, UNKNOWN, YES, Answer


@pytest.mark.parametrize(
    ("course", "at", "held"),
    [
        ((20, 20, 10, 10), 2, YES),  # two scores on each side are enough
        ((20, 10, 10, 10), 1, UNKNOWN),  # one before is not
        ((20, 20, 20, 10), 3, UNKNOWN),  # nor one after
        ((24, 24, 18, 18), 2, YES),  # as large as asked, and exactly a quarter
        ((24.1, 24.1, 18.1, 18.1), 2, NO),  # less than a quarter of what was there before
        ((20, 20, 15, 15), 2, NO),  # a quarter, but fewer points than asked
        ((20, 20, None, 10), 2, UNKNOWN),
        ((20, None, 10, 10), 2, UNKNOWN),
        ((10, 10, 20, 20), 2, NO),  # worse
        ((22, 14, 20, 9, 11, 7), 3, YES),  # larger than chance leaves it once in twenty, though not once in twenty-five
        ((27, 24, 17, 10, 10, 15), 3, NO),  # once in seventeen is too often
        ((30, 14, 22, 12, 20, 4), 3, NO),  # a step, but no larger than what went up and down around it
    ],
)
def test_each_criterion(course: Course, at: int, held: Answer) -> None:
    assert is_gain(course, at, 6) == held


def test_where_more_is_better() -> None:
    assert is_gain((10, 10, 20, 20), 2, 6, 1) == YES
    assert is_gain((20, 20, 10, 10), 2, 6, 1) == NO


@pytest.mark.parametrize(("later", "lost"), [((15, 10), False), ((15.1, 10), True), ((10, 20), True), ((), False)])
def test_lost_when_more_than_half_of_it_went_again(later: tuple[float, ...], lost: bool) -> None:
    (gain, *_) = sudden_gains((20, 20, 20, 10, 10, 10, *later), 6)
    assert (gain.at, gain.size, gain.lost) == (3, 10, lost)


def test_lost_by_the_very_next_score() -> None:
    (gain,) = sudden_gains((28, 28, 28, 10, 20, 10), 6)
    assert (gain.at, gain.lost) == (3, True)


def test_steps_of_which_nothing_can_be_said() -> None:
    assert undecided((20, 20, 10, 10), 6) == 0
    assert undecided((20, None, 10, 10), 6) == 1
    assert undecided((20, 20, 15, None, None), 7) == 1  # too small a step needs no scores around it
    assert undecided((20, 20, 13, None, None), 7) == 2
    assert undecided((20, 20, 20, 20, None, 10, 10), 6) == 2


@pytest.mark.parametrize(("short_by", "gains"), [(0, 1), (1, 0)])
@pytest.mark.parametrize("instrument", ["phq9", "ors", "wemwbs"])
def test_the_column_of_a_trial_by_whichever_way_its_scale_goes(instrument: str, short_by: int, gains: int) -> None:
    """A step of the reliable change is a gain, one point less is none; of the PHQ-9 down, of the others up."""
    facts = scale_facts(instrument)
    assert facts
    assert facts.reliable_change
    start = date(2026, 3, 2)
    before, step = 20.0, facts.reliable_change - short_by
    after = before - step if facts.lower_is_better else before + step
    scores = tuple(
        Measurement(start + timedelta(weeks=week), instrument, facts.scale, score)
        for week, score in enumerate([before, before, before, after, after, after])
    )
    ended_on = start + timedelta(weeks=5)
    trial = Trial("T1", None, Modality.psychotherapy, start, ended_on, therapy="CBT", primary_instrument=instrument)
    case = Case(Patient("P1"), (), (trial,), scores)
    outcome = judge_trial(trial, case, ended_on).outcome
    assert derive(trial, outcome, case, ended_on, DEFAULT).sudden_gains == gains
