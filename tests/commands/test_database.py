"""The schema is brought up to date, and what no longer holds is named by id."""

import sqlite3
from contextlib import closing

import pytest
from sqlmodel import select

from models import recording
from models.access import system_actor
from models.clock import today
from models.database import session
from models.recording.inputs import ClinicInput, MeasurementInput, PatientInput
from models.records import Score, Standing
from tests.commands.conftest import Fairtrial

ANSWERS = {f"q{number}": 1.0 for number in range(1, 9)} | {"q9": 0.0}


@pytest.fixture
def patient_id(database: str) -> str:
    """One patient with one PHQ-9, in a fresh database of either kind."""
    clinic_id = recording.add_clinic(system_actor(), ClinicInput(name="Canal House"))
    person = PatientInput(clinic_id=clinic_id, record_number="1", given_name="Selam", family_name="Abebe")
    patient_id = recording.add_patient(system_actor(), person)
    measured = MeasurementInput(on=today(), instrument="phq9", answers=ANSWERS)
    recording.record_measurement(system_actor(), patient_id, measured)
    recording.record_measurement(
        system_actor(), patient_id, MeasurementInput(on=today(), instrument="hamd17", total=20)
    )
    return patient_id


def change(table: type, **values: object) -> None:
    with session(write=True) as db:
        for row in db.exec(select(table)).all():
            if not getattr(row, "is_total_only", False):
                for name, value in values.items():
                    setattr(row, name, value)


def test_migrate_says_what_it_did(fairtrial: Fairtrial) -> None:
    first = fairtrial("migrate")
    assert first.code == 0
    assert "it was empty" in first.out
    assert "is current" in fairtrial("migrate").out
    assert fairtrial("verify").code == 0


def test_verify_before_migrating(fairtrial: Fairtrial) -> None:
    done = fairtrial("verify")
    assert done.code == 1
    assert done.out.startswith("DOES NOT HOLD: the schema is current\n")


def test_everything_holds(patient_id: str, fairtrial: Fairtrial) -> None:
    done = fairtrial("verify")
    assert done.code == 0
    assert done.out.count("holds: ") == 7


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"value": 3.0}, "another value"),
        ({"band": "severe"}, "another band"),
        ({"answered": 2}, "another number of answers"),
        ({"instrument_version": "0"}, "made by version 0"),
    ],
)
def test_a_score_that_does_not_follow(
    patient_id: str, fairtrial: Fairtrial, values: dict[str, object], told: str
) -> None:
    change(Score, **values)
    done = fairtrial("verify")
    assert done.code == 1
    assert told in done.out
    assert "check-in " in done.out
    assert "Abebe" not in done.out + done.err


def test_a_cache_that_is_out_of_date_is_made_again(patient_id: str, fairtrial: Fairtrial) -> None:
    change(Standing, latest_score=27.0)
    done = fairtrial("verify")
    assert done.code == 1
    assert f"patient {patient_id}: latest_score" in done.out
    assert fairtrial("refresh").out.endswith(": 1 patients.\n")
    assert fairtrial("verify").code == 0


def test_a_missing_row_of_the_cache(patient_id: str, fairtrial: Fairtrial) -> None:
    with session(write=True) as db:
        for row in db.exec(select(Standing)).all():
            db.delete(row)
    assert f"patient {patient_id}: is not in the cache" in fairtrial("verify").out


def test_a_reference_that_leads_nowhere(sqlite_database: str, fairtrial: Fairtrial) -> None:
    with closing(sqlite3.connect(sqlite_database.removeprefix("sqlite:///"))) as elsewhere, elsewhere:
        elsewhere.execute("INSERT INTO check_in_plan (patient_id, every_days, is_active) VALUES ('nobody', 7, 1)")
    done = fairtrial("verify")
    assert done.code == 1
    assert "check_in_plan row 1 refers to a row of person that is not there" in done.out
