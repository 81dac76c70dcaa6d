"""Whole patients come in together or not at all, and coming in twice changes nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import col, select

from models import history, recording
from models.access import system_actor
from models.database import session
from models.errors import Conflict, Invalid, NotPermitted
from models.recording import ArrivalInput, DoseInput, EpisodeInput, MeasurementInput, PatientInput, TrialInput
from models.records import AccessLog, CareTeamMember, Person, Standing
from tests.recording.conftest import NOW, World

START = date(2026, 6, 1)
SINCE = datetime(2026, 5, 20, 9, tzinfo=UTC)


def arrival(world: World, number: str = "B-1", **changes: object) -> ArrivalInput:
    trial = TrialInput.of(
        id=f"trial-of-{number}",
        modality="medication",
        role="monotherapy",
        agent="sertraline",
        started_on=START,
        ended_on=START + timedelta(days=60),
        doses=[DoseInput(from_on=START, mg_per_day=50)],
    )
    measured = tuple(
        MeasurementInput(on=START + timedelta(days=day), instrument="phq9", total=total, trial_id=trial.id)
        for day, total in ((0, 18), (56, 8))
    )
    given = {
        "patient": PatientInput(
            clinic_id=world.clinic_id, record_number=number, given_name="Bea", family_name="Lin", time_zone="UTC"
        ),
        "since": SINCE,
        "team": (world.clinician_id,),
        "episodes": (EpisodeInput(started_on=START - timedelta(days=30)),),
        "trials": (trial,),
        "measurements": measured,
    }
    return ArrivalInput.of(**(given | changes))


def everybody() -> set[str | None]:
    with session() as db:
        return set(db.exec(select(Person.record_number).where(col(Person.record_number).is_not(None))).all())


def test_a_patient_arrives_with_a_verdict(world: World) -> None:
    told: list[int] = []
    taken = recording.take_in(world.system, [arrival(world)], told.append)
    assert (taken.patients, taken.trials, taken.measurements) == (1, 1, 2)
    assert told == [1]
    view = history.patient_view(world.clinician, taken.patient_ids[0])
    assert view.judgement.trials[0].status == "adequate-response"
    with session() as db:
        person = db.get_one(Person, taken.patient_ids[0])
        member = db.exec(select(CareTeamMember).where(CareTeamMember.patient_id == person.id)).one()
        standing = db.get_one(Standing, person.id)
        logged = db.exec(select(AccessLog).where(AccessLog.patient_id == person.id)).all()
    assert person.added_at == SINCE
    assert member.clinician_id == world.clinician_id
    assert standing.latest_score == 8
    assert [entry.act for entry in logged if entry.at == NOW and entry.actor_id is None] == ["take_in"]


def test_arriving_twice_changes_nothing(world: World) -> None:
    first = recording.take_in(world.system, [arrival(world)])
    again = recording.take_in(world.system, [arrival(world)])
    assert again.patient_ids == first.patient_ids
    assert (again.patients, again.trials, again.measurements) == (0, 0, 0)


def test_one_impossible_patient_keeps_all_out(world: World) -> None:
    future = (EpisodeInput(started_on=NOW.date() + timedelta(days=3)),)
    with pytest.raises(Invalid) as refused:
        recording.take_in(world.system, [arrival(world), arrival(world, "B-2", episodes=future)])
    assert {problem.field for problem in refused.value.problems} == {"B-2.started_on"}
    assert everybody() == {"A-1"}


def test_the_same_trial_told_otherwise_is_refused(world: World) -> None:
    recording.take_in(world.system, [arrival(world)])
    (trial,) = arrival(world).trials
    other = trial.model_copy(update={"doses": (DoseInput(from_on=START, mg_per_day=100),)})
    with pytest.raises(Conflict, match="another doses; amend it instead"):
        recording.take_in(world.system, [arrival(world, trials=(other,))])


def test_a_later_score_is_added(world: World) -> None:
    recording.take_in(world.system, [arrival(world)])
    one = arrival(world)
    later = MeasurementInput(on=START + timedelta(days=58), instrument="phq9", total=5, trial_id=one.trials[0].id)
    added = recording.take_in(world.system, [arrival(world, measurements=(*one.measurements, later))])
    assert (added.patients, added.trials, added.measurements) == (0, 0, 1)


def test_only_the_installation_takes_people_in(world: World) -> None:
    for actor in (world.clinician, world.patient):
        with pytest.raises(NotPermitted):
            recording.take_in(actor, [arrival(world)])
    with pytest.raises(NotPermitted):
        recording.take_in(system_actor("another clinic"), [arrival(world)])
    assert everybody() == {"A-1"}
