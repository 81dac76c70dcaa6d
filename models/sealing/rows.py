"""The seals of rows: made again in the transaction that changes the rows, and added up so that none vanishes unseen."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from models.records import RowSeal
from models.sealing.head import Head
from models.sealing.keys import Key
from models.sealing.plain import Shape, key_of, message
from models.sealing.prepared import Prepared

SEALS: sa.Table = RowSeal.__table__  # type: ignore[attr-defined]
STORED = sa.select(SEALS.c.key, SEALS.c.mac).where(
    SEALS.c.entity == sa.bindparam("table"), SEALS.c.key.in_(sa.bindparam("keys", expanding=True))
)
CHUNK = 200
FEW = 8  # rows that one tap changes
FAR = 2_000


def seal_of(key: Key, shape: Shape, row: Sequence[Any]) -> str:
    """The keyed digest of a row, its values in the order of the columns."""
    return key.mac(message(shape.name, shape.words(row)))[:32]


def whole_table(connection: sa.Connection, shape: Shape) -> Iterator[tuple[str, Sequence[Any]]]:
    """Every row of a table with its key, as stored."""
    raw, places = shape.raw, shape.places
    query = sa.select(raw).order_by(*[raw.c[name] for name in shape.key]).execution_options(yield_per=FAR)
    for row in connection.execute(query):
        yield key_of(row[place] for place in places), row


def some_rows(
    connection: sa.Connection, shape: Shape, keys: Sequence[tuple[Any, ...]], *, lock: bool = False
) -> dict[str, Sequence[Any]]:
    """These rows of a table, as stored; one that is not there is left out. With `lock` other writers wait."""
    if len(keys) == len(shape.key) == 1 and not lock:
        row = shape.one.run(connection, {"key": keys[0][0]}).first()
        return {} if row is None else {key_of(keys[0]): row}
    by_key = shape.by_key.with_for_update() if lock else shape.by_key
    found: dict[str, Sequence[Any]] = {}
    for start in range(0, len(keys), CHUNK):
        part = keys[start : start + CHUNK]
        wanted = set(map(key_of, part))
        if len(shape.key) == 1 or shape.key[0].endswith("_id"):
            # Parts of one record: asked for by that record's id, in a statement that need not be made again.
            rows = connection.execute(by_key, {"keys": list(dict.fromkeys(key[0] for key in part))})
        else:
            query = sa.select(shape.raw).where(sa.or_(*[_is(shape, key) for key in part]))
            rows = connection.execute(query.with_for_update() if lock else query)
        found.update((word, row) for row in rows if (word := key_of(row[place] for place in shape.places)) in wanted)
    return found


def _is(shape: Shape, key: tuple[Any, ...]) -> sa.ColumnElement[bool]:
    # SQLite uses no index for (a, b) IN (…), and one for each part of an OR.
    return sa.and_(*[shape.raw.c[name] == value for name, value in zip(shape.key, key, strict=True)])


def renew(connection: sa.Connection, head: Head, key: Key, fresh: dict[tuple[str, str], str | None]) -> Head:
    """Put these seals in the place of the earlier ones; None for a row that is gone. Answers the new sum."""
    earlier = _stored(connection, fresh)
    written = [
        {"entity": entity, "key": word, "mac": mac, "key_id": key.id}
        for (entity, word), mac in fresh.items()
        if mac is not None and earlier.get((entity, word)) != mac
    ]
    gone = [each for each, mac in fresh.items() if mac is None and each in earlier]
    if written:
        _upsert(connection.dialect.name).run(connection, *written)
    for entity, word in gone:
        connection.execute(sa.delete(SEALS).where(SEALS.c.entity == entity, SEALS.c.key == word))
    kept = [mac for mac in fresh.values() if mac is not None]
    change = sum(int(mac, 16) for mac in kept) - sum(int(mac, 16) for mac in earlier.values())
    return head.changed(rows=head.rows + len(kept) - len(earlier), total=head.sum + change)


def _stored(connection: sa.Connection, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    pairs = list(wanted)
    found: dict[tuple[str, str], str] = {}
    if len(pairs) <= FEW:
        asked = {name: part for n, pair in enumerate(pairs) for name, part in zip(_names(n), pair, strict=True)}
        rows = _some(len(pairs)).run(connection, asked).all() if pairs else []
        return {(row.entity, row.key): row.mac for row in rows}
    by_entity: dict[str, list[str]] = {}
    for entity, word in pairs:
        by_entity.setdefault(entity, []).append(word)
    for entity, words in by_entity.items():
        for start in range(0, len(words), CHUNK):
            stored = connection.execute(STORED, {"table": entity, "keys": words[start : start + CHUNK]})
            found.update({(entity, word): mac for word, mac in stored})
    return found


@lru_cache(maxsize=FEW)
def _some(many: int) -> Prepared:
    """The seals of a few rows of any tables, in one statement: what one tap changes."""
    names = [_names(n) for n in range(many)]
    each = [
        sa.and_(SEALS.c.entity == sa.bindparam(entity), SEALS.c.key == sa.bindparam(word)) for entity, word in names
    ]
    return Prepared(sa.select(SEALS.c.entity, SEALS.c.key, SEALS.c.mac).where(sa.or_(*each)))


def _names(number: int) -> tuple[str, str]:
    return f"entity_{number}", f"word_{number}"


@lru_cache(maxsize=2)
def _upsert(dialect: str) -> Prepared:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    here: Any = insert(SEALS)
    anew = {"mac": here.excluded.mac, "key_id": here.excluded.key_id}
    return Prepared(
        here.on_conflict_do_update(index_elements=["entity", "key"], set_=anew), ["entity", "key", "mac", "key_id"]
    )


def renew_all(
    connection: sa.Connection, head: Head, key: Key, known: Iterable[Shape], leave: frozenset[tuple[str, str]]
) -> Head:
    """Seal whatever stands in these tables now, but for the rows in `leave`; drops seals of rows that are gone."""
    for shape in known:
        there: set[str] = set()
        fresh: dict[tuple[str, str], str | None] = {}
        for word, row in list(whole_table(connection, shape)):
            there.add(word)
            if (shape.name, word) not in leave:
                fresh[shape.name, word] = seal_of(key, shape, row)
            if len(fresh) >= FAR:
                head, fresh = renew(connection, head, key, fresh), {}
        sealed = connection.execute(sa.select(SEALS.c.key).where(SEALS.c.entity == shape.name)).scalars().all()
        gone = {(shape.name, word) for word in sealed if word not in there} - leave
        head = renew(connection, head, key, {**fresh, **dict.fromkeys(gone)})
    return head


def unsealed_keys(connection: sa.Connection, shape: Shape) -> list[tuple[Any, ...]]:
    """The rows of a table that have no seal yet: where a statement wrote rows whose keys it did not tell."""
    raw = shape.raw
    names = [raw.c[name] for name in shape.key]
    word: sa.ColumnElement[str] = sa.cast(names[0], sa.String)
    for name in names[1:]:
        word = word + "/" + sa.cast(name, sa.String)
    sealed = sa.select(SEALS.c.key).where(SEALS.c.entity == shape.name, SEALS.c.key == word)
    return [tuple(row) for row in connection.execute(sa.select(*names).where(~sealed.exists()))]
