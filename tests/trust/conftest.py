"""A small clinic with something of everything, and ways to tamper with it past every door."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import pytest
import sqlalchemy as sa

from models import recording
from models.access import Actor, ActorKind, system_actor
from models.clock import today
from models.commands.verifying import held
from models.copies import guarding
from models.database import engine
from models.recording import (
    AnswerState,
    ClinicInput,
    DoseInput,
    EpisodeInput,
    PatientInput,
    PersonRole,
    StaffInput,
    TrialInput,
)
from models.recording.inputs import MeasurementInput
from models.words import Ascertainment, Modality, Role
from tests.support.patients import Asked

CANARY = "Canaryname"


@dataclass(frozen=True)
class Ward:
    """One patient with a course, another who is asked, and who cares for them."""

    clinic_id: str
    patient_id: str
    asked: Asked
    clinician: Actor

    def tap(self, item: str, value: float = 1.0) -> None:
        """One answer of the check-in that waits."""
        check_in_id = self.asked.check_in_id
        recording.save_answer(system_actor(), check_in_id, "phq9", item, AnswerState.answered, value)


@pytest.fixture
def ward(database: str) -> Ward:
    """The clinic, in a fresh database of either kind."""
    return fill_ward()


@pytest.fixture
def sqlite_ward(sqlite_database: str) -> Ward:
    """The clinic, on SQLite only."""
    return fill_ward()


def fill_ward() -> Ward:
    system = system_actor()
    clinic_id = recording.add_clinic(system, ClinicInput(name="Canal House"))
    doctor = recording.add_staff(
        system, StaffInput(clinic_id=clinic_id, role=PersonRole.clinician, given_name="Miriam", family_name="Osei")
    )
    ids = []
    for number in ("1", "2"):
        person = PatientInput(clinic_id=clinic_id, record_number=number, given_name="Selam", family_name=CANARY)
        ids.append(recording.add_patient(system, person))
        recording.join_team(system, ids[-1], doctor)
    actor = Actor(doctor, PersonRole.clinician, ActorKind.account, clinic_id, name="Miriam Osei", visit_id="v" * 32)
    _course(actor, ids[0])
    check_in_id = recording.issue_check_in(system, ids[1], ["phq9"])
    return Ward(clinic_id, ids[0], Asked(ids[1], check_in_id, recording.invite(system, ids[1]).token), actor)


def _course(actor: Actor, patient_id: str) -> None:
    started = date(2026, 1, 5)
    recording.open_episode(actor, patient_id, EpisodeInput(started_on=started, functional_impairment=2))
    trial = TrialInput(
        modality=Modality.medication,
        role=Role.monotherapy,
        agent="sertraline",
        started_on=started,
        ascertainment=Ascertainment.prospective,
        doses=[DoseInput(from_on=started, mg_per_day=50)],
    )
    recording.record_trial(actor, patient_id, trial, confirmed=True)
    answers = {f"q{number}": 2.0 for number in range(1, 9)} | {"q9": 1.0}
    recording.record_measurement(actor, patient_id, MeasurementInput(on=today(), instrument="phq9", answers=answers))


def broken() -> str:
    """What `fairtrial verify` finds; empty where everything holds."""
    return "\n".join(line for result in held() for line in result.breaches)


@contextmanager
def past_the_doors() -> Iterator[sa.Connection]:
    """A connection of somebody who has the database in hand, and lifts the guards of the log while at it."""
    with engine().execution_options(fairtrial_writes=True).begin() as connection, guarding.lifted(connection):
        yield connection


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process: exit code, output, messages."""
    from models.commands.entry import run as command

    def do(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = command(list(arguments))
        told = capsys.readouterr()
        return code, told.out, told.err

    return do
