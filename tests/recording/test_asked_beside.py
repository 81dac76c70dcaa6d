"""The short questions beside the battery: which come, in which language, and what they feed."""

from datetime import date, timedelta

import pytest

from models import history, recording
from models.clock import at
from models.recording import AnswerState, DoseInput, PreferenceInput, TrialInput
from models.words import Modality, Role, TherapyFormat
from tests.recording.conftest import NOW, World

TODAY = NOW.date()


def take_medicine(world: World, started_on: date, **more: object) -> str:
    trial = TrialInput.of(
        modality=Modality.medication,
        agent="sertraline",
        role=Role.monotherapy,
        started_on=started_on,
        doses=(DoseInput(from_on=started_on, mg_per_day=100),),
        **more,
    )
    return recording.record_trial(world.system, world.patient_id, trial)


def asked(world: World) -> tuple[str, ...]:
    found = recording.issue_check_in(world.clinician, world.patient_id)
    return history.open_check_in(world.clinician, found).instruments


def test_a_medicine_brings_doses_missed_and_side_effects(world: World) -> None:
    take_medicine(world, TODAY - timedelta(weeks=7))
    assert asked(world)[-2:] == ("doses_missed", "side_effects")


def test_without_a_trial_nothing_is_added(world: World) -> None:
    assert not {"doses_missed", "side_effects", "what_matters"} & set(asked(world))


def test_a_trial_that_begins_asks_what_is_expected_once(world: World) -> None:
    take_medicine(world, TODAY)
    check_in = recording.issue_check_in(world.clinician, world.patient_id)
    assert "treatment_preference" in history.open_check_in(world.clinician, check_in).instruments
    recording.save_answer(world.patient, check_in, "treatment_preference", "preference", AnswerState.answered, 70)
    recording.send_check_in(world.patient, check_in)
    with at(NOW + timedelta(days=7)):
        assert "treatment_preference" not in asked(world)


def test_what_matters_is_asked_once_it_has_been_said(world: World) -> None:
    said = PreferenceInput(about="matters", words="Play with my daughter")
    recording.record_preference(world.clinician, world.patient_id, said)
    assert asked(world)[-1] == "what_matters"


def test_questions_that_are_not_worded_in_the_patients_language_are_left_out(world: World) -> None:
    person = recording.PatientInput(
        clinic_id=world.clinic_id, record_number="A-2", given_name="Bo", family_name="Lo", language="it"
    )
    patient = recording.add_patient(world.system, person)
    recording.open_episode(world.system, patient, recording.EpisodeInput(started_on=TODAY - timedelta(days=90)))
    trial = TrialInput.of(
        modality=Modality.psychotherapy,
        therapy="CBT",
        format=TherapyFormat.individual,
        started_on=TODAY - timedelta(days=60),
    )
    recording.record_trial(world.system, patient, trial)
    found = recording.issue_check_in(world.system, patient)
    assert "session_yesterday" not in history.open_check_in(world.system, found).instruments


@pytest.mark.parametrize("recorded", [None, 0.9])
def test_adherence_follows_what_the_patient_told_unless_somebody_recorded_it(
    world: World, recorded: float | None
) -> None:
    more = {"adherence": recorded, "adherence_source": "refill"} if recorded is not None else {}
    trial_id = take_medicine(world, TODAY - timedelta(weeks=1), **more)
    for weeks, missed in ((0, 1), (1, 0)):
        with at(NOW + timedelta(weeks=weeks)):
            check_in = recording.issue_check_in(world.clinician, world.patient_id)
            recording.save_answer(world.patient, check_in, "doses_missed", "days", AnswerState.answered, missed)
            recording.send_check_in(world.patient, check_in)
    with at(NOW + timedelta(weeks=1)):
        view = history.patient_view(world.clinician, world.patient_id)
    trial = next(one for one in view.case.trials if one.id == trial_id)
    if recorded is None:
        assert (trial.adherence, trial.adherence_source) == (pytest.approx(13 / 14, abs=0.001), "self_report")
    else:
        assert (trial.adherence, trial.adherence_source) == (0.9, "refill")
