"""How a row is written down to be sealed: the same words on both databases, for a row in memory and for a stored one.

A null is left out, so that a column which a later version adds does not break the seals of rows without it.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.type_api import TypeEngine
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

from models.records.base import UTCDateTime, Word

UNSEALED = frozenset({"access_log", "log_head", "row_seal", "alembic_version"})
PLAIN_TYPES = (
    sa.String,
    sa.Float,
    sa.Integer,
    sa.Boolean,
    sa.Date,
    sa.DateTime,
    sa.JSON,
    AutoString,
    UTCDateTime,
    Word,
)


class Kind(StrEnum):
    """How a column's values are written."""

    text = "text"
    number = "number"
    whole = "whole"
    yes_no = "yes_no"
    day = "day"
    instant = "instant"
    json = "json"


@dataclass(frozen=True)
class Shape:
    """What is known of one table: its columns with their kinds, and its key."""

    name: str
    kinds: dict[str, Kind]
    key: tuple[str, ...]
    is_plain: bool  # every column is stored as the program sees it

    @cached_property
    def raw(self) -> sa.TableClause:
        """The table with its values as stored: nothing is converted, so a damaged value can still be read."""
        return sa.table(self.name, *[sa.column(name) for name in self.kinds])

    @cached_property
    def by_key(self) -> sa.Select[Any]:
        """The rows whose key of one column is among `keys`; made once, because every tap asks."""
        return sa.select(self.raw).where(self.raw.c[self.key[0]].in_(sa.bindparam("keys", expanding=True)))

    @cached_property
    def places(self) -> tuple[int, ...]:
        """Where the parts of the key stand in a row."""
        return tuple(map(list(self.kinds).index, self.key))


@lru_cache(maxsize=1)
def shapes() -> dict[str, Shape]:
    """Every sealed table of this version, what is referred to before what refers to it."""
    return {t.name: shape_of(t) for t in SQLModel.metadata.sorted_tables if t.name not in UNSEALED}


def shape_of(table: sa.Table) -> Shape:
    """The shape of a table as this version knows it, or as the database tells it."""
    kinds = {column.name: _kind(column.type) for column in table.columns}
    is_plain = all(type(column.type) in PLAIN_TYPES for column in table.columns)
    return Shape(table.name, kinds, tuple(column.name for column in table.primary_key.columns), is_plain)


def _kind(kind: TypeEngine[Any]) -> Kind:
    if isinstance(kind, UTCDateTime):
        return Kind.instant
    if isinstance(kind, sa.types.TypeDecorator):
        return _kind(kind.impl_instance)
    for of, name in (
        (sa.Boolean, Kind.yes_no),
        (sa.DateTime, Kind.instant),
        (sa.Date, Kind.day),
        (sa.Integer, Kind.whole),
        (sa.Float, Kind.number),
        (sa.Numeric, Kind.number),
        (sa.JSON, Kind.json),
    ):
        if isinstance(kind, of):
            return name
    return Kind.text


def message(entity: str, words: Iterable[tuple[str, str]], *before: str) -> bytes:
    """What is sealed: the table's name, the row in words, and for an entry of the log what precedes it."""
    return json.dumps([entity, *before, sorted(words)], separators=(",", ":")).encode()


def words_of(kinds: dict[str, Kind], values: Iterable[Any]) -> list[tuple[str, str]]:
    """A row in words, from values in the order of the columns."""
    pairs = zip(kinds.items(), values, strict=True)
    return [
        (name, told) for (name, kind), value in pairs if value is not None and (told := _told(kind, value)) is not None
    ]


def key_of(values: Iterable[Any]) -> str:
    """The key of a row in one word."""
    return "/".join(map(str, values))


def _told(kind: Kind, value: Any) -> str | None:
    if kind is Kind.json:
        return _told_json(value)
    if isinstance(value, str):
        return str(value)
    if kind is Kind.instant and isinstance(value, datetime):
        utc = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
        return utc.isoformat(sep=" ", timespec="microseconds")
    if kind is Kind.day and isinstance(value, date):
        return value.isoformat()[:10]
    if kind is Kind.yes_no and value in (0, 1):
        return str(int(value))
    if kind is Kind.number and isinstance(value, int | float):
        return repr(float(value) + 0.0)
    if kind is Kind.whole and isinstance(value, int):
        return str(int(value))
    return f"?{value!r}"  # not what belongs there; said as it is, so that it does not pass for something else


def _told_json(value: Any) -> str | None:
    try:
        read = json.loads(value) if isinstance(value, str | bytes) else value
    except ValueError:
        return f"?{value!r}"
    return None if read is None else json.dumps(read, sort_keys=True, separators=(",", ":"))
