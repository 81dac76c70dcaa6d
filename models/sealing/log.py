"""The log's chain: each entry is sealed together with the one before it, and the old key vouches for a new one."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from models.clock import now
from models.errors import Unsafe
from models.records import AccessLog
from models.sealing import head as heads
from models.sealing.head import Head
from models.sealing.keys import Key, keyring
from models.sealing.plain import Kind, Shape, message, shape_of, shapes, words_of
from models.sealing.rows import renew_all

LOG: sa.Table = AccessLog.__table__  # type: ignore[attr-defined]
BEGUN, NEW_KEY, SCHEMA, COVERED = "log_begun", "new_key", "schema_changed", "log_covered"
SHAPE: Shape = shape_of(LOG)
KINDS: dict[str, Kind] = {name: kind for name, kind in SHAPE.kinds.items() if name != "mac"}
PLACES = {name: place for place, name in enumerate(SHAPE.kinds)}
FAR = 2_000
Entry = dict[str, Any]


def append(connection: sa.Connection, head: Head, key: Key, entries: Sequence[Entry]) -> Head:
    """Write entries at the end of the log, each sealed together with the one before it."""
    written: list[Entry] = []
    for told in entries:
        number = head.number + 1
        row = {name: told.get(name) for name in SHAPE.kinds} | {"number": number, "key_id": key.id}
        mac = key.mac(message("access_log", words_of(KINDS, [row[name] for name in KINDS]), head.mac))
        head = replace(head, number=number, mac=mac)
        written.append(row | {"mac": mac})
    if written:
        # What nobody tells is left out: while a migration runs, the newest columns may not be there yet.
        names = [name for name in SHAPE.kinds if any(row[name] is not None for row in written)]
        connection.execute(sa.insert(LOG), [{name: row[name] for name in names} for row in written])
    return head


def ready_head(connection: sa.Connection) -> Head:
    """The locked head under the key in use; begins the chain, or hands it over to a new key, where that is due."""
    head, ring = heads.locked(connection), keyring()
    if not head.is_begun:
        return _begin(connection, ring.current)
    if head.key_id != ring.current.id:
        return _hand_over(connection, head, ring.current, ring.known.get(head.key_id))
    return head


def entry(act: str, detail: dict[str, object]) -> Entry:
    """An entry of the installation itself."""
    return {"at": now(), "actor_role": "system", "act": act, "was_permitted": True, "detail": detail}


def own_entry(act: str, detail: dict[str, object]) -> AccessLog:
    """The same, to be added to a session."""
    return AccessLog(**entry(act, detail))


def _begin(connection: sa.Connection, key: Key) -> Head:
    """The first entry covers all that was logged before there was a chain, and every row there is gets a seal."""
    count, digest = earlier(connection)
    last = connection.execute(sa.select(sa.func.max(LOG.c.number))).scalar() or 0
    head = renew_all(connection, Head(uuid4().hex, last), key, shapes().values(), frozenset())
    return append(connection, head, key, [entry(BEGUN, {"log": head.log_id, "earlier": count, "digest": digest})])


def earlier(connection: sa.Connection) -> tuple[int, str]:
    """How many entries are older than the chain, and a digest of them all."""
    digest, count = sha256(), 0
    for row in stored(connection):
        if row[PLACES["mac"]] is not None:
            break
        digest.update(message("access_log", words_of(SHAPE.kinds, row)))
        count += 1
    return count, digest.hexdigest()


def stored(connection: sa.Connection) -> Iterator[Sequence[Any]]:
    """Every entry as stored, in order."""
    raw = SHAPE.raw
    yield from connection.execute(sa.select(raw).order_by(raw.c.number).execution_options(yield_per=FAR))


def detail_of(row: Sequence[Any]) -> dict[str, Any]:
    """The details of an entry as stored; empty where they cannot be read."""
    told = row[PLACES["detail"]]
    try:
        read = json.loads(told) if isinstance(told, str) else told
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _hand_over(connection: sa.Connection, head: Head, key: Key, former: Key | None) -> Head:
    vouched = former.mac(vouching(head.mac, key.id)) if former else None
    return append(connection, head, key, [entry(NEW_KEY, {"from": head.key_id, "to": key.id, "vouched": vouched})])


def vouching(mac: str, key_id: str) -> bytes:
    """What the former key signs of the new one: its name, and where in the log it begins."""
    return f"new key {key_id} after {mac}".encode()


def cover(connection: sa.Connection, breaches: Callable[[Head], Iterable[str]]) -> bool:
    """Seal all entries of older keys once more, together, under the key in use; False where there is nothing to do.

    From then on they are proved without the older secrets. Raises Unsafe for a log that is not in order: what was
    changed past the program must go on to show.
    """
    head, key = ready_head(connection), keyring().current
    last = sa.select(sa.func.max(LOG.c.number))
    older = connection.execute(last.where(LOG.c.key_id != key.id)).scalar()
    done = connection.execute(last.where(LOG.c.act == COVERED, LOG.c.key_id == key.id)).scalar()
    if older is None or (done or 0) > older:
        heads.save(connection, head, key)
        return False
    for wrong in breaches(head):
        raise Unsafe(f"The log is not in order: {wrong}; run: fairtrial verify.")
    seen = Seen()
    for row in stored(connection):
        seen.add(row)
    head = append(connection, head, key, [entry(COVERED, {"entries": seen.entries, "digest": seen.digest})])
    heads.save(connection, head, key)
    return True


class Seen:
    """A digest of entries, one after the other, seals and all."""

    def __init__(self) -> None:
        self.entries = 0
        self._digest = sha256()

    @property
    def digest(self) -> str:
        """Of all entries until now."""
        return self._digest.hexdigest()

    def add(self, row: Sequence[Any]) -> None:
        """One more."""
        self._digest.update(message("access_log", words_of(SHAPE.kinds, row)))
        self.entries += 1


def has_cover(connection: sa.Connection) -> bool:
    """Whether entries of older keys were ever sealed once more."""
    return connection.execute(sa.select(LOG.c.number).where(LOG.c.act == COVERED).limit(1)).first() is not None


def seal_again(connection: sa.Connection, known: Iterable[Shape], loose: frozenset[tuple[str, str]], said: str) -> None:
    """After a migration: seal the rows as they are now, but for those that were loose before it."""
    head, key = ready_head(connection), keyring().current
    head = renew_all(connection, head, key, known, loose)
    head = append(connection, head, key, [entry(SCHEMA, {"schema": said, "left": len(loose)})])
    heads.save(connection, head, key)
