"""A row that was changed past the program is named, and no patient with it (F17, F18, L01)."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import make_url
from sqlmodel import SQLModel, select

from models import database, recording
from models.database import engine, session
from models.records import CheckIn, DoseStep, ItemAnswer, Person, RowSeal, Visit
from models.sealing.plain import UNSEALED, shape_of, shapes
from models.settings import settings
from tests.trust.conftest import CANARY, Run, Ward, broken, past_the_doors
from tests.trust.flips import flips

SEALS: sa.Table = RowSeal.__table__  # type: ignore[attr-defined]


def test_every_table_but_the_log_and_the_seals_themselves_is_sealed() -> None:
    assert set(shapes()) == set(SQLModel.metadata.tables) - UNSEALED


def test_what_the_doors_wrote_is_in_order(ward: Ward) -> None:
    ward.tap("q1")
    ward.tap("q1", 2.0)
    recording.send_check_in(ward.clinician, ward.asked.check_in_id)
    assert broken() == ""
    with session() as db:
        sealed = set(db.exec(select(RowSeal.entity)).all())
    assert {"person", "check_in", "item_answer", "score", "safety_flag", "dose_step", "replaced_answer"} <= sealed


@pytest.mark.parametrize(
    ("table", "change"),
    [
        (ItemAnswer, {"value": 0.0}),
        (Person, {"family_name": "Somebody"}),
        (DoseStep, {"mg_per_day": 500.0}),
        (CheckIn, {"row_version": 99}),
        (CheckIn, {"instruments": ["gad7"]}),
    ],
)
def test_a_row_that_was_changed_is_named(
    ward: Ward, table: type[SQLModel], change: dict[str, object], run: Run
) -> None:
    rows: sa.Table = table.__table__  # type: ignore[attr-defined]
    with past_the_doors() as connection:
        key = connection.execute(sa.select(*rows.primary_key.columns).order_by(*rows.primary_key.columns)).first()
        assert key is not None
        same = [column == value for column, value in zip(rows.primary_key.columns, key, strict=True)]
        connection.execute(sa.update(rows).where(*same).values(change))
    code, out, err = run("verify")
    assert code == 1
    assert f"{rows.name} {'/'.join(key)}: was changed past the program" in out
    assert CANARY not in out + err


def test_a_row_that_was_written_or_removed_is_named(ward: Ward) -> None:
    with past_the_doors() as connection:
        doses: sa.Table = DoseStep.__table__  # type: ignore[attr-defined]
        one = dict(connection.execute(sa.select(doses)).first()._mapping)  # type: ignore[union-attr]
        connection.execute(sa.delete(doses).where(doses.c.id == one["id"]))
        connection.execute(sa.insert(doses).values({**one, "id": "smuggled in"}))
    found = broken()
    assert f"dose_step {one['id']}: was removed past the program" in found
    assert "dose_step smuggled in: was written past the program" in found


def test_a_row_that_vanished_with_its_seal_is_noticed(ward: Ward) -> None:
    with past_the_doors() as connection:
        connection.execute(sa.text("DELETE FROM dose_step"))
        connection.execute(sa.delete(SEALS).where(SEALS.c.entity == "dose_step"))
    assert "seals of rows" in broken()


def test_a_row_that_was_put_back_as_it_was_once_is_noticed(ward: Ward) -> None:
    answers: sa.Table = ItemAnswer.__table__  # type: ignore[attr-defined]
    ward.tap("q1", 3.0)
    mine = answers.c.check_in_id == ward.asked.check_in_id
    with session() as db:
        row = dict(db.connection().execute(sa.select(answers).where(mine)).one()._mapping)
        seal = db.connection().execute(sa.select(SEALS).where(SEALS.c.key == f"{ward.asked.check_in_id}/phq9/q1")).one()
    ward.tap("q1", 0.0)
    with past_the_doors() as connection:
        connection.execute(sa.update(answers).where(mine).values(row))
        connection.execute(sa.update(SEALS).where(SEALS.c.key == seal.key).values(mac=seal.mac))
    assert "the seals of rows are not those that there were" in broken()


def test_statements_that_change_many_rows_are_sealed_too(ward: Ward) -> None:
    recording.redeem_link(ward.asked.token)
    with session(write=True) as db:
        db.exec(sa.update(Visit).values(wrong_birth_dates=Visit.wrong_birth_dates + 1))  # type: ignore[call-overload]
    with session(write=True) as db:
        db.exec(sa.delete(DoseStep))  # type: ignore[call-overload]
    assert broken() == ""


def test_a_savepoint_that_was_rolled_back_leaves_no_seal(ward: Ward) -> None:
    with session(write=True) as db:
        person = db.get_one(Person, ward.patient_id)
        person.given_name = "Noor"
        with pytest.raises(RuntimeError), db.begin_nested():
            person.given_name = "Nobody"
            db.flush()
            raise RuntimeError
    assert broken() == ""


def test_rows_as_the_program_sees_them_and_as_they_are_stored_give_one_seal(ward: Ward) -> None:
    """Seals made from memory hold against the database: what was written with odd but allowed types, too."""
    with session(write=True) as db:
        person = db.get_one(Person, ward.patient_id)
        person.is_active = 1  # type: ignore[assignment]
        for dose in db.exec(select(DoseStep)).all():
            dose.mg_per_day = 75  # an int in a column of floats
    assert broken() == ""


def test_a_migration_seals_again_and_leaves_what_was_loose(ward: Ward) -> None:
    with past_the_doors() as connection:
        connection.execute(sa.text("UPDATE dose_step SET mg_per_day = 51"))
    with engine().begin() as connection:
        from models.sealing import migrating

        loose = migrating.loose(connection)
        connection.execute(sa.text("UPDATE person SET language = 'de'"))
        migrating.seal_again(connection, loose, "9999")
    found = broken().splitlines()
    assert len(found) == 1
    assert "dose_step" in found[0]


def test_the_shape_that_the_database_tells_is_the_one_that_the_program_knows(database: str) -> None:
    with engine().connect() as connection:
        for name, table in SQLModel.metadata.tables.items():
            told = sa.Table(name, sa.MetaData(), autoload_with=connection, resolve_fks=False)
            assert shape_of(told).kinds == shape_of(table).kinds, name
            assert set(shape_of(told).key) == set(shape_of(table).key), name


def closed_file(url: str) -> Path:
    """The SQLite file, with everything in it and nothing beside it."""
    database.engine_for(url).dispose()
    file = Path(str(make_url(url).database))
    with closing(sqlite3.connect(file)) as there:
        there.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file


def test_f17_every_bit_that_changes_what_the_file_says_is_noticed(
    sqlite_ward: Ward, sqlite_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = shutil.copy(closed_file(sqlite_database), tmp_path / "original.sqlite3")
    turned = list(flips(original, tmp_path, 40, 20261101, monkeypatch))
    assert [flip for flip in turned if flip.missed] == []
    assert any(flip.changed for flip in turned)


def test_f18_another_database_in_the_place_of_this_one_is_noticed(
    sqlite_ward: Ward, sqlite_database: str, migrated_file: Path
) -> None:
    file = closed_file(sqlite_database)
    older = file.read_bytes()
    for _ in range(120):
        sqlite_ward.tap("q1", 1.0)
        sqlite_ward.tap("q1", 2.0)
    closed_file(sqlite_database).write_bytes(older)
    assert "the log was put back" in broken()


def test_verify_ends_well_with_a_file_that_is_no_database(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    (data_dir / "x.sqlite3").write_bytes(b"nothing of the kind" * 1000)
    monkeypatch.setenv("FAIRTRIAL_DATABASE_URL", f"sqlite:///{data_dir / 'x.sqlite3'}")
    settings.cache_clear()
    code, out, _ = run("verify")
    assert code == 1
    assert out.startswith("DOES NOT HOLD")
