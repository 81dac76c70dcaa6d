"""One clinic with a clinician and a patient in an episode, made through the write door."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from models import history, recording
from models.access import Actor, system_actor
from models.clock import at
from models.records import PersonRole

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class World:
    """Ids of what is there, and the actors that act on it."""

    clinic_id: str
    clinician_id: str
    patient_id: str
    episode_id: str
    system: Actor
    clinician: Actor
    patient: Actor


def signed_in(person_id: str) -> Actor:
    """The actor behind a new visit of this person."""
    actor = history.actor_of(recording.sign_in_demo(person_id, layout="one").token)
    assert actor is not None
    return actor


@pytest.fixture(autouse=True)
def fixed_clock():  # type: ignore[no-untyped-def]
    """It is nine thirty on a Monday."""
    with at(NOW):
        yield


@pytest.fixture
def world(database: str) -> World:
    """A clinic, one clinician, one patient on her team, an episode since January, a weekly plan not yet set."""
    system = system_actor()
    clinic = recording.add_clinic(system, recording.ClinicInput(name="Northside", time_zone="Europe/London"))
    staff = recording.StaffInput(clinic_id=clinic, role=PersonRole.clinician, given_name="Ines", family_name="Vale")
    clinician = recording.add_staff(system, staff)
    patient = recording.add_patient(
        system,
        recording.PatientInput(
            clinic_id=clinic,
            record_number="A-1",
            given_name="Ada",
            family_name="Ro",
            born_on=date(1984, 3, 2),
            time_zone="Europe/London",
        ),
    )
    recording.join_team(system, patient, clinician)
    episode = recording.open_episode(system, patient, recording.EpisodeInput(started_on=date(2026, 1, 1)))
    return World(clinic, clinician, patient, episode, system, signed_in(clinician), signed_in(patient))
