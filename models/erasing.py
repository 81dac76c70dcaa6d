"""Taking a person out of every table: whatever refers to the person, and whatever refers to that, by the schema."""

import contextlib
import json
import os
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import SQLModel

from models.sealing.session import SealedSession
from models.settings import settings

ERASED = "people who are erased"
FILE = "erasures.json"
CHUNK = 400
Keys = dict[str, list[tuple[Any, ...]]]
Found = dict[str, set[tuple[Any, ...]]]


def take_out(connection: sa.Connection, person_id: str) -> Keys:
    """Delete the person and all that is theirs, in the caller's transaction; answers what is gone, by table."""
    tables = SQLModel.metadata.sorted_tables
    person = SQLModel.metadata.tables["person"]
    found: Found = {"person": {(person_id,)}}
    for table in tables:
        theirs = _referring(connection, table, found)
        if table is not person and theirs:
            found.setdefault(table.name, set()).update(theirs)
    for table in reversed(tables):
        _delete(connection, table, sorted(found.get(table.name, ())))
    return {name: sorted(keys) for name, keys in found.items()}


def _referring(connection: sa.Connection, table: sa.Table, found: Found) -> set[tuple[Any, ...]]:
    """The keys of the rows that refer to something found; rows of one table may refer to each other."""
    own = list(table.primary_key.columns)
    theirs: set[tuple[Any, ...]] = set()
    for reference in table.foreign_keys:
        wanted = sorted(key[0] for key in found.get(reference.column.table.name, ()))
        for start in range(0, len(wanted), CHUNK):
            query = sa.select(*own).where(reference.parent.in_(wanted[start : start + CHUNK]))
            theirs |= {tuple(row) for row in connection.execute(query)}
    return theirs


def _delete(connection: sa.Connection, table: sa.Table, keys: list[tuple[Any, ...]]) -> None:
    own = list(table.primary_key.columns)
    for start in range(0, len(keys), CHUNK):
        part = keys[start : start + CHUNK]
        if len(own) == 1:
            connection.execute(sa.delete(table).where(own[0].in_([key[0] for key in part])))
            continue
        each = [sa.and_(*[c == value for c, value in zip(own, key, strict=True)]) for key in part]
        connection.execute(sa.delete(table).where(sa.or_(*each)))


def note_outside(person_ids: Iterable[str]) -> None:
    """Keep the ids that were erased in a file beside the database: an old copy brought back elsewhere needs them."""
    known = noted() | set(person_ids)
    file = settings().data_dir / FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(f".{os.getpid()}")
    beside.write_text(json.dumps(sorted(known)) + "\n", "utf-8")
    beside.replace(file)


def noted() -> set[str]:
    """The ids that the file names; empty where there is no file that can be read."""
    try:
        read = json.loads((settings().data_dir / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return set()
    return {each for each in read if isinstance(each, str)} if isinstance(read, list) else set()


def wiped(engine: sa.Engine) -> None:
    """Let nothing of what was deleted linger in SQLite's side file; deleted pages are overwritten at once."""
    if engine.dialect.name == "sqlite":
        where, how = engine.dialect.create_connect_args(engine.url)
        # Not one of the pool's: whoever erases holds one of these until the erasure is over.
        with contextlib.closing(engine.dialect.connect(*where, **how)) as beside:
            beside.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


@event.listens_for(SealedSession, "after_commit")
def _afterwards(db: SealedSession) -> None:
    erased = db.info.pop(ERASED, None)
    if erased:
        with contextlib.suppress(OSError):
            note_outside(erased)
        wiped(db.get_bind().engine)
