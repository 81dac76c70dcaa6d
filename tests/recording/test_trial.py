"""Trials through the write door: impossible is refused beside its field, unusual is asked about, amended is kept."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import func, select

from models import history, recording
from models.database import session
from models.errors import Conflict, Invalid, NeedsConfirming
from models.recording import DoseInput, EpisodeInput, SessionInput, TrialInput
from models.records import Trial
from tests.recording.conftest import World

START = date(2026, 9, 7)
SERTRALINE: dict[str, Any] = {
    "modality": "medication",
    "agent": "sertraline",
    "role": "monotherapy",
    "started_on": START,
    "doses": ({"from_on": START, "mg_per_day": 50.0},),
}
CBT: dict[str, Any] = {"modality": "psychotherapy", "therapy": "CBT", "started_on": START}
ECT: dict[str, Any] = {"modality": "neuromodulation", "procedure": "ECT", "started_on": START}


def record(world: World, facts: dict[str, Any], **changes: Any) -> str:
    confirmed = changes.pop("confirmed", False)
    return recording.record_trial(world.clinician, world.patient_id, TrialInput.of(**{**facts, **changes}), confirmed)


def doses(*steps: tuple[date, float]) -> tuple[dict[str, Any], ...]:
    return tuple({"from_on": on, "mg_per_day": mg} for on, mg in steps)


def trials() -> int:
    with session() as db:
        return db.exec(select(func.count()).select_from(Trial)).one()


def test_a_recorded_trial_is_judged_at_once(world: World) -> None:
    record(world, SERTRALINE)
    view = history.patient_view(world.clinician, world.patient_id)
    judged = view.judgement.trials[0]
    assert judged.adequacy.verdict.answer == "yes"
    assert judged.adequacy.weeks_at_dose == pytest.approx(57 / 7)
    assert judged.outcome.category == "cannot_judge"


IMPOSSIBLE = {
    "starts tomorrow": (SERTRALINE, {"started_on": date(2026, 11, 3), "doses": ()}, "started_on"),
    "starts before the episode": (SERTRALINE, {"started_on": date(2025, 12, 31), "doses": ()}, "started_on"),
    "ends before it starts": (SERTRALINE, {"ended_on": date(2026, 9, 1)}, "ended_on"),
    "ends in the future": (SERTRALINE, {"ended_on": date(2026, 12, 1)}, "ended_on"),
    "stopped for a reason while it runs": (SERTRALINE, {"stop_reason": "nonresponse"}, "stop_reason"),
    "no drug": (SERTRALINE, {"agent": "  "}, "agent"),
    "no role": (SERTRALINE, {"role": None}, "role"),
    "augments nothing": (SERTRALINE, {"role": "augmentation"}, "augments_id"),
    "a dose below nothing": (SERTRALINE, {"doses": doses((START, -50))}, "doses.0.mg_per_day"),
    "a dose without end": (SERTRALINE, {"doses": doses((START, float("inf")))}, "doses.0.mg_per_day"),
    "a first dose of nothing": (SERTRALINE, {"doses": doses((START, 0))}, "doses.0.mg_per_day"),
    "a dose before the start": (SERTRALINE, {"doses": doses((date(2026, 9, 1), 50))}, "doses.0.from_on"),
    "steps out of order": (SERTRALINE, {"doses": doses((date(2026, 10, 1), 50), (START, 100))}, "doses.1.from_on"),
    "two steps on one day": (SERTRALINE, {"doses": doses((START, 50), (START, 100))}, "doses.1.from_on"),
    "adherence from nowhere": (SERTRALINE, {"adherence": 0.9}, "adherence_source"),
    "adherence of 110 %": (SERTRALINE, {"adherence": 1.1, "adherence_source": "refill"}, "adherence"),
    "a drug with sessions": (SERTRALINE, {"sessions": ({"held_on": START, "attended": True},)}, "sessions"),
    "no therapy": (CBT, {"therapy": None}, "therapy"),
    "a therapy with a dose": (CBT, {"doses": doses((START, 50))}, "modality"),
    "evidence of one's own without a reason": (CBT, {"is_evidence_based": True}, "evidence_reason"),
    "a session before the start": (
        CBT,
        {"sessions": ({"held_on": date(2026, 9, 1), "attended": True},)},
        "sessions.0.held_on",
    ),
    "a session tomorrow": (
        CBT,
        {"sessions": ({"held_on": date(2026, 11, 3), "attended": True},)},
        "sessions.0.held_on",
    ),
    "the same session twice": (CBT, {"sessions": ({"held_on": START, "attended": True},) * 2}, "sessions"),
    "sessions and a count": (
        CBT,
        {"sessions": ({"held_on": START, "attended": True},), "attended_count": 9},
        "attended_count",
    ),
    "2.7 sessions": (CBT, {"attended_count": 2.7}, "attended_count"),
    "no procedure": (ECT, {"procedure": None}, "procedure"),
    "a placement of rTMS": (ECT, {"procedure": "rTMS", "placement": "bilateral"}, "placement"),
    "an unknown word": (SERTRALINE, {"stop_reason": "fed up"}, "stop_reason"),
    "an unknown field": (SERTRALINE, {"dosage": 50}, "dosage"),
    "an instrument that there is not": (SERTRALINE, {"primary_instrument": "phq99"}, "primary_instrument"),
}


@pytest.mark.parametrize("what", IMPOSSIBLE)
def test_what_cannot_be_is_refused_with_its_field_and_nothing_is_written(world: World, what: str) -> None:
    facts, changes, field = IMPOSSIBLE[what]
    with pytest.raises(Invalid) as refused:
        record(world, facts, **changes)
    assert field in {p.field for p in refused.value.problems}
    assert trials() == 0


@pytest.mark.parametrize(
    ("changes", "field"), [({"agent": "wonderpill"}, "agent"), ({"doses": doses((START, 400))}, "doses")]
)
def test_what_is_unusual_is_recorded_only_once_confirmed(world: World, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(NeedsConfirming) as asked:
        record(world, SERTRALINE, **changes)
    assert [q.field for q in asked.value.questions] == [field]
    assert trials() == 0
    record(world, SERTRALINE, **changes, confirmed=True)
    assert trials() == 1


def test_an_unknown_drug_gives_unknown_and_never_no(world: World) -> None:
    record(world, SERTRALINE, agent="wonderpill", confirmed=True)
    judged = history.patient_view(world.clinician, world.patient_id).judgement.trials[0]
    assert judged.adequacy.verdict.answer == "unknown"
    assert judged.status in ("ongoing", "not-ascertainable")


def test_the_same_form_twice_records_one_trial(world: World) -> None:
    first = record(world, SERTRALINE, id="form-token-1")
    assert record(world, SERTRALINE, id="form-token-1") == first
    assert trials() == 1


@pytest.mark.parametrize("agent", ["sertraline", "Sertraline", " sertraline  HCl"])
def test_the_same_drug_cannot_be_given_twice_over_the_same_days(world: World, agent: str) -> None:
    """B28."""
    record(world, SERTRALINE)
    with pytest.raises(Invalid):
        record(world, SERTRALINE, agent=agent, started_on=date(2026, 10, 1), doses=())
    record(world, SERTRALINE, agent="venlafaxine", started_on=date(2026, 10, 1), doses=())
    assert trials() == 2


def test_an_amended_trial_keeps_its_earlier_version_with_who_when_and_why(world: World) -> None:
    """L13."""
    trial = record(world, SERTRALINE)
    steps = doses((START, 50), (date(2026, 10, 5), 100))
    changed = TrialInput.of(**{**SERTRALINE, "doses": steps})
    assert recording.amend_trial(world.clinician, trial, changed, "dose raised in October", 1) == 2
    view = history.patient_view(world.clinician, world.patient_id)
    kept = view.amendments[0]
    assert (kept.amended_by, kept.reason, kept.row_version) == ("Ines Vale", "dose raised in October", 1)
    assert [d["mg_per_day"] for d in kept.as_it_was["doses"]] == [50]
    assert [d.mg_per_day for d in view.case.trials[0].doses] == [50, 100]


def test_two_people_cannot_overwrite_each_other_unseen(world: World) -> None:
    """F08."""
    trial = record(world, SERTRALINE)
    recording.amend_trial(world.clinician, trial, TrialInput.of(**SERTRALINE, note="first"), "a note", 1)
    with pytest.raises(Conflict):
        recording.amend_trial(world.clinician, trial, TrialInput.of(**SERTRALINE, note="second"), "a note", 1)
    with pytest.raises(Invalid):
        recording.amend_trial(world.clinician, trial, TrialInput.of(**SERTRALINE), "  ", 2)


def test_a_change_that_changes_nothing_is_refused(world: World) -> None:
    """An empty amendment would stand in the history among the real ones."""
    trial = record(world, SERTRALINE, note="as it was")
    with pytest.raises(Invalid, match="nothing to save"):
        recording.amend_trial(world.clinician, trial, TrialInput.of(**SERTRALINE, note="as it was"), "a letter came", 1)
    episode = EpisodeInput(started_on=date(2026, 1, 1))
    with pytest.raises(Invalid, match="nothing to save"):
        recording.amend_episode(world.clinician, world.episode_id, episode, "a letter came", 1)
    view = history.patient_view(world.clinician, world.patient_id)
    assert view.amendments == ()
    assert view.trial_versions[trial] == 1


def test_a_session_is_added_once_a_day_and_the_other_answer_is_refused(world: World) -> None:
    trial = record(world, CBT)
    held = SessionInput(held_on=date(2026, 10, 1), attended=True, minutes=50)
    recording.record_session(world.clinician, trial, held)
    recording.record_session(world.clinician, trial, held)
    with pytest.raises(Conflict):
        recording.record_session(world.clinician, trial, SessionInput(held_on=date(2026, 10, 1), attended=False))
    with pytest.raises(Invalid):
        recording.record_session(world.clinician, trial, SessionInput(held_on=date(2026, 8, 1), attended=True))
    sessions = history.patient_view(world.clinician, world.patient_id).case.trials[0].sessions
    assert [(s.on, s.attended) for s in sessions] == [(date(2026, 10, 1), True)]


def test_many_stimulation_sessions_a_day_are_possible_only_where_protocols_have_them(world: World) -> None:
    ten = tuple({"held_on": START, "attended": True} for _ in range(10))
    record(world, ECT, procedure="iTBS", sessions=ten)
    with pytest.raises(Invalid):
        record(world, ECT, sessions=ten)


def test_a_dose_input_refuses_what_is_not_a_number() -> None:
    with pytest.raises(Invalid) as refused:
        DoseInput.of(from_on="2026-13-01", mg_per_day="20-40")
    assert {p.field for p in refused.value.problems} == {"from_on", "mg_per_day"}


def test_an_amended_episode_keeps_its_earlier_version(world: World) -> None:
    changed = recording.EpisodeInput(started_on=date(2026, 2, 1), severity="moderate")
    assert recording.amend_episode(world.clinician, world.episode_id, changed, "the patient recalled the month", 1) == 2
    view = history.patient_view(world.clinician, world.patient_id)
    assert (view.episodes[0].started_on, view.episodes[0].severity) == (date(2026, 2, 1), "moderate")
    kept = view.amendments[0]
    assert (kept.entity, kept.amended_by, kept.as_it_was["started_on"]) == ("episode", "Ines Vale", "2026-01-01")
    with pytest.raises(Conflict):
        recording.amend_episode(world.clinician, world.episode_id, changed, "again", 1)


def test_an_episode_gets_another_number_only_where_no_other_has_it(world: World) -> None:
    ended = EpisodeInput(started_on=date(2020, 1, 1), ended_on=date(2020, 6, 1))
    second = recording.open_episode(world.clinician, world.patient_id, ended)
    assert recording.amend_episode(world.clinician, second, ended.model_copy(update={"number": 7}), "it was his 7th", 1)
    assert [one.number for one in history.episode_records(world.clinician, world.patient_id) if one.id == second] == [7]
    later = ended.model_copy(update={"ended_on": date(2020, 6, 2)})
    assert recording.amend_episode(world.clinician, second, later, "the number stays where none is said", 2)
    assert [one.number for one in history.episode_records(world.clinician, world.patient_id) if one.id == second] == [7]
    taken = ended.model_copy(update={"number": 1})
    with pytest.raises(Invalid, match="another episode has it"):
        recording.amend_episode(world.clinician, second, taken, "the same number twice", 3)
    with pytest.raises(Invalid, match="another episode has it"):
        early = EpisodeInput(started_on=date(2015, 1, 1), ended_on=date(2015, 2, 1), number=7)
        recording.open_episode(world.clinician, world.patient_id, early)
