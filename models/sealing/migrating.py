"""Seals across a change of the schema: what was in order before is sealed anew, what was not is left to be found."""

import sqlalchemy as sa

from models.records import Clinic
from models.sealing import checking, log
from models.sealing import head as heads
from models.sealing.keys import keyring
from models.sealing.plain import UNSEALED, Shape, shape_of


def tables_there(connection: sa.Connection) -> list[Shape]:
    """The sealed tables as the database tells them now, whichever version made them."""
    names = [name for name in sa.inspect(connection).get_table_names() if name not in UNSEALED]
    return [shape_of(sa.Table(name, sa.MetaData(), autoload_with=connection, resolve_fks=False)) for name in names]


def loose(connection: sa.Connection) -> frozenset[tuple[str, str]]:
    """The rows that are not as they were sealed, before a migration begins."""
    if not _is_begun(connection):
        return frozenset()
    return frozenset((table, key) for table, key, _ in checking.rows(connection, tables_there(connection)))


def seal_again(connection: sa.Connection, left: frozenset[tuple[str, str]], schema: str) -> None:
    """After one step of a migration, in its transaction."""
    if _is_begun(connection):
        log.seal_again(connection, tables_there(connection), left, schema)


def begin_where_due(connection: sa.Connection) -> None:
    """Begin the chain in a database that has records from before there was one."""
    if _is_begun(connection) or connection.execute(sa.select(sa.func.count()).select_from(Clinic)).scalar() == 0:
        return
    heads.save(connection, log.ready_head(connection), keyring().current)


def _is_begun(connection: sa.Connection) -> bool:
    if not sa.inspect(connection).has_table("log_head"):
        return False
    head = heads.read(connection)
    return head is not None and head.is_begun
