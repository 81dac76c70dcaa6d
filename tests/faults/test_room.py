"""F12, F16: what `/readyz` says before anybody's answer has to find out: no room, no leave to write, no database."""

import os
from pathlib import Path

import pytest
import sqlalchemy as sa

from models.database import engine, engine_for, ready_to_write
from models.settings import settings
from models.storage import FULL, LEAST_ROOM, READ_ONLY, trouble


def disk_with(monkeypatch: pytest.MonkeyPatch, free_bytes: int) -> None:
    real = os.statvfs

    def told(path: object) -> os.statvfs_result:
        there = list(real(path))  # type: ignore[call-overload]
        there[1], there[2], there[4] = 1, 1_000_000_000, free_bytes  # block size, blocks in all, blocks that are free
        return os.statvfs_result(there)

    monkeypatch.setattr(os, "statvfs", told)


@pytest.mark.parametrize(("free", "said"), [(LEAST_ROOM - 1, FULL), (LEAST_ROOM, None), (0, FULL)])
def test_F12_a_full_disk_is_told_before_an_answer_meets_it(
    sqlite_database: str, monkeypatch: pytest.MonkeyPatch, free: int, said: str | None
) -> None:
    disk_with(monkeypatch, free)
    assert trouble(engine()) == said
    assert ready_to_write().ok is (said is None)


def test_F15_a_file_that_is_not_there_is_no_room(sqlite_database: str, tmp_path: Path) -> None:
    elsewhere = engine_for(f"sqlite:///{tmp_path / 'never.sqlite3'}")
    assert trouble(elsewhere) == READ_ONLY


@pytest.mark.postgres
def test_F16_a_host_that_takes_nothing_is_told(postgres_database: str) -> None:
    assert trouble(engine()) is None
    name = sa.make_url(postgres_database).database
    with engine().connect() as connection:
        connection.execute(sa.text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'))
        connection.commit()
    engine_for(settings().url).dispose()  # what is set counts from the next connection on
    assert trouble(engine()) == READ_ONLY
    assert not ready_to_write().ok


@pytest.mark.postgres
def test_F15_a_host_that_does_not_answer_is_told_without_a_place() -> None:
    gone = sa.create_engine("postgresql+psycopg://nobody@127.0.0.1:9/nothing", connect_args={"connect_timeout": 2})
    said = trouble(gone)
    assert said == "the database does not answer"
