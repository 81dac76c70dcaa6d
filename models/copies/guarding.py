"""The log's guards stand aside for one transaction: while a copy takes the place of everything."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from models.copies.words import places

OFF = sa.text("ALTER TABLE access_log DISABLE TRIGGER USER")
ON = sa.text("ALTER TABLE access_log ENABLE TRIGGER USER")
GUARDS = {
    "access_log_next": sa.text("DROP TRIGGER access_log_next"),
    "access_log_kept": sa.text("DROP TRIGGER access_log_kept"),
    "access_log_stays": sa.text("DROP TRIGGER access_log_stays"),
}


@contextmanager
def lifted(connection: sa.Connection) -> Iterator[None]:
    """Lift the guards and put them back, inside the caller's transaction: if that fails, they were never gone."""
    if not sa.inspect(connection).has_table("log_head"):
        yield
    elif connection.dialect.name == "postgresql":
        connection.execute(OFF)
        yield
        connection.execute(ON)
    else:
        connection.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
        there = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'access_log'")
        guards = [(name, sql) for name, sql in connection.execute(there) if name in GUARDS]
        for name, _ in guards:
            connection.execute(GUARDS[name])
        yield
        for _, sql in guards:
            connection.exec_driver_sql(sql)


def emptied(connection: sa.Connection) -> None:
    """Take everything out of every table."""
    for place in reversed(places(connection)):
        connection.execute(sa.delete(place.typed))
