"""The database: SQLite in one file or PostgreSQL, with every safeguard on, and one transaction at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from models import same_file, storage
from models.erasing import wiped
from models.errors import Unsafe
from models.keys import secrets_by_name
from models.sealing import head as heads
from models.sealing import migrating
from models.sealing.session import SealedSession
from models.settings import settings
from models.vault import key_of

ROOT = Path(__file__).resolve().parent.parent
LONGEST_WAIT_SECONDS = 30.0  # our own: a hundred who send at once on a busy machine are through after twenty
_WRITER = RLock()
# secure_delete: what is deleted is overwritten, and cannot be read out of the file.
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "busy_timeout": 5000,
    "recursive_triggers": 1,
    "secure_delete": 1,
}


@dataclass(frozen=True)
class Readiness:
    """Whether patients can be served: the database answers and its schema is the one this program knows."""

    ok: bool
    schema_current: bool
    reason: str


@lru_cache(maxsize=8)
def engine_for(url: str) -> Engine:
    """The engine for one database address; made once in a process."""
    if make_url(url).get_backend_name() != "sqlite":
        made = create_engine(url, hide_parameters=True, pool_pre_ping=True, pool_size=20, max_overflow=20)
        event.listen(made, "connect", _keep_what_was_confirmed)
        return made
    file = make_url(url).database
    if file:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    made = create_engine(
        url, hide_parameters=True, pool_size=20, max_overflow=20, connect_args={"check_same_thread": False}
    )
    event.listen(made, "connect", _set_pragmas)
    event.listen(made, "begin", _begin)
    if file:
        same_file.watch(made, Path(file))
    return made


def _set_pragmas(connection: Any, _: object) -> None:
    connection.isolation_level = None
    for name, wanted in PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={wanted}")
        got = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if str(got).lower() != str(wanted):
            raise Unsafe(f"Not started: the database does not accept {name}={wanted}.")


def _keep_what_was_confirmed(connection: Any, _: object) -> None:
    """A host that was told to confirm before it has written is asked to write first, by us."""
    asked = "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
    connection.execute(asked)
    connection.commit()


def _begin(connection: Connection) -> None:
    # A deferred transaction that reads first and then writes fails at once when another one commits in between.
    writes = connection.get_execution_options().get("fairtrial_writes", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def engine() -> Engine:
    """The engine of this installation's database."""
    return engine_for(settings().url)


@contextmanager
def session(*, write: bool = False) -> Iterator[Session]:
    """One transaction: committed as a whole, sealed and logged, when the block ends well, rolled back otherwise."""
    bound = engine().execution_options(fairtrial_writes=write)
    with _turn(bound, write), SealedSession(bound, expire_on_commit=False, autoflush=True) as db:
        yield db
        if write:
            db.commit()


def let_go(db: Session) -> None:
    """End a look before something is written because of it; what was read stays readable.

    Who held one connection while waiting for a second would wait for others who do the same, with none left for any.
    """
    db.close()


@contextmanager
def _turn(bound: Engine, write: bool) -> Iterator[None]:
    """Let the writers of this process go one after another on SQLite.

    SQLite's own waiting is a lottery: under load one writer may lose it until its time is up.
    """
    in_turn = write and bound.dialect.name == "sqlite" and _WRITER.acquire(timeout=LONGEST_WAIT_SECONDS)
    try:
        yield
    finally:
        if in_turn:
            _WRITER.release()


def _alembic(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["url"] = url
    return config


def migrate(url: str | None = None) -> None:
    """Bring the database to the schema that this program knows; what was changed past the program stays noticeable."""
    address = url or settings().url
    config, engine = _alembic(address), engine_for(address)
    with engine.execution_options(fairtrial_writes=False).connect() as connection:
        config.attributes["loose"] = migrating.loose(connection)
    command.upgrade(config, "head")
    with engine.execution_options(fairtrial_writes=True).begin() as connection:
        migrating.begin_where_due(connection)
    wiped(engine)  # what lay there plainly before a migration must not go on to lie in the file beside


def newest_schema(url: str) -> str | None:
    """The schema version that this program knows."""
    return ScriptDirectory.from_config(_alembic(url)).get_current_head()


def schema_of(url: str) -> tuple[str | None, str | None]:
    """The schema version that the database has and the one that this program knows."""
    wanted = newest_schema(url)
    with engine_for(url).execution_options(fairtrial_writes=False).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision(), wanted


def _missing_key() -> str | None:
    """The name of a key under which both the end of the log and somebody's name lie, and which nobody named."""
    with engine().execution_options(fairtrial_writes=False).connect() as connection:
        head = heads.read(connection)
        name = connection.execute(text("SELECT given_name FROM person LIMIT 1")).scalar()
    found = key_of(name) if name else None
    is_unknown = head is not None and head.is_begun and head.key_id not in secrets_by_name()
    return found if found and is_unknown and found not in secrets_by_name() else None


def ready() -> Readiness:
    """Whether this installation can serve patients now; says why not, without data."""
    try:
        has, wanted = schema_of(settings().url)
    except (SQLAlchemyError, OSError):
        return Readiness(False, False, "the database does not answer")
    if has != wanted:
        return Readiness(False, False, "the database has another schema than this program; run: fairtrial migrate")
    if missing := _missing_key():
        return Readiness(False, True, f"the database is encrypted with key {missing}, which is not in the settings")
    return Readiness(True, True, "ready")


def ready_to_write() -> Readiness:
    """The same, and whether an answer could be kept: a disk that is full or was mounted for reading is no service."""
    there = ready()
    if there.ok and (wrong := storage.trouble(engine())):
        return Readiness(False, True, wrong)
    return there
