"""A clinician's rating: kept item by item, flagged at once, and never mistaken for the patient's own check-in."""

from datetime import timedelta

import pytest

from models import history, recording
from models.clock import at
from models.errors import Conflict, Invalid, NotPermitted
from models.recording import AnswerState
from tests.recording.conftest import NOW, World

ITEMS = [f"q{n}" for n in range(1, 18)]


@pytest.fixture
def rating(world: World) -> str:
    return recording.open_rating(world.clinician, world.patient_id, "hamd17")


def rate(world: World, rating: str, item: str, value: float) -> recording.Saved:
    return recording.save_answer(world.clinician, rating, "hamd17", item, AnswerState.answered, value)


def test_a_rating_of_the_day_is_opened_once(world: World, rating: str) -> None:
    assert recording.open_rating(world.clinician, world.patient_id, "hamd17") == rating
    assert recording.open_rating(world.clinician, world.patient_id, "cgi") != rating
    with at(NOW + timedelta(days=1)):
        assert recording.open_rating(world.clinician, world.patient_id, "hamd17") != rating


@pytest.mark.parametrize("instrument", ["phq9", "madrs", "nothing"])
def test_only_clinician_rated_instruments_with_their_words_are_opened(world: World, instrument: str) -> None:
    with pytest.raises(Invalid):
        recording.open_rating(world.clinician, world.patient_id, instrument)


def test_it_is_kept_item_by_item_and_scored_when_sent(world: World, rating: str) -> None:
    for item in ITEMS:
        rate(world, rating, item, 1)
    recording.send_check_in(world.clinician, rating)
    recording.send_check_in(world.clinician, rating)
    seen = history.patient_view(world.clinician, world.patient_id)
    (total,) = seen.course("hamd17", "total")
    assert (total.value, total.mode, total.on) == (17, "staff", NOW.date())
    with pytest.raises(Conflict):
        rate(world, rating, "q1", 2)


def test_an_item_that_was_not_assessed_leaves_the_total_unscored(world: World, rating: str) -> None:
    for item in ITEMS[:-1]:
        rate(world, rating, item, 1)
    recording.send_check_in(world.clinician, rating)
    (total,) = history.patient_view(world.clinician, world.patient_id).course("hamd17", "total")
    assert (total.value, total.answered, total.status) == (None, 16, "not_scored")


def test_item_3_opens_a_flag_the_moment_it_is_saved(world: World, rating: str) -> None:
    """S01."""
    assert not rate(world, rating, "q3", 1).needs_person
    assert rate(world, rating, "q3", 2).needs_person
    (flag,) = history.patient_view(world.clinician, world.patient_id).flags
    assert (flag.status, flag.answers[0].instrument, flag.answers[0].item) == ("open", "hamd17", "q3")
    assert history.caseload(world.clinician).rows[0].need == "flag"


def test_the_patients_own_check_in_is_left_alone(world: World, rating: str) -> None:
    recording.set_plan(world.clinician, world.patient_id, 7)
    own = recording.issue_check_in(world.clinician, world.patient_id)
    assert own != rating
    rate(world, rating, "q1", 1)
    recording.send_check_in(world.clinician, rating)
    (line,) = history.check_ins_of(world.patient, world.patient_id)
    assert (line.id, line.status) == (own, "due")
    assert recording.invite(world.clinician, world.patient_id).check_in_id == own


def test_the_patient_is_not_offered_a_rating_and_may_not_touch_it(world: World, rating: str) -> None:
    assert recording.open_due_check_in(world.patient, world.patient_id) is None
    assert history.check_ins_of(world.patient, world.patient_id) == []
    assert history.own_view(world.patient, world.patient_id).check_ins == ()
    for touch in (
        lambda: history.open_check_in(world.patient, rating),
        lambda: recording.save_answer(world.patient, rating, "hamd17", "q1", AnswerState.answered, 1),
        lambda: recording.send_check_in(world.patient, rating),
    ):
        with pytest.raises(NotPermitted, match=r"^Not found\.$"):
            touch()


def test_a_rating_that_was_not_sent_makes_nobody_overdue_and_closes_with_its_day(world: World, rating: str) -> None:
    rate(world, rating, "q3", 0)
    with at(NOW + timedelta(days=3)):
        recording.set_plan(world.clinician, world.patient_id, 7, is_active=False)
        (row,) = history.caseload(world.clinician).rows
        assert (row.need, row.overdue_from) == ("nothing", None)
        (line,) = history.patient_view(world.clinician, world.patient_id).check_ins
        assert (line.is_rating, line.status) == (True, "closed")
        with pytest.raises(Conflict):
            rate(world, rating, "q1", 1)


def test_a_link_goes_to_a_new_check_in_and_not_to_the_rating(world: World, rating: str) -> None:
    assert recording.invite(world.clinician, world.patient_id).check_in_id != rating


def test_sending_a_rating_opens_no_occasion_for_a_patient_who_has_a_plan(world: World, rating: str) -> None:
    recording.set_plan(world.clinician, world.patient_id, 7)
    (own,) = history.check_ins_of(world.patient, world.patient_id)
    for item in [f"q{n}" for n in range(1, 10)]:
        recording.save_answer(world.patient, own.id, "phq9", item, AnswerState.answered, 0)
    recording.send_check_in(world.patient, own.id)
    before = history.check_ins_of(world.patient, world.patient_id)
    rate(world, rating, "q1", 0)
    recording.send_check_in(world.clinician, rating)
    assert history.check_ins_of(world.patient, world.patient_id) == before
