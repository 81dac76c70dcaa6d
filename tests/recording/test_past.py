"""Past treatments through the write door: all of them or none, never as if followed; sessions taken back."""

from datetime import date
from typing import Any

import pytest

from models import history, recording
from models.errors import Invalid, NeedsConfirming, NotPermitted
from models.recording import SessionInput, TrialInput
from tests.recording.conftest import World

FLUOXETINE: dict[str, Any] = {
    "id": "past0001",
    "modality": "medication",
    "agent": "fluoxetine",
    "role": "monotherapy",
    "started_on": date(2026, 1, 5),
    "ended_on": date(2026, 3, 8),
    "doses": ({"from_on": date(2026, 1, 5), "mg_per_day": 40.0},),
    "ascertainment": "recall",
    "recalled_improvement": "lt25",
    "stop_reason": "nonresponse",
}
LITHIUM: dict[str, Any] = {
    **FLUOXETINE,
    "id": "past0002",
    "agent": "lithium",
    "role": "augmentation",
    "augments_id": "past0001",
    "started_on": date(2026, 2, 1),
    "doses": ({"from_on": date(2026, 2, 1), "mg_per_day": 900.0},),
}
CBT: dict[str, Any] = {
    "id": "past0003",
    "modality": "psychotherapy",
    "therapy": "CBT",
    "started_on": date(2026, 3, 10),
    "ended_on": date(2026, 6, 30),
    "attended_count": 12,
    "ascertainment": "record",
}


def put(world: World, *rows: dict[str, Any], confirmed: bool = False) -> tuple[str, ...]:
    trials = [TrialInput.of(**row) for row in rows]
    return recording.record_past_trials(world.clinician, world.patient_id, trials, confirmed)


def known(world: World) -> dict[str, Any]:
    return dict(history.patient_view(world.clinician, world.patient_id).case.trial_by_id)


def test_past_trials_are_recorded_together_and_one_may_augment_another(world: World) -> None:
    assert put(world, FLUOXETINE, LITHIUM, CBT) == ("past0001", "past0002", "past0003")
    found = known(world)
    assert found["past0002"].augments == "past0001"
    assert {one.ascertainment for one in found.values()} == {"recall", "record"}
    assert found["past0001"].recalled_improvement == "lt25"


def test_the_same_sheet_twice_adds_nothing(world: World) -> None:
    put(world, FLUOXETINE, CBT)
    put(world, FLUOXETINE, CBT)
    assert len(known(world)) == 2


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"ascertainment": "prospective", "recalled_improvement": None}, "1.ascertainment"),
        ({"ended_on": None, "stop_reason": None}, "1.ended_on"),
        ({"started_on": date(2025, 1, 1)}, "1.started_on"),
        ({"ended_on": date(2027, 1, 1)}, "1.ended_on"),
        ({"therapy": None}, "1.therapy"),
    ],
)
def test_one_wrong_row_keeps_every_row_out(world: World, changes: dict[str, Any], problem: str) -> None:
    """B66."""
    with pytest.raises(Invalid) as refused:
        put(world, FLUOXETINE, {**CBT, **changes})
    assert problem in [one.field for one in refused.value.problems]
    assert not known(world)


def test_the_problems_of_all_rows_come_together(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        put(world, {**FLUOXETINE, "started_on": date(2025, 1, 1)}, {**CBT, "therapy": None})
    assert {one.field[0] for one in refused.value.problems} == {"0", "1"}


def test_an_unusual_row_is_asked_about_and_written_once_confirmed(world: World) -> None:
    high = {**FLUOXETINE, "doses": ({"from_on": date(2026, 1, 5), "mg_per_day": 100.0},)}
    with pytest.raises(NeedsConfirming) as asked:
        put(world, CBT, high)
    assert [one.field for one in asked.value.questions] == ["1.doses"]
    assert not known(world)
    put(world, CBT, high, confirmed=True)
    assert len(known(world)) == 2


def test_an_empty_sheet_is_refused(world: World) -> None:
    with pytest.raises(Invalid):
        put(world)


def test_a_session_is_taken_back_once_and_the_trial_as_it_was_is_kept(world: World) -> None:
    running = {**CBT, "ended_on": None, "attended_count": None, "ascertainment": "prospective"}
    trial = recording.record_trial(world.clinician, world.patient_id, TrialInput.of(**running))
    for day in (date(2026, 10, 5), date(2026, 10, 12)):
        recording.record_session(world.clinician, trial, SessionInput(held_on=day, attended=True))
    recording.take_back_session(world.clinician, trial, date(2026, 10, 12), "recorded by mistake")
    recording.take_back_session(world.clinician, trial, date(2026, 10, 12), "recorded by mistake")
    view = history.patient_view(world.clinician, world.patient_id)
    assert [one.on for one in view.case.trial_by_id[trial].sessions] == [date(2026, 10, 5)]
    (kept,) = view.amendments
    assert len(kept.as_it_was["sessions"]) == 2
    assert kept.reason == "recorded by mistake"


def test_taking_back_wants_a_reason(world: World) -> None:
    running = {**CBT, "ended_on": None, "attended_count": None, "ascertainment": "prospective"}
    trial = recording.record_trial(world.clinician, world.patient_id, TrialInput.of(**running))
    recording.record_session(world.clinician, trial, SessionInput(held_on=date(2026, 10, 5), attended=True))
    with pytest.raises(Invalid):
        recording.take_back_session(world.clinician, trial, date(2026, 10, 5), " ")


def test_a_patient_may_do_neither(world: World) -> None:
    with pytest.raises(NotPermitted):
        recording.record_past_trials(world.patient, world.patient_id, [TrialInput.of(**CBT)])
    with pytest.raises(NotPermitted):
        history.episode_records(world.patient, world.patient_id)


def test_episodes_are_read_with_their_versions(world: World) -> None:
    (one,) = history.episode_records(world.clinician, world.patient_id)
    assert (one.id, one.row_version, one.diagnosis) == (world.episode_id, 1, "MDD")
