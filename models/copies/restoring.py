"""Bringing a copy back: proved whole in a database of its own first, then put in place as a whole or not at all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from models import database
from models.copies import envelope, guarding, surviving, words
from models.copies.making import counted, moment
from models.copies.scratch import scratch
from models.errors import Conflict, Unsafe
from models.sealing import anchor, checking, log
from models.sealing import head as heads
from models.sealing.keys import keyring
from models.sealing.plain import shapes
from models.settings import settings

Told = Callable[[int], None]


class Unproved(Unsafe):
    """The copy was written as it is, but what it holds is not as the program left it."""


@dataclass(frozen=True)
class Restored:
    """What came back, of when, and what of the present was kept."""

    rows: int
    made_at: str
    schema: str
    kept: surviving.Kept


def restore(
    file: IO[bytes], name: str, *, told: Told, replace: bool = False, as_it_is: bool = False, upgrade: bool = False
) -> Restored:
    """Put the copy in the place of this installation's database.

    Raises Invalid for a damaged, foreign or newer copy; Conflict for an older one where `upgrade` was not said, and
    where there is a database with something in it and `replace` was not said; Unproved where seals in the copy are
    broken and `as_it_is` was not said. Then nothing changed.
    """
    with _proved(file, name, as_it_is=as_it_is, upgrade=upgrade, told=told) as (source, header):
        target = settings().url
        _refuse_what_is_not_ours(target, replace=replace)
        database.migrate(target)
        engine = database.engine_for(target).execution_options(fairtrial_writes=True)
        with moment(source) as reading, engine.begin() as writing:
            if not words.is_empty(writing) and not replace:
                raise Conflict(_OCCUPIED)
            kept = surviving.read(writing)
            with guarding.lifted(writing):
                guarding.emptied(writing)
                rows = words.fill(writing, counted(words.lines(reading), told), name)
            surviving.bring_back(writing, kept)
            head = _logged(writing, header, rows, kept)
        anchor.place(head, back=True)
    return Restored(rows, header.made_at, header.schema, kept)


_OCCUPIED = (
    "The database is not empty, so nothing was changed. To put the copy in its place: fairtrial restore --replace"
)


def _refuse_what_is_not_ours(url: str, *, replace: bool) -> None:
    has, wanted = database.schema_of(url)
    if has is None or has == wanted:
        return
    if not replace:
        raise Conflict(_OCCUPIED)
    _revision(url, has, "The database in use")


@contextmanager
def _proved(
    file: IO[bytes], name: str, *, as_it_is: bool, upgrade: bool, told: Told
) -> Iterator[tuple[str, envelope.Header]]:
    """A database that holds the copy and nothing else, at the schema of this version; gone afterwards."""
    header, line = envelope.read_header(file, name)
    content = envelope.read(file, header, line, name)
    first = next(content)  # proves the header before anything is said about it
    with scratch() as folder:
        url = f"sqlite:///{folder / 'copy.sqlite3'}"
        _revision(url, header.schema, name)
        if not upgrade:
            _refuse_older(url, header.schema, name)
        command.upgrade(database._alembic(url), header.schema)
        engine = database.engine_for(url)
        try:
            with engine.execution_options(fairtrial_writes=True).begin() as connection, guarding.lifted(connection):
                guarding.emptied(connection)
                words.fill(connection, counted(_again(first, content), told), name)
            database.migrate(url)
            if not as_it_is:
                _refuse_broken_seals(url)
            yield url, header
        finally:
            engine.dispose()


def _again(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _revision(url: str, schema: str, name: str) -> None:
    """Raises Invalid for a schema that only another version knows."""
    try:
        ScriptDirectory.from_config(database._alembic(url)).get_revision(schema)
    except CommandError:
        raise envelope.damaged(
            name, f"was made by a newer version of Fairtrial (schema {schema}); install that version first"
        ) from None


def _refuse_older(url: str, schema: str, name: str) -> None:
    """Nobody brings back yesterday's version without knowing it."""
    here = database.newest_schema(url)
    if schema != here:
        raise Conflict(
            f"{name} was made by an older version of Fairtrial (schema {schema}; this one has {here}), so nothing was "
            "changed. To bring it to this version on the way: fairtrial restore --upgrade"
        )


def _refuse_broken_seals(url: str) -> None:
    with moment(url) as connection:
        head = heads.read(connection) or heads.Head()
        chain = checking.Chain()
        chain.walk(connection, head, None)
        broken = [f"{table} {key}: {wrong}" for table, key, wrong in checking.rows(connection, list(shapes().values()))]
        broken += [*checking.end(connection), *checking.total(connection, head), *chain.breaches]
    if broken and head.is_begun:
        more = f" (and {len(broken) - 1} more)" if len(broken) > 1 else ""
        raise Unproved(f"The copy is whole, but it was made of a database that was not in order: {broken[0]}{more}")


def _logged(connection: sa.Connection, header: envelope.Header, rows: int, kept: surviving.Kept) -> heads.Head:
    key = keyring().current
    head = surviving.sealed(connection, log.ready_head(connection), key, kept)
    told: dict[str, object] = {"made_at": header.made_at, "schema": header.schema, "rows": rows}
    return heads.save(connection, log.append(connection, head, key, [log.entry("restore", told)]), key)
