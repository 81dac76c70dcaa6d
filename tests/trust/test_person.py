"""Everything about one person leaves, table by table (P20), and nothing that would let somebody in."""

import io
import zipfile
from datetime import date

import orjson
import pytest
from sqlmodel import SQLModel, select

from models import history, recording
from models.access import Actor, system_actor
from models.database import session
from models.errors import NotPermitted
from models.exchange.history_document import read_history
from models.exchange.person_out import write_person
from models.records import AccessLog, CheckIn
from tests.trust.conftest import CANARY, Ward


def archive(actor: Actor, patient_id: str) -> dict[str, bytes]:
    out = io.BytesIO()
    write_person(actor, patient_id, out)
    with zipfile.ZipFile(out) as found:
        assert found.testzip() is None
        return {name: found.read(name) for name in found.namelist()}


@pytest.fixture
def told(sqlite_ward: Ward) -> dict[str, bytes]:
    event = recording.EventNoteInput.of(happened_on=date(2026, 2, 1), kind="other", words="a note of the team")
    recording.note_event(sqlite_ward.clinician, sqlite_ward.patient_id, event)
    history.patient_view(sqlite_ward.clinician, sqlite_ward.patient_id)
    return archive(system_actor(sqlite_ward.clinic_id), sqlite_ward.patient_id)


def test_the_archive_has_every_form_of_the_record(told: dict[str, bytes]) -> None:
    assert list(told) == [
        "README.txt", "history.json", "fhir.json", "forms.csv", "trials.csv", "log.csv", "records.json",
    ]  # fmt: skip
    assert read_history(told["history.json"]).case.patient.id == "1"
    assert orjson.loads(told["fhir.json"])["resourceType"] == "Bundle"
    assert CANARY in told["fhir.json"].decode()
    assert "a note of the team" in told["records.json"].decode()


def test_P20_every_table_about_a_patient_is_in_it(told: dict[str, bytes], sqlite_ward: Ward) -> None:
    rows = orjson.loads(told["records.json"])["rows"]
    about = {name for name, table in SQLModel.metadata.tables.items() if "patient_id" in table.c}
    assert about | {"person", "dose_step", "treatment_session", "item_answer", "flag_answer"} <= rows.keys()
    with session() as db:
        mine = db.exec(select(CheckIn.id).where(CheckIn.patient_id == sqlite_ward.patient_id)).all()
    assert {row["id"] for row in rows["check_in"]} == set(mine)
    assert [row["id"] for row in rows["person"]] == [sqlite_ward.patient_id]
    assert rows["trial"]
    assert rows["dose_step"]


def test_the_log_says_who_looked(told: dict[str, bytes]) -> None:
    """P24, L16."""
    lines = told["log.csv"].decode().splitlines()
    assert lines[0] == "at,who,role,act,was_permitted,entity,detail"
    assert any("Miriam Osei,clinician,patient_view,yes" in line for line in lines)
    assert any("a program,system,export_records,yes,,as: person" in line for line in lines)


def test_nothing_that_lets_somebody_in_is_in_it(sqlite_ward: Ward) -> None:
    told = archive(system_actor(), sqlite_ward.asked.patient_id)
    text = b"".join(told.values()).decode()
    assert orjson.loads(told["records.json"])["rows"]["invitation"]
    assert not [each for each in ("token_hash", "password_hash", "pin_hash", '"mac"') if each in text]
    assert sqlite_ward.patient_id not in text


def test_nobody_else_gets_it(sqlite_ward: Ward) -> None:
    elsewhere = system_actor("0" * 32)
    for actor in (sqlite_ward.clinician, elsewhere):
        with pytest.raises(NotPermitted):
            write_person(actor, sqlite_ward.patient_id, io.BytesIO())
        with pytest.raises(NotPermitted):
            history.everything_about(actor, sqlite_ward.patient_id)
    with session() as db:
        refused = db.exec(select(AccessLog).where(AccessLog.act == "everything_about")).all()
    assert [one.was_permitted for one in refused] == [False, False]
