"""A statement that every tap repeats, put into words once: what it asks and changes stays exactly the same."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import ClauseElement


class Prepared:
    """A statement with named values, for columns that need no conversion; `columns` are those that it writes."""

    def __init__(self, statement: ClauseElement, columns: Sequence[str] | None = None) -> None:
        self._statement, self._columns = statement, columns
        self._in_words = lru_cache(maxsize=4)(self._put_into_words)

    def run(self, connection: sa.Connection, *values: dict[str, Any]) -> sa.CursorResult[Any]:
        """Once for each of the values."""
        words, names, fixed = self._in_words(connection.dialect)
        told = [fixed | each for each in values]
        ready: Any = [tuple(each[name] for name in names) for each in told] if names is not None else told
        return connection.exec_driver_sql(words, ready if len(ready) > 1 else ready[0])

    def _put_into_words(self, dialect: Dialect) -> tuple[str, list[str] | None, dict[str, Any]]:
        made: Any = self._statement.compile(dialect=dialect, column_keys=self._columns)
        return str(made), list(made.positiontup) if made.positional else None, dict(made.params)
