"""F09 to F11: an upgrade is done or not begun, never between; what was recorded is the same afterwards."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

from models import database as databases
from models.database import engine_for, migrate, schema_of
from models.sealing import migrating
from models.settings import settings
from tests.support.postgres import Postgres
from tests.support.source import ROOT
from tests.trust.conftest import broken, fill_ward

REVISIONS = [each.revision for each in ScriptDirectory(str(ROOT / "migrations")).walk_revisions()]  # newest first
KEPT_BY_THE_PROGRAM = ("access_log", "log_head", "row_seal", "alembic_version")
BEYOND = 100_000
ASKED = """
SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = 'public'
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal
""".strip().splitlines()


def columns(url: str) -> dict[str, tuple[str, ...]]:
    """Tables and their columns, in the order of their names."""
    told = sa.inspect(engine_for(url))
    names = sorted(set(told.get_table_names()) - set(KEPT_BY_THE_PROGRAM))
    return {name: tuple(sorted(each["name"] for each in told.get_columns(name))) for name in names}


def schema(url: str) -> object:
    """Everything that defines the database: tables, columns, rules, indexes and triggers."""
    engine_for(url).dispose()
    with engine_for(url).connect() as there:
        if url.startswith("sqlite"):
            found = there.exec_driver_sql("SELECT name, sql FROM sqlite_master ORDER BY name").all()
            return [(name, " ".join(str(sql).replace('"', "").split())) for name, sql in found]
        return [there.exec_driver_sql(f"{each} ORDER BY 1, 2").all() for each in ASKED]


def content(url: str, of: dict[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """Every row of these columns, as it says, whether it lies plainly or encrypted."""
    with engine_for(url).connect() as there:
        shapes = {shape.name: shape for shape in migrating.tables_there(there)}
        found: dict[str, list[str]] = {}
        for table, names in of.items():
            told = (shapes[table].words(row) for row in there.execute(sa.select(shapes[table].raw)).all())
            found[table] = sorted(repr(sorted(pair for pair in row if pair[0] in names)) for row in told)
        return found


@dataclass
class Older:
    """A filled database as it was some versions ago, and how to get another one like it."""

    url: str
    revision: str
    columns: dict[str, tuple[str, ...]]
    content: dict[str, list[str]]
    another: Callable[[], str]


@pytest.fixture
def older(
    request: pytest.FixtureRequest, database: str, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Older]:
    """The ward of the tests, brought back by the number of versions that the test names."""
    fill_ward()
    revision = REVISIONS[request.param]
    command.downgrade(databases._alembic(database), revision)
    engine_for(database).dispose()
    made: list[str] = []

    def another() -> str:
        engine_for(database).dispose()
        if database.startswith("sqlite"):
            url = f"sqlite:///{data_dir / f'copy-{len(made)}.sqlite3'}"
            shutil.copyfile(data_dir / "test.sqlite3", data_dir / f"copy-{len(made)}.sqlite3")
        else:
            server: Postgres = request.getfixturevalue("postgres")
            url = server.database(template=database)
        made.append(url)
        return url

    there = columns(database)
    yield Older(database, revision, there, content(database, there), another)
    for url in made:
        engine_for(url).dispose()


@pytest.mark.parametrize("older", [1, 2], indirect=True)
def test_F11_an_upgrade_changes_nothing_of_what_was_recorded(older: Older) -> None:
    migrate(older.url)
    assert content(older.url, older.columns) == older.content
    assert "past the program" not in broken()


class Upgrader:
    """The program of killed_upgrade.py."""

    def __enter__(self) -> "Upgrader":
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.killed_upgrade"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(60)

    def upgrade(self, url: str, killed_before: int) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{url} {killed_before}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()


def steps(older: Older) -> dict[str | None, object]:
    """What the database looks like at each version on the way."""
    url = older.another()
    found: dict[str | None, object] = {older.revision: schema(url)}
    for revision in reversed(REVISIONS[: REVISIONS.index(older.revision)]):
        command.upgrade(databases._alembic(url), revision)
        found[revision] = schema(url)
    return found


def assert_whole(older: Older, upgrader: Upgrader, killed_before: int, known: dict[str | None, object]) -> None:
    """After a kill the database is of one version; the second run completes it."""
    url = older.another()
    assert upgrader.upgrade(url, killed_before) == "killed"
    revision, _ = schema_of(url)
    assert schema(url) == known[revision], f"before statement {killed_before}: between versions"
    assert content(url, older.columns) == older.content
    assert upgrader.upgrade(url, BEYOND).isdigit()
    assert schema(url) == known[REVISIONS[0]]
    assert content(url, older.columns) == older.content
    engine_for(url).dispose()


def kill_at(older: Older, places: int | None = None) -> int:
    """Kill before some statements, evenly chosen, or before each; how many kills that were."""
    known = steps(older)
    with Upgrader() as upgrader:
        said = int(upgrader.upgrade(older.another(), BEYOND))
        kills = range(1, said + 1, max(said // places, 1) if places else 1)
        for number in (*kills, said):
            assert_whole(older, upgrader, number, known)
    return len(kills)


@pytest.mark.parametrize("older", [2], indirect=True)
def test_F09_an_upgrade_that_is_killed_is_done_or_not_begun(older: Older) -> None:
    """Some places on the way through two versions; every statement of many versions is a campaign's."""
    assert kill_at(older, places=3) >= 3


@pytest.mark.campaign
@pytest.mark.parametrize("older", [10], indirect=True)
def test_F09_an_upgrade_that_is_killed_before_any_statement_at_all(older: Older) -> None:
    """Every statement that changes something, and every commit."""
    print(f"{kill_at(older)} kills, {settings().url.partition(':')[0]}")
