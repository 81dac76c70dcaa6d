"""P20 to P23, F20: who is erased is gone from every table and file, stays gone, and everything else still holds."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url
from sqlmodel import SQLModel, select

from models import database, history, recording
from models.access import Actor, ActorKind, system_actor
from models.clock import at
from models.commands.verifying import caseload, constraints, held, schema, scores
from models.database import engine, session
from models.erasing import FILE
from models.errors import Conflict, Invalid, NotPermitted
from models.recording import ErasureGround, EventKind, EventNoteInput, PersonRole, StaffInput
from models.records import AccessLog, Erasure, Person
from models.settings import settings
from tests.trust.canaries import Aviary, aviary, aviary_template
from tests.trust.conftest import CANARY, Run, Ward, broken

__all__ = ["aviary", "aviary_template"]
NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
ASKED = ErasureGround.asked_by_patient


@pytest.fixture(autouse=True)
def standing_clock() -> Iterator[None]:
    with at(NOW):
        yield


def admin(ward: Ward, name: str = "Dorothea") -> Actor:
    person = StaffInput(clinic_id=ward.clinic_id, role=PersonRole.admin, given_name=name, family_name="Lang")
    person_id = recording.add_staff(system_actor(), person)
    return Actor(person_id, PersonRole.admin, ActorKind.account, ward.clinic_id, name=name)


def close_flags(ward: Ward, patient_id: str) -> None:
    for flag in history.flags_now(ward.clinician, patient_id):
        recording.close_flag(ward.clinician, flag.id, "called", "C-SSRS", "seen tomorrow", "safe_plan")


def erase(ward: Ward, patient_id: str) -> int:
    close_flags(ward, patient_id)
    recording.request_erasure(admin(ward), patient_id, ASKED)
    return recording.carry_out_erasure(admin(ward, "Tomasz"), patient_id)


def everything() -> str:
    """Every value of every table."""
    with session() as db:
        connection = db.connection()
        return "\n".join(str(connection.execute(select(t)).all()) for t in SQLModel.metadata.sorted_tables)


def test_P21_nothing_of_the_person_is_left_in_any_table_and_all_seals_hold(ward: Ward) -> None:
    with at(NOW):
        recording.note_event(
            ward.clinician,
            ward.patient_id,
            EventNoteInput(happened_on=NOW.date(), kind=EventKind.other, words="canary-words"),
        )
    before = everything()
    assert "canary-words" in before
    assert broken() == ""
    count = erase(ward, ward.patient_id)
    assert count > 20
    after = everything()
    assert "canary-words" not in after
    left = [t.name for t in SQLModel.metadata.sorted_tables if ward.patient_id in _told(t.name)]
    assert set(left) <= {"access_log", "erasure"}, "an id that leads nowhere"
    assert broken() == ""
    for ask in (history.patient_view, history.flags_now):
        with pytest.raises(NotPermitted, match=r"^Not found\.$"):
            ask(ward.clinician, ward.patient_id)
    assert [row.patient_id for row in history.caseload(ward.clinician).rows] == [ward.asked.patient_id]


def _told(table: str) -> str:
    with session() as db:
        return str(db.connection().execute(select(SQLModel.metadata.tables[table])).all())


def test_P21_no_string_of_the_person_is_left_anywhere_in_the_files(aviary: Aviary) -> None:
    """The record with something of everything; its words are looked for in the raw file and in what lies beside it."""
    admins = [aviary.actors["admin"], system_actor()]
    recording.request_erasure(admins[0], aviary.patient, ASKED)
    recording.carry_out_erasure(admins[1], aviary.patient)
    words = [
        each
        for each in aviary.secrets
        if not each.startswith(aviary.patient) and each not in aviary.ids.values() and len(each) > 5
    ]
    assert "Zzyzxova" in words
    file = Path(str(make_url(settings().url).database))
    raw = b"".join(each.read_bytes() for each in file.parent.glob(file.name + "*"))
    assert [each for each in words if each.encode() in raw] == []
    for check in (schema, constraints, scores, caseload):
        assert check().holds
    assert broken() == ""


def test_two_people_are_needed_and_the_log_names_both(ward: Ward) -> None:
    close_flags(ward, ward.patient_id)
    first, second = admin(ward), admin(ward, "Tomasz")
    with pytest.raises(Conflict, match="ask for it first"):
        recording.carry_out_erasure(first, ward.patient_id)
    recording.request_erasure(first, ward.patient_id, ASKED)
    with pytest.raises(Conflict, match="Somebody else"):
        recording.carry_out_erasure(first, ward.patient_id)
    recording.withdraw_erasure(second, ward.patient_id)
    with pytest.raises(Conflict):
        recording.carry_out_erasure(second, ward.patient_id)
    recording.request_erasure(system_actor(), ward.patient_id, ASKED)
    with pytest.raises(Conflict):
        recording.carry_out_erasure(system_actor(), ward.patient_id)
    recording.carry_out_erasure(second, ward.patient_id)
    with session() as db:
        entry = db.exec(select(AccessLog).where(AccessLog.act == "carry_out_erasure", AccessLog.was_permitted)).all()[
            -1
        ]
        row = db.exec(select(Erasure).where(Erasure.carried_out_at.is_not(None))).one()  # type: ignore[union-attr]
    assert (entry.actor_id, entry.patient_id) == (second.person_id, ward.patient_id)
    assert row.carried_out_by_id == second.person_id
    assert CANARY not in str(entry)


def test_P23_a_legal_hold_refuses_whoever_asks_until_it_is_lifted(sqlite_ward: Ward) -> None:
    ward = sqlite_ward
    close_flags(ward, ward.patient_id)
    first, second = admin(ward), admin(ward, "Tomasz")
    recording.request_erasure(first, ward.patient_id, ASKED)
    with pytest.raises(Invalid):
        recording.place_hold(second, ward.patient_id, "short")
    recording.place_hold(second, ward.patient_id, "Proceedings 12/345 are pending")
    for refused in (second, system_actor()):
        with pytest.raises(Conflict, match="legal hold"):
            recording.carry_out_erasure(refused, ward.patient_id)
    assert [each.reason for each in history.erasures_of(first, ward.clinic_id).holds]
    recording.lift_hold(first, ward.patient_id)
    assert recording.carry_out_erasure(second, ward.patient_id) > 0


def test_an_open_safety_flag_refuses_it(sqlite_ward: Ward) -> None:
    with pytest.raises(Conflict, match="safety flag is open"):
        recording.request_erasure(admin(sqlite_ward), sqlite_ward.patient_id, ASKED)


def test_P23_the_clinics_own_years_list_records_and_erase_none(sqlite_ward: Ward) -> None:
    ward, boss = sqlite_ward, admin(sqlite_ward)
    assert history.erasures_of(boss, ward.clinic_id).over == ()
    for wrong in (0, -1, 101):
        with pytest.raises(Invalid):
            recording.set_retention(boss, ward.clinic_id, wrong)
    recording.set_retention(boss, ward.clinic_id, 8)
    with at(NOW + timedelta(days=8 * 365)):
        assert history.erasures_of(boss, ward.clinic_id).over == ()
    with at(NOW + timedelta(days=8 * 366 + 1)):
        recording.place_hold(boss, ward.patient_id, "Proceedings 12/345 are pending")
        over = history.erasures_of(boss, ward.clinic_id).over
    assert {each.patient_id: each.is_held for each in over} == {ward.patient_id: True, ward.asked.patient_id: False}
    with session() as db:
        assert len(db.exec(select(Person).where(Person.role == PersonRole.patient)).all()) == 2


# F20: yesterday's copy


def test_F20_an_erasure_survives_the_return_of_yesterdays_copy(ward: Ward, run: Run, tmp_path: Path) -> None:
    copy = tmp_path / "yesterday.bak"
    assert run("backup", str(copy))[0] == 0
    erase(ward, ward.patient_id)
    code, out, err = run("restore", str(copy), "--replace")
    assert code == 0, err
    assert "erased again" in out + err
    with session() as db:
        assert db.get(Person, ward.patient_id) is None
        assert db.get(Person, ward.asked.patient_id) is not None
        assert db.exec(select(Erasure)).one().patient_id == ward.patient_id
    assert broken() == ""


def test_F20_also_where_the_copy_comes_back_on_another_machine(
    sqlite_ward: Ward, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "yesterday.bak"
    run("backup", str(copy))
    erase(sqlite_ward, sqlite_ward.patient_id)
    beside = settings().data_dir / FILE
    assert CANARY not in beside.read_text()
    monkeypatch.setenv("FAIRTRIAL_DATABASE_URL", f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}")
    settings.cache_clear()
    assert run("restore", str(copy))[0] == 0
    with session() as db:
        assert db.get(Person, sqlite_ward.patient_id) is None
    assert [each.what for each in held() if not each.holds] == []
    database.engine_for(settings().url).dispose()


def test_killed_while_erasing_the_record_is_whole(sqlite_ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    from models.recording import erasure

    close_flags(sqlite_ward, sqlite_ward.patient_id)
    recording.request_erasure(admin(sqlite_ward), sqlite_ward.patient_id, ASKED)
    real: Callable[..., object] = erasure.take_out

    def half(*given: object) -> None:
        real(*given)
        raise RuntimeError("killed")

    monkeypatch.setattr(erasure, "take_out", half)
    with pytest.raises(RuntimeError):
        recording.carry_out_erasure(system_actor(), sqlite_ward.patient_id)
    assert history.patient_view(sqlite_ward.clinician, sqlite_ward.patient_id).header.name
    assert broken() == ""
    assert engine().dialect.name == "sqlite"


def test_the_same_from_the_command_line(sqlite_ward: Ward, run: Run) -> None:
    close_flags(sqlite_ward, sqlite_ward.patient_id)
    assert run("erase", "request", "1", "--ground", "because")[0] == 2
    assert run("erase", "request", "nobody", "--ground", "asked_by_patient")[0] == 2
    assert run("erase", "request", "1", "--ground", "asked_by_patient")[0] == 0
    assert run("erase", "carry-out", "1")[0] == 2, "the same hand"
    assert run("erase", "withdraw", "1")[0] == 0
    recording.request_erasure(admin(sqlite_ward), sqlite_ward.patient_id, ASKED)
    assert run("erase", "hold", "1", "--reason", "Proceedings 12/345 are pending")[0] == 0
    code, out, _ = run("erase", "list")
    assert (code, [line.split("\t")[0] for line in out.splitlines()]) == (0, ["requested", "held"])
    assert CANARY not in out
    assert run("erase", "carry-out", "1")[0] == 2
    assert run("erase", "lift", "1")[0] == 0
    assert "rows were erased" in run("erase", "carry-out", "1")[1]
    assert run("erase", "carry-out", "1")[0] == 2
    assert run("clinic", "keep", "Canal House", "20")[0] == 0
    assert run("verify")[0] == 0
