"""How a row is written down to be sealed: the same words on both databases, for a row in memory and for a stored one.

A null is left out, so that a column which a later version adds does not break the seals of rows without it.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.type_api import TypeEngine
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

from models.errors import Unsafe
from models.records.base import UTCDateTime, Word
from models.records.locked import Locked, Plainly, unlock
from models.sealing.prepared import Prepared

IN_SHORT = json.JSONEncoder(separators=(",", ":")).encode
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
    Locked,
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


PLAINLY = {Plainly.words: Kind.text, Plainly.day: Kind.day, Plainly.json: Kind.json}


@dataclass(frozen=True)
class Shape:
    """What is known of one table: its columns with their kinds, its key, and which of its columns lie encrypted."""

    name: str
    kinds: dict[str, Kind]
    key: tuple[str, ...]
    is_plain: bool  # every column is sealed as the program sees it
    locked: dict[str, str] = field(default_factory=dict)  # column -> the place for which it is encrypted
    findable: frozenset[str] = frozenset()

    @cached_property
    def as_stored(self) -> "Shape":
        """The same table, what is encrypted being words like others: for whoever passes it on as it is."""
        kinds = {name: Kind.text if name in self.locked else kind for name, kind in self.kinds.items()}
        return Shape(self.name, kinds, self.key, self.is_plain)

    def words(self, row: Sequence[Any]) -> list[tuple[str, str]]:
        """A stored row in words. Sealed is what lies behind the encryption, so that another key breaks no seal."""
        if not self.locked:
            return words_of(self.kinds, row)
        pairs = zip(self.kinds, row, strict=True)
        return words_of(self.kinds, [_opened(v, self.locked[n]) if n in self.locked else v for n, v in pairs])

    @cached_property
    def raw(self) -> sa.TableClause:
        """The table with its values as stored: nothing is converted, so a damaged value can still be read."""
        return sa.table(self.name, *[sa.column(name) for name in self.kinds])

    @cached_property
    def by_key(self) -> sa.Select[Any]:
        """The rows whose key of one column is among `keys`; made once, because every tap asks."""
        return sa.select(self.raw).where(self.raw.c[self.key[0]].in_(sa.bindparam("keys", expanding=True)))

    @cached_property
    def one(self) -> Prepared:
        """The row whose key of one column is `key`."""
        return Prepared(sa.select(self.raw).where(self.raw.c[self.key[0]] == sa.bindparam("key")))

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
    behind = {column.name: locked for column in table.columns if (locked := _locked(column)) is not None}
    kinds = {c.name: PLAINLY[behind[c.name].plainly] if c.name in behind else _kind(c.type) for c in table.columns}
    is_plain = all(type(column.type) in PLAIN_TYPES for column in table.columns)
    key = tuple(column.name for column in table.primary_key.columns)
    places = {name: locked.place for name, locked in behind.items()}
    findable = frozenset(name for name, locked in behind.items() if locked.findable)
    return Shape(table.name, kinds, key, is_plain, places, findable)


def _locked(column: sa.Column[Any]) -> Locked | None:
    """How a column is encrypted: as its class says, or, as the database tells it, once it has room for that."""
    if isinstance(column.type, Locked):
        return column.type
    return _lockable().get(f"{column.table.name}.{column.name}") if isinstance(column.type, sa.Text) else None


@lru_cache(maxsize=1)
def _lockable() -> dict[str, Locked]:
    columns = (column for table in SQLModel.metadata.tables.values() for column in table.columns)
    return {f"{c.table.name}.{c.name}": c.type for c in columns if isinstance(c.type, Locked)}


def _opened(value: Any, place: str) -> Any:
    try:
        return unlock(value, place) if isinstance(value, str) else value
    except Unsafe:
        return f"?{value}"


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
    return IN_SHORT([entity, *before, sorted(words)]).encode()


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
