"""Nobody sees what is not theirs: every door, every kind of stranger, refused before anything is fetched."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import select

from models import history, recording
from models.access import Actor, system_actor
from models.clock import at
from models.database import engine, session
from models.door import REGISTRY, seal
from models.errors import NotPermitted
from models.recording import AnswerState, EpisodeInput, MeasurementInput, SessionInput, TrialInput
from models.records import AccessLog, PersonRole, Visit
from tests.recording.conftest import NOW, World, signed_in

DAY = date(2026, 10, 1)
TRIAL = TrialInput.of(modality="psychotherapy", therapy="CBT", started_on=DAY)
MEASURED = MeasurementInput(on=DAY, instrument="phq9", total=12)


@pytest.fixture
def strangers(world: World) -> dict[str, Actor]:
    """People of the clinic who are not on the team, people of another clinic, another patient."""
    system = system_actor()
    other = recording.add_clinic(system, recording.ClinicInput(name="Southside"))
    made: dict[str, Actor] = {}
    for name, clinic, role in [
        ("colleague", world.clinic_id, "clinician"),
        ("clinician of elsewhere", other, "clinician"),
        ("admin of elsewhere", other, "admin"),
        ("admin", world.clinic_id, "admin"),
        ("former clinician", world.clinic_id, "clinician"),
    ]:
        staff = recording.StaffInput(clinic_id=clinic, role=PersonRole(role), given_name="No", family_name="One")
        made[name] = signed_in(recording.add_staff(system, staff))
    number = {"record_number": "A-2", "given_name": "Other", "family_name": "Patient"}
    other_patient = recording.add_patient(system, recording.PatientInput(clinic_id=world.clinic_id, **number))
    made["another patient"] = signed_in(other_patient)
    former = made["former clinician"].person_id
    assert former is not None
    recording.join_team(system, world.patient_id, former)
    recording.leave_team(system, world.patient_id, former)
    return made


@pytest.fixture
def doors(world: World) -> dict[str, Callable[[Actor], object]]:
    """Every door that concerns this patient, as one call."""
    patient = world.patient_id
    trial = recording.record_trial(world.clinician, patient, TRIAL)
    check_in = recording.issue_check_in(world.clinician, patient, ["phq9"])
    recording.save_answer(world.patient, check_in, "phq9", "q9", AnswerState.answered, 2)
    flag = history.patient_view(world.clinician, patient).flags[0].id
    rating = recording.open_rating(world.clinician, patient, "hamd17")
    return {
        "patient_view": lambda a: history.patient_view(a, patient),
        "item_course": lambda a: history.item_course(a, patient, "phq9"),
        "own_view": lambda a: history.own_view(a, patient),
        "open_check_in": lambda a: history.open_check_in(a, check_in),
        "check_ins_of": lambda a: history.check_ins_of(a, patient),
        "save_answer": lambda a: recording.save_answer(a, check_in, "phq9", "q1", AnswerState.answered, 1),
        "send_check_in": lambda a: recording.send_check_in(a, check_in),
        "issue_check_in": lambda a: recording.issue_check_in(a, patient),
        "open_due_check_in": lambda a: recording.open_due_check_in(a, patient),
        "invite": lambda a: recording.invite(a, patient),
        "set_plan": lambda a: recording.set_plan(a, patient, 7),
        "keep_schedule": lambda a: recording.keep_schedule(a, patient),
        "revoke_links": lambda a: recording.revoke_links(a, patient),
        "set_reminders": lambda a: recording.set_reminders(a, patient, "ada@example.org", 10, True),
        "reminders_of": lambda a: history.reminders_of(a, patient),
        "letter_head": lambda a: history.letter_head(a, patient),
        "record_trial": lambda a: recording.record_trial(a, patient, TRIAL),
        "amend_trial": lambda a: recording.amend_trial(a, trial, TRIAL, "why", 1),
        "record_session": lambda a: recording.record_session(a, trial, SessionInput(held_on=DAY, attended=True)),
        "record_past_trials": lambda a: recording.record_past_trials(a, patient, [TRIAL]),
        "take_back_session": lambda a: recording.take_back_session(a, trial, DAY, "why"),
        "episode_records": lambda a: history.episode_records(a, patient),
        "open_episode": lambda a: recording.open_episode(a, patient, EpisodeInput(started_on=DAY)),
        "amend_episode": lambda a: recording.amend_episode(a, world.episode_id, EpisodeInput(started_on=DAY), "why", 1),
        "record_measurement": lambda a: recording.record_measurement(a, patient, MEASURED),
        "open_rating": lambda a: recording.open_rating(a, patient, "hamd17"),
        "rate an item": lambda a: recording.save_answer(a, rating, "hamd17", "q1", AnswerState.answered, 1),
        "look at a rating": lambda a: history.open_check_in(a, rating),
        "send a rating": lambda a: recording.send_check_in(a, rating),
        "acknowledge_flag": lambda a: recording.acknowledge_flag(a, flag),
        "close_flag": lambda a: recording.close_flag(a, flag, "x", "y", "z", "other"),
    }


# An administrator of the clinic puts people on care teams; that is no door of this list.
def test_every_door_refuses_every_stranger_and_logs_it(
    doors: dict[str, Callable[[Actor], object]], strangers: dict[str, Actor]
) -> None:
    """L11."""
    let_in, said = [], set()
    for who, actor in strangers.items():
        for name, door in doors.items():
            try:
                door(actor)
            except NotPermitted as refused:
                said.add(str(refused))
            else:
                let_in.append((who, name))
    assert (let_in, said) == ([], {"Not found."})
    with session() as db:
        denied = db.exec(select(AccessLog).where(AccessLog.was_permitted == False)).all()  # noqa: E712
    assert len(denied) == len(doors) * len(strangers)


def test_a_patient_may_fill_in_and_read_the_own_and_nothing_of_the_clinics(
    doors: dict[str, Callable[[Actor], object]], world: World
) -> None:
    own = {"own_view", "open_check_in", "check_ins_of", "save_answer", "send_check_in", "open_due_check_in"}
    for name, door in doors.items():
        if name in own:
            door(world.patient)
        else:
            with pytest.raises(NotPermitted):
                door(world.patient)


def test_what_does_not_exist_is_refused_like_what_is_not_allowed(world: World) -> None:
    for door in (history.patient_view, history.own_view):
        with pytest.raises(NotPermitted, match=r"^Not found\.$"):
            door(world.clinician, "0" * 32)
    with pytest.raises(NotPermitted, match=r"^Not found\.$"):
        history.open_check_in(world.patient, "0" * 32)


def test_nothing_of_the_patient_is_fetched_before_the_permission(world: World, strangers: dict[str, Actor]) -> None:
    """Z20."""
    seen: list[str] = []

    def listen(_c: object, _u: object, statement: str, *_: object) -> None:
        seen.append(statement.lower())

    event.listen(engine(), "before_cursor_execute", listen)
    try:
        with pytest.raises(NotPermitted):
            history.patient_view(strangers["colleague"], world.patient_id)
    finally:
        event.remove(engine(), "before_cursor_execute", listen)
    touched = [
        s for s in seen if any(f" {t}" in s for t in ("score", "item_answer", "trial", "episode", "family_name"))
    ]
    assert touched == []


def test_a_clinician_added_by_nobody_sees_an_empty_caseload(strangers: dict[str, Actor]) -> None:
    for who in ("colleague", "clinician of elsewhere", "former clinician"):
        seen = history.caseload(strangers[who])
        assert (seen.rows, seen.patients, sum(seen.counts.values())) == ((), 0, 0)


def test_a_disabled_person_is_out_at_the_next_run(world: World) -> None:
    cookie = recording.sign_in_demo(world.clinician_id).token
    assert history.actor_of(cookie) is not None
    recording.disable_person(world.system, world.clinician_id)
    assert history.actor_of(cookie) is None


def test_a_visit_ends_by_signing_out_by_idling_and_by_its_absolute_limit(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P05."""
    cookie = recording.sign_in_demo(world.clinician_id).token
    recording.sign_out(cookie)
    assert history.actor_of(cookie) is None
    cookie = recording.sign_in_demo(world.clinician_id).token
    with at(NOW + timedelta(hours=11)):
        assert history.actor_of(cookie) is None


def test_the_cookie_is_kept_only_as_a_hash(world: World) -> None:
    """P05."""
    cookie = recording.sign_in_demo(world.clinician_id).token
    with session() as db:
        assert all(cookie not in str(v.model_dump()) for v in db.exec(select(Visit)).all())


def test_every_public_function_of_the_doors_has_a_permission() -> None:
    registered = {name.rsplit(".", 1)[1] for name in REGISTRY}
    for package in (history, recording):
        for name in package.__all__:
            if callable(getattr(package, name)) and name.islower():
                assert name in registered, name


def test_a_door_without_a_permission_cannot_be_imported() -> None:
    """Z21."""
    import types

    forgotten = types.ModuleType("forgotten")

    def show_everything() -> None: ...

    forgotten.show_everything = show_everything  # type: ignore[attr-defined]
    forgotten.__all__ = ["show_everything"]  # type: ignore[attr-defined]
    with pytest.raises(ImportError, match="show_everything"):
        seal(forgotten)


def test_a_look_at_a_record_is_logged_once_and_the_next_minute_again(world: World) -> None:
    def looks() -> int:
        with session() as db:
            return len(db.exec(select(AccessLog).where(AccessLog.act == "patient_view")).all())

    for _ in range(3):
        history.patient_view(world.clinician, world.patient_id)
    assert looks() == 1
    with at(NOW + timedelta(minutes=1)):
        history.patient_view(world.clinician, world.patient_id)
        assert looks() == 2
        history.patient_view(signed_in(world.clinician_id), world.patient_id)
    assert looks() == 3
