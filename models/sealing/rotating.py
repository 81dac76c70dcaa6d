"""A new secret: everything is encrypted and sealed anew under its keys, some hundred rows at a time, at any pace.

Each part is a transaction of its own, and a row that is done is not done again: whoever stops it, it goes on later.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from models import vault
from models.records.locked import lock, unlock
from models.sealing import checking, log
from models.sealing import head as heads
from models.sealing.keys import Key, keyring
from models.sealing.plain import Kind, Shape, key_of, shapes
from models.sealing.rows import SEALS, renew, seal_of, some_rows

MANY = 500
# Encrypted for one person each, and not by a column's own type.
FOR_A_PERSON = {("second_factor", "locked_secret"): "person_id"}


@dataclass
class Rotated:
    """What was done this time, and which rows were left because they are not as they were sealed."""

    words: int = 0
    seals: int = 0
    left: list[str] = field(default_factory=list)
    log_covered: bool = False


def rotate(engine: sa.Engine, told: Callable[[int], None] = lambda done: None) -> Rotated:
    """Go on until nothing lies under an older key, but for what was changed past the program."""
    done, writing = Rotated(), engine.execution_options(fairtrial_writes=True)
    for shape in shapes().values():
        passed_over: set[str] = set()
        while _part(writing, shape, done, passed_over):
            told(done.seals)
    if not done.left:
        with writing.begin() as connection:
            done.log_covered = log.cover(connection, lambda head: _breaches(connection, head))
    return done


def _part(engine: sa.Engine, shape: Shape, done: Rotated, passed_over: set[str]) -> bool:
    """One transaction; False where nothing of the table is left to do."""
    with engine.begin() as connection:
        words = _waiting(connection, shape, passed_over)
        if not words:
            return False
        rows = some_rows(connection, shape, [_key(shape, word) for word in words], lock=True)
        key = keyring().current
        fresh: dict[tuple[str, str], str | None] = {}
        for word in words:
            row = rows.get(word)
            if row is None or not _is_sound(connection, shape, word, row):
                passed_over.add(word)
                done.left.append(f"{shape.name} {word}")
                continue
            fresh[shape.name, word] = seal_of(key, shape, _anew(connection, shape, row, done))
        if fresh:
            _seal(connection, key, fresh)
            done.seals += len(fresh)
    return True


def _seal(connection: sa.Connection, key: Key, fresh: dict[tuple[str, str], str | None]) -> None:
    head = log.ready_head(connection)
    heads.save(connection, renew(connection, head, key, fresh), key)


def _waiting(connection: sa.Connection, shape: Shape, passed_over: set[str]) -> list[str]:
    """The keys of some rows whose seal or whose words are under an older key."""
    limit = MANY + len(passed_over)
    now, raw = keyring().current.id, shape.raw
    sealed = sa.select(SEALS.c.key).where(SEALS.c.entity == shape.name, SEALS.c.key_id != now).limit(limit)
    found = list(connection.execute(sealed).scalars())
    older = [
        sa.and_(sa.func.length(sa.func.trim(raw.c[name])) > 0, ~raw.c[name].startswith(f"{now}."))
        for name in _locked(shape)
    ]
    if older:
        keys = sa.select(*[raw.c[name] for name in shape.key]).where(sa.or_(*older)).limit(limit)
        found += [key_of(row) for row in connection.execute(keys)]
    return sorted({word for word in found if word not in passed_over})[:MANY]


def _locked(shape: Shape) -> list[str]:
    return [*shape.locked, *(name for table, name in FOR_A_PERSON if table == shape.name)]


def _key(shape: Shape, word: str) -> tuple[Any, ...]:
    parts = word.split("/") if len(shape.key) > 1 else [word]
    return tuple(int(p) if shape.kinds[n] is Kind.whole else p for n, p in zip(shape.key, parts, strict=True))


def _is_sound(connection: sa.Connection, shape: Shape, word: str, row: Sequence[Any]) -> bool:
    """Nothing is sealed anew that is not as it was sealed: what somebody changed must go on to show."""
    there = sa.select(SEALS.c.mac, SEALS.c.key_id).where(SEALS.c.entity == shape.name, SEALS.c.key == word)
    mac, key_id = connection.execute(there).first() or ("", "")
    former = keyring().known.get(key_id)
    return former is not None and mac == seal_of(former, shape, row)


def _anew(connection: sa.Connection, shape: Shape, row: Sequence[Any], done: Rotated) -> Sequence[Any]:
    """The row with its words under the key in use, as it is stored from now on."""
    there = dict(zip(shape.kinds, row, strict=True))
    change = dict(_changed(shape, there))
    if change:
        raw = shape.raw
        own = [raw.c[name] == there[name] for name in shape.key]
        connection.execute(sa.update(raw).where(*own).values(change))
        done.words += len(change)
    return list((there | change).values())


def _changed(shape: Shape, there: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name in _locked(shape):
        stored = there[name]
        if stored is None or not stored.strip(" ") or vault.is_current(stored):
            continue
        if name in shape.locked:
            place = shape.locked[name]
            yield name, lock(unlock(stored, place), place, findable=name in shape.findable)
        else:
            about = f"{shape.name} {there[FOR_A_PERSON[shape.name, name]]}"
            yield name, vault.lock(vault.unlock(stored, about), about)


def _breaches(connection: sa.Connection, head: heads.Head) -> Iterable[str]:
    chain = checking.Chain()
    chain.walk(connection, head, None)
    return chain.breaches
