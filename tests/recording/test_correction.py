"""What staff recorded wrongly: corrected or withdrawn with a reason, the earlier figures kept, the new ones judged."""

from datetime import date

import pytest

from models import history, recording
from models.commands.verifying import scores
from models.errors import Conflict, Invalid, NotPermitted
from models.history import PatientView
from models.recording import AnswerState, MeasurementInput
from tests.recording.conftest import NOW, World

TODAY = NOW.date()


def total(value: float, on: date = TODAY, instrument: str = "madrs") -> MeasurementInput:
    return MeasurementInput(on=on, instrument=instrument, total=value, occasion=f"rating/{on}/{instrument}")


@pytest.fixture
def recorded(world: World) -> str:
    return recording.record_measurement(world.clinician, world.patient_id, total(13))


def seen(world: World) -> PatientView:
    return history.patient_view(world.clinician, world.patient_id)


def version(world: World, check_in_id: str) -> int:
    return history.open_check_in(world.clinician, check_in_id).row_version


def test_a_total_is_corrected_the_same_day_and_the_old_one_is_kept(world: World, recorded: str) -> None:
    """L13."""
    recording.correct_measurement(world.clinician, recorded, total(31), "figures turned round", 0)
    view = seen(world)
    assert [point.value for point in view.course("madrs", "total")] == [31]
    assert [(m.instrument, m.score) for m in view.case.measurements] == [("madrs", 31)]
    (before,) = view.amendments
    assert (before.entity, before.entity_id, before.reason) == ("check_in", recorded, "figures turned round")
    assert (before.as_it_was["scores"], before.amended_at) == ({"total": 13}, NOW)
    assert scores().holds


def test_the_day_is_corrected_with_the_total(world: World, recorded: str) -> None:
    recording.correct_measurement(world.clinician, recorded, total(13, date(2026, 1, 2)), "another day", 0)
    (point,) = seen(world).course("madrs", "total")
    assert (point.on, point.value) == (date(2026, 1, 2), 13)


def test_a_rating_that_was_sent_is_corrected_item_by_item(world: World) -> None:
    rating = recording.open_rating(world.clinician, world.patient_id, "hamd17")
    given = {f"q{n}": 1.0 for n in range(1, 18)}
    for item, value in given.items():
        recording.save_answer(world.clinician, rating, "hamd17", item, AnswerState.answered, value)
    recording.send_check_in(world.clinician, rating)
    mended = MeasurementInput(on=TODAY, instrument="hamd17", answers={**given, "q1": 3.0, "q3": 2.0})
    recording.correct_measurement(world.clinician, rating, mended, "misheard", version(world, rating))
    view = seen(world)
    assert [point.value for point in view.course("hamd17", "total")] == [20]
    assert view.amendments[0].as_it_was["answers"]["q1"] == 1
    assert ("hamd17", "q3") in {(one.instrument, one.item) for flag in view.flags for one in flag.answers}
    assert scores().holds


def test_a_second_correction_keeps_both(world: World, recorded: str) -> None:
    """L13."""
    recording.correct_measurement(world.clinician, recorded, total(31), "first", 0)
    recording.correct_measurement(world.clinician, recorded, total(32), "second", 1)
    assert {one.row_version: one.as_it_was["scores"]["total"] for one in seen(world).amendments} == {0: 13, 1: 31}


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_nothing_changes_without_a_reason(world: World, recorded: str, reason: str) -> None:
    with pytest.raises(Invalid):
        recording.correct_measurement(world.clinician, recorded, total(31), reason, 0)
    with pytest.raises(Invalid):
        recording.withdraw_measurement(world.clinician, recorded, reason, 0)
    assert [point.value for point in seen(world).course("madrs", "total")] == [13]


@pytest.mark.parametrize("value", [-1, 61])
def test_a_total_out_of_range_is_refused_and_nothing_is_kept_of_it(world: World, recorded: str, value: float) -> None:
    with pytest.raises(Invalid):
        recording.correct_measurement(world.clinician, recorded, total(value), "why", 0)
    assert seen(world).amendments == ()


def test_a_correction_that_changes_nothing_is_none(world: World, recorded: str) -> None:
    with pytest.raises(Invalid, match="nothing differs"):
        recording.correct_measurement(world.clinician, recorded, total(13), "why", 0)
    assert seen(world).amendments == ()


def test_two_who_correct_at_once(world: World, recorded: str) -> None:
    recording.correct_measurement(world.clinician, recorded, total(31), "first", 0)
    with pytest.raises(Conflict):
        recording.correct_measurement(world.clinician, recorded, total(30), "second", 0)


def test_another_instrument_or_kind_is_refused(world: World, recorded: str) -> None:
    for other in (
        total(10, instrument="ybocs"),
        MeasurementInput(on=TODAY, instrument="madrs", answers={"q1": 1.0}),
    ):
        with pytest.raises(Invalid):
            recording.correct_measurement(world.clinician, recorded, other, "why", 0)


def test_what_a_patient_sent_is_not_corrected(world: World) -> None:
    own = recording.issue_check_in(world.clinician, world.patient_id)
    recording.save_answer(world.patient, own, "phq9", "q1", AnswerState.answered, 1)
    recording.send_check_in(world.patient, own)
    with pytest.raises(Conflict, match="what a patient sent"):
        recording.correct_measurement(world.clinician, own, total(3, instrument="phq9"), "why", 1)
    with pytest.raises(Conflict):
        recording.withdraw_measurement(world.clinician, own, "why", 1)


def test_a_record_that_was_withdrawn_counts_no_more_and_can_be_made_again(world: World, recorded: str) -> None:
    recording.withdraw_measurement(world.clinician, recorded, "of another patient", 0)
    view = seen(world)
    assert (view.course("madrs", "total"), view.case.measurements) == ((), ())
    assert view.amendments[0].as_it_was["scores"] == {"total": 13}
    assert [line.is_withdrawn for line in view.check_ins] == [True]
    assert recording.record_measurement(world.clinician, world.patient_id, total(20)) != recorded
    assert history.check_ins_of(world.patient, world.patient_id) == []
    assert scores().holds


def test_only_staff_who_may_measure_corrects(world: World, recorded: str) -> None:
    with pytest.raises(NotPermitted):
        recording.correct_measurement(world.patient, recorded, total(31), "why", 0)
    with pytest.raises(NotPermitted):
        recording.withdraw_measurement(world.patient, recorded, "why", 0)


# Totals of paper forms


def test_several_totals_of_one_form_are_one_record(world: World) -> None:
    both = MeasurementInput(on=TODAY, instrument="hads", totals={"anxiety": 12, "depression": 9}, occasion="rating/h")
    first = recording.record_measurement(world.clinician, world.patient_id, both)
    assert recording.record_measurement(world.clinician, world.patient_id, both) == first
    assert {p.scale: p.value for p in seen(world).scores} == {"anxiety": 12, "depression": 9}
    with pytest.raises(Conflict):
        recording.record_measurement(
            world.clinician, world.patient_id, both.model_copy(update={"totals": {"anxiety": 11, "depression": 9}})
        )


@pytest.mark.parametrize("totals", [{"anxiety": 99.0}, {"nothing": 1.0}, {}])
def test_totals_that_cannot_be_are_refused(world: World, totals: dict[str, float]) -> None:
    with pytest.raises(Invalid):
        recording.record_measurement(
            world.clinician, world.patient_id, MeasurementInput(on=TODAY, instrument="hads", totals=totals)
        )


def test_a_total_that_needs_a_person_opens_a_flag(world: World) -> None:
    """The C-SSRS takes no form here: its highest triage comes as a number, and must not pass unseen."""
    recording.record_measurement(world.clinician, world.patient_id, total(3, instrument="cssrs_screener"))
    assert [(one.instrument, one.item) for flag in seen(world).flags for one in flag.answers] == [
        ("cssrs_screener", "triage")
    ]


def test_a_total_with_conditions_waits_for_the_statement(world: World) -> None:
    with pytest.raises(Invalid, match="stated its use"):
        recording.record_measurement(world.clinician, world.patient_id, total(60, instrument="who5"))
    assert recording.record_measurement(world.system, world.patient_id, total(60, instrument="who5"))


def test_the_patient_page_stands_when_a_score_or_an_item_without_words_raised_the_flag(world: World) -> None:
    sidas = MeasurementInput(on=TODAY, instrument="sidas", answers={f"q{n}": 10.0 for n in range(1, 6)})
    madrs = MeasurementInput(on=TODAY, instrument="madrs", answers={"q10": 4.0})
    for measured in (sidas, madrs):
        recording.record_measurement(world.clinician, world.patient_id, measured)
    told = {one.item: one.label for flag in seen(world).flags for one in flag.answers}
    assert {"total", "q1", "q10"} <= set(told)
    assert (told["q10"], told["total"]) == ("4", "40")
