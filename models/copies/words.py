"""The content of a copy, line by line: each table with its columns, then its rows; the same from both databases."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DataError, IntegrityError

from models.errors import Invalid, Problem, Unsafe
from models.records.base import UTCDateTime
from models.sealing.plain import Kind, Shape, shape_of, words_of

LEFT_OUT = "alembic_version"  # the header tells it
FAR = 2_000
MANY = 500
TYPES: dict[Kind, Any] = {
    Kind.text: sa.String(),
    Kind.number: sa.Float(),
    Kind.whole: sa.Integer(),
    Kind.yes_no: sa.Boolean(),
    Kind.day: sa.Date(),
    Kind.instant: UTCDateTime(),
    Kind.json: sa.JSON(none_as_null=True),
}


@dataclass(frozen=True)
class Place:
    """A table as it stands in a database, and the column by which its rows refer to others of the same table."""

    shape: Shape
    refers_by: str | None

    @property
    def typed(self) -> sa.TableClause:
        """The table with types that both databases convert alike."""
        return sa.table(self.shape.name, *[sa.column(name, TYPES[kind]) for name, kind in self.shape.kinds.items()])


def places(connection: sa.Connection) -> list[Place]:
    """Every table of a database, what is referred to before what refers to it."""
    there = sa.MetaData()
    there.reflect(connection)
    found = []
    for table in there.sorted_tables:
        own = [key.parent.name for key in table.foreign_keys if key.column.table is table]
        if table.name != LEFT_OUT:
            found.append(Place(shape_of(table).as_stored, own[0] if own else None))
    return found


def lines(connection: sa.Connection) -> Iterator[bytes]:
    """Everything in a database."""
    count = 0
    for place in places(connection):
        shape, raw = place.shape, place.shape.raw
        yield _line({"table": shape.name, "columns": list(shape.kinds)})
        query = sa.select(raw).order_by(*[raw.c[name] for name in shape.key]).execution_options(yield_per=FAR)
        for row in connection.execute(query):
            count += 1
            yield _line(_plain(shape, row))
    yield _line({"end": count})


def _line(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def _plain(shape: Shape, row: Sequence[Any]) -> list[str | None]:
    """A row with every value in words. Raises Unsafe for one that does not belong in its column."""
    told = dict(words_of(shape.kinds, row))
    if not all(_can_be_read(shape.kinds[name], word) for name, word in told.items()):
        raise Unsafe(f"Not done: a row of {shape.name} cannot be read; run: fairtrial verify.")
    empty = {n: "null" for n, v in zip(shape.kinds, row, strict=True) if v is not None and shape.kinds[n] is Kind.json}
    return [told.get(name, empty.get(name)) for name in shape.kinds]


def _can_be_read(kind: Kind, word: str) -> bool:
    if kind in (Kind.day, Kind.instant):
        try:
            _value(kind, word)
        except ValueError:
            return False
    return kind is Kind.text or not word.startswith("?")


def fill(connection: sa.Connection, content: Iterable[bytes], name: str) -> int:
    """Write a copy's content into empty tables; returns the number of rows. Raises Invalid where it does not fit."""
    known = {place.shape.name: place for place in places(connection)}
    place: Place | None = None
    rows: list[dict[str, Any]] = []
    count, ended = 0, False
    for line in content:
        told = json.loads(line)
        if isinstance(told, list) and place is not None and not ended:
            rows.append(_typed(place.shape, told))
            count += 1
            if len(rows) >= FAR and place.refers_by is None:
                _insert(connection, place, rows)
                rows = []
            continue
        if place is not None:
            _insert(connection, place, rows)
        rows, place = [], _opened(told, known, name)
        ended = place is None
        if ended and told.get("end") != count:
            raise Invalid([Problem(name, "is damaged: rows are missing")])
    if not ended:
        raise Invalid([Problem(name, "is damaged: its end is missing")])
    return count


def _opened(told: Any, known: dict[str, Place], name: str) -> Place | None:
    if not isinstance(told, dict) or "end" in told:
        return None
    place = known.get(told.get("table", ""))
    if place is None or list(place.shape.kinds) != told.get("columns"):
        if place is not None and sorted(place.shape.kinds) == sorted(told.get("columns", [])):
            kinds = {column: place.shape.kinds[column] for column in told["columns"]}
            return Place(Shape(place.shape.name, kinds, place.shape.key, place.shape.is_plain), place.refers_by)
        raise Invalid([Problem(name, f"has a table {told.get('table')} as this version does not know it")])
    return place


def _typed(shape: Shape, told: list[str | None]) -> dict[str, Any]:
    pairs = zip(shape.kinds.items(), told, strict=True)
    return {name: None if word is None else _value(kind, word) for (name, kind), word in pairs}


def _value(kind: Kind, word: str) -> Any:
    match kind:
        case Kind.number:
            return float(word)
        case Kind.whole:
            return int(word)
        case Kind.yes_no:
            return word == "1"
        case Kind.day:
            return date.fromisoformat(word)
        case Kind.instant:
            return datetime.fromisoformat(word).replace(tzinfo=UTC)
        case Kind.json:
            return sa.JSON.NULL if word == "null" else json.loads(word)
        case _:
            return word


def _insert(connection: sa.Connection, place: Place, rows: list[dict[str, Any]]) -> None:
    ordered = _referred_first(rows, place) if place.refers_by else rows
    for start in range(0, len(ordered), MANY):
        try:
            connection.execute(sa.insert(place.typed), ordered[start : start + MANY])
        except (IntegrityError, DataError):
            raise Unsafe(f"Not done: rows of {place.shape.name} break a rule of the database.") from None


def _referred_first(rows: list[dict[str, Any]], place: Place) -> list[dict[str, Any]]:
    """Rows that refer to others of the same table come after them."""
    waiting, done = rows, set[Any]()
    ordered: list[dict[str, Any]] = []
    while waiting:
        now = [row for row in waiting if row[str(place.refers_by)] is None or row[str(place.refers_by)] in done]
        if not now:
            return [*ordered, *waiting]
        ordered += now
        done |= {row[place.shape.key[0]] for row in now}
        waiting = [row for row in waiting if row[place.shape.key[0]] not in done]
    return ordered


def is_empty(connection: sa.Connection) -> bool:
    """Whether nobody and nothing is in a database."""
    ignored = {"log_head"}
    return not any(
        connection.execute(sa.select(sa.literal(1)).select_from(place.shape.raw).limit(1)).first()
        for place in places(connection)
        if place.shape.name not in ignored
    )
