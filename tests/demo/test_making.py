"""The demo is made once, the same for the same day, and never over anybody's real records."""

import shutil
from pathlib import Path

import pytest
from sqlmodel import select

from models import history, recording
from models import records as tables
from models.access import system_actor
from models.commands.verifying import CHECKS
from models.database import session
from models.demo import make_if_none
from models.demo.clinics import CLINICS
from models.demo.stories import STORIES
from models.errors import NotPermitted, Unsafe
from models.history import Need
from models.recording.inputs import ClinicInput, PatientInput
from models.records import PersonRole
from models.settings import settings
from tests.demo.conftest import made

pytestmark = pytest.mark.xdist_group("demo")

UNLIKE = {"id", "patient_id", "check_in_id", "trial_id", "episode_id", "flag_id", "clinic_id", "clinician_id", "number"}
KEPT = (
    tables.Person,
    tables.Episode,
    tables.Trial,
    tables.DoseStep,
    tables.TreatmentSession,
    tables.CheckIn,
    tables.ItemAnswer,
    tables.Score,
    tables.SafetyFlag,
    tables.Standing,
)


def contents() -> dict[str, list[str]]:
    """Everything that is told of anybody, without the random ids."""
    with session() as db:
        found = {table.__name__: db.exec(select(table)).all() for table in KEPT}
    return {
        name: sorted(
            repr({k: v for k, v in row.model_dump().items() if not k.endswith("_id") and k not in UNLIKE})
            for row in rows
        )
        for name, rows in found.items()
    }


def test_the_same_day_makes_the_same_demo(
    demo: str, tmp_path: Path, migrated_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = contents()
    again = made(tmp_path / "again.sqlite3", migrated_file)
    monkeypatch.setenv("FAIRTRIAL_DATABASE_URL", again)
    settings.cache_clear()
    assert contents() == first


def test_two_clinics_with_staff_and_about_forty_patients(demo: str) -> None:
    people = history.demo_people()
    by_clinic = {clinic.name: [p for p in people if p.clinic_name == clinic.name] for clinic in CLINICS}
    for clinic, stories in zip(CLINICS, STORIES, strict=True):
        roles = [person.role for person in by_clinic[clinic.name]]
        assert roles.count(PersonRole.patient) == len(stories)
        assert roles.count(PersonRole.clinician) in (2, 3)
        assert roles.count(PersonRole.admin) == 1
        assert all(person.story for person in by_clinic[clinic.name])
    assert 40 <= sum(person.role is PersonRole.patient for person in people) <= 45


def test_a_main_clinician_sees_everybody_of_the_own_clinic_and_nobody_else(demo: str) -> None:
    main = next(person for person in history.demo_people() if person.name == "Miriam Osei")
    actor = history.actor_of(recording.sign_in_demo(main.person_id).token)
    assert actor
    seen = history.caseload(actor)
    assert seen.patients == len(STORIES[0])
    assert seen.rows[0].need is Need.flag
    stranger = history.find_patient(system_actor(), "NG-101")
    assert stranger
    with pytest.raises(NotPermitted):
        history.patient_view(actor, stranger.id)


def test_everything_in_the_demo_holds(demo: str) -> None:
    assert [result.breaches for result in (check() for check in CHECKS)] == [()] * len(CHECKS)


def test_made_only_once(demo: str) -> None:
    assert make_if_none() is False


def test_never_made_beside_real_people(sqlite_database: str) -> None:
    clinic_id = recording.add_clinic(system_actor(), ClinicInput(name="A real clinic"))
    person = PatientInput(clinic_id=clinic_id, record_number="1", given_name="Somebody", family_name="Real")
    recording.add_patient(system_actor(clinic_id), person)
    with pytest.raises(Unsafe, match="not those of the demo"):
        make_if_none()


def test_a_demo_that_was_broken_off_is_not_served(
    demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "half.sqlite3"
    shutil.copyfile(demo_file, file)
    monkeypatch.setenv("FAIRTRIAL_DATABASE_URL", f"sqlite:///{file}")
    settings.cache_clear()
    with session(write=True) as db:
        for admin in db.exec(select(tables.Person).where(tables.Person.role == PersonRole.admin)).all():
            db.delete(admin)
    with pytest.raises(Unsafe, match="broken off"):
        make_if_none()
