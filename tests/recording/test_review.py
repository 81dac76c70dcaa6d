"""Reviewed: off the whole team's list until something new comes; an open safety flag is never reviewed away."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from instruments import shelf
from models import history, recording
from models.access import Actor
from models.clock import at, now
from models.commands import verifying
from models.database import session
from models.errors import Conflict, NotPermitted
from models.history import CaseloadRow, Need
from models.recording import DoseInput, TrialInput
from models.records import AnswerState, PersonRole, Review, Standing
from models.words import Modality, Role
from tests.recording.conftest import NOW, World, signed_in

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def colleague(world: World) -> Actor:
    """A second clinician on the same team."""
    staff = recording.StaffInput(
        clinic_id=world.clinic_id, role=PersonRole.clinician, given_name="Tom", family_name="Weir"
    )
    person = recording.add_staff(world.system, staff)
    recording.join_team(world.system, world.patient_id, person)
    return signed_in(person)


def answer(world: World, occasion: datetime, *, item9: float = 0, value: float = 2) -> None:
    """A whole PHQ-9, sent by the patient."""
    with at(occasion):
        check_in = recording.issue_check_in(world.clinician, world.patient_id, ("phq9",))
        for item in shelf()["phq9"].items:
            given = item9 if item.id == "q9" else value
            recording.save_answer(world.patient, check_in, "phq9", item.id, AnswerState.answered, given)
        recording.send_check_in(world.patient, check_in)


def row(actor: Actor) -> CaseloadRow:
    return history.caseload(actor).rows[0]


def review(actor: Actor, world: World) -> str:
    return recording.mark_reviewed(actor, world.patient_id, now())


def test_a_reviewed_check_in_leaves_the_list_of_the_whole_team(world: World, colleague: Actor) -> None:
    answer(world, NOW)
    assert row(colleague).need is Need.unread
    with at(LATER):
        review(world.clinician, world)
        seen = row(colleague)
        assert (seen.need, seen.unread_since) == (Need.nothing, None)
        assert seen.review is not None
        assert (seen.review.at, seen.review.by) == (LATER, "Ines Vale")


def test_a_new_check_in_brings_the_patient_back(world: World, colleague: Actor) -> None:
    answer(world, NOW)
    review(world.clinician, world)
    answer(world, LATER + timedelta(days=7))
    with at(LATER + timedelta(days=8)):
        assert (row(colleague).need, row(colleague).review) == (Need.unread, None)


def test_opening_the_page_reads_the_check_in_and_leaves_other_reasons(world: World, colleague: Actor) -> None:
    answer(world, NOW)
    history.patient_view(colleague, world.patient_id)
    assert row(world.clinician).need is Need.nothing
    assert row(world.clinician).last_look is not None


def test_a_flag_that_nobody_has_taken_on_cannot_be_reviewed_away(world: World) -> None:
    answer(world, NOW, item9=1)
    with pytest.raises(Conflict, match="Acknowledge it first"):
        review(world.clinician, world)
    assert row(world.clinician).need is Need.flag
    flag = row(world.clinician).flag_id
    assert flag is not None
    recording.acknowledge_flag(world.clinician, flag)
    review(world.clinician, world)
    assert row(world.clinician).need is Need.reviewed


def test_a_new_answer_to_a_flagged_item_brings_the_flag_back(world: World) -> None:
    answer(world, NOW, item9=1)
    flag = row(world.clinician).flag_id
    assert flag is not None
    recording.acknowledge_flag(world.clinician, flag)
    review(world.clinician, world)
    with at(LATER):
        check_in = recording.issue_check_in(world.clinician, world.patient_id, ("phq9",))
        recording.save_answer(world.patient, check_in, "phq9", "q9", AnswerState.answered, 1.0)
        assert row(world.clinician).need is Need.flag, "before the check-in is sent"
        with pytest.raises(Conflict):
            review(world.clinician, world)


def test_what_came_in_while_the_page_stood_open_is_not_reviewed_with_it(world: World) -> None:
    answer(world, LATER)
    with at(LATER + timedelta(minutes=5)), pytest.raises(Conflict, match="Something new"):
        recording.mark_reviewed(world.clinician, world.patient_id, NOW)


def test_a_new_judgement_brings_the_patient_back(world: World) -> None:
    """The same scores under a trial that is amended: what follows from them is new, so somebody looks again."""
    begun = NOW.date() - timedelta(weeks=10)
    trial = TrialInput(
        modality=Modality.medication,
        agent="sertraline",
        role=Role.monotherapy,
        started_on=begun,
        doses=(DoseInput(from_on=begun, mg_per_day=10),),
    )
    trial_id = recording.record_trial(world.system, world.patient_id, trial)
    for week in (10, 1):
        on = NOW.date() - timedelta(weeks=week)
        given = {f"q{n}": 2.0 for n in range(1, 9)} | {"q9": 0.0}
        measured = recording.MeasurementInput(on=on, instrument="phq9", answers=given)
        recording.record_measurement(world.clinician, world.patient_id, measured)
    with at(LATER):
        review(world.clinician, world)
        assert row(world.clinician).need in (Need.nothing, Need.reviewed)
        enough = replace_dose(trial, begun)
        recording.amend_trial(world.clinician, trial_id, enough, "The dose was wrong.", 1)
        assert (row(world.clinician).need, row(world.clinician).review) == (Need.decide, None)
    with at(LATER + timedelta(minutes=1)):
        review(world.clinician, world)
        assert row(world.clinician).need is Need.reviewed


def replace_dose(trial: TrialInput, begun: date) -> TrialInput:
    return trial.model_copy(update={"doses": (DoseInput(from_on=begun, mg_per_day=100),)})


def test_a_check_in_that_becomes_overdue_after_the_review_is_new(world: World) -> None:
    recording.issue_check_in(world.clinician, world.patient_id, ("phq9",))
    with at(NOW + timedelta(days=2)):
        assert row(world.clinician).need is Need.overdue
        review(world.clinician, world)
        assert row(world.clinician).need is Need.reviewed
    with session(write=True) as db:
        standing = db.get_one(Standing, world.patient_id)
        assert standing.overdue_from is not None
        standing.overdue_from += timedelta(days=7)  # the next one is what is due now
    with at(NOW + timedelta(days=12)):
        assert row(world.clinician).need is Need.overdue


def test_a_review_is_undone_and_stays_in_the_record(world: World, colleague: Actor) -> None:
    answer(world, NOW)
    review(world.clinician, world)
    review(world.clinician, world)  # pressed twice
    with at(LATER):
        recording.undo_review(colleague, world.patient_id)
        assert (row(world.clinician).need, row(world.clinician).review) == (Need.unread, None)
        with pytest.raises(Conflict):
            recording.undo_review(colleague, world.patient_id)
    with session() as db:
        kept = db.exec(select(Review)).all()
    assert [(one.undone_at, one.undone_by_id) for one in kept] == [(LATER, colleague.person_id)] * 2


def test_only_the_care_team_reviews(world: World) -> None:
    staff = recording.StaffInput(
        clinic_id=world.clinic_id, role=PersonRole.clinician, given_name="Una", family_name="Else"
    )
    stranger = signed_in(recording.add_staff(world.system, staff))
    for nobody in (stranger, world.patient, world.system, replace(world.clinician, person_id=None)):
        with pytest.raises(NotPermitted):
            recording.mark_reviewed(nobody, world.patient_id, NOW)
        with pytest.raises(NotPermitted):
            recording.undo_review(nobody, world.patient_id)


def test_verify_compares_the_cache_of_reviews(world: World) -> None:
    answer(world, NOW)
    assert verifying.caseload().holds
    review(world.clinician, world)
    history.patient_view(world.clinician, world.patient_id)
    assert verifying.caseload().holds
    assert verifying.seals().holds
    with session(write=True) as db:
        standing = db.get_one(Standing, world.patient_id)
        standing.reviewed_at = datetime(2026, 11, 1, tzinfo=UTC)
    assert "reviewed_at" in verifying.caseload().breaches[0]
