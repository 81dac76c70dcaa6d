"""What the seals prove: which rows and which entries of the log are not as this program left them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from models import vault
from models.sealing import head as heads
from models.sealing import log
from models.sealing.head import Head
from models.sealing.keys import Key, Keyring, keyring
from models.sealing.plain import Shape, message, words_of
from models.sealing.rows import SEALS, seal_of, whole_table

WRAP = 1 << 128
CHANGED = "was changed past the program"


def rows(connection: sa.Connection, known: Sequence[Shape]) -> Iterator[tuple[str, str, str]]:
    """Each row (table, key) that is not as it was sealed, and what is wrong with it."""
    ring = keyring()
    for shape in known:
        query = sa.select(SEALS.c.key, SEALS.c.mac, SEALS.c.key_id).where(SEALS.c.entity == shape.name)
        sealed = {key: (mac, key_id) for key, mac, key_id in connection.execute(query)}
        for word, row in whole_table(connection, shape):
            mac, key_id = sealed.pop(word, (None, ""))
            key = ring.known.get(key_id)
            if mac is None:
                yield shape.name, word, "was written past the program"
            elif key is None:
                yield shape.name, word, f"is sealed with key {key_id}, which is not in the settings"
            elif seal_of(key, shape, row) != mac:
                yield shape.name, word, _why(shape, row)
        for word in sealed:
            yield shape.name, word, "was removed past the program"


def _why(shape: Shape, row: Sequence[Any]) -> str:
    """What can be said of a row that is not as it was sealed: its values, or the key that would show them."""
    there = dict(zip(shape.kinds, row, strict=True))
    names = {vault.key_of(there[column]) for column in shape.locked if isinstance(there[column], str)} - {None}
    missing = sorted(str(name) for name in names if name not in keyring().known)
    return f"is encrypted with key {missing[0]}, which is not in the settings" if missing else CHANGED


def total(connection: sa.Connection, head: Head) -> Iterator[str]:
    """Rows that vanished together with their seals, or came back as they were once, leave another sum."""
    count = found = 0
    for (mac,) in connection.execute(sa.select(SEALS.c.mac).execution_options(yield_per=5_000)):
        count += 1
        found += int(mac, 16) if len(mac) == 32 and set(mac) <= set("0123456789abcdef") else 1
    if count != head.rows:
        yield f"there are {count} seals of rows, and there were {head.rows}"
    elif f"{found % WRAP:032x}" != (head.total or f"{0:032x}"):
        yield "the seals of rows are not those that there were"


def end(connection: sa.Connection) -> Iterator[str]:
    """What is wrong with the row that says where the log ends; nothing else can be trusted then."""
    head = heads.read(connection)
    if head is None:
        yield "the row that says where the log ends is missing"
    elif head.is_begun and head.key_id not in keyring().known:
        yield f"sealed with key {head.key_id}; name its secret in FAIRTRIAL_OLD_SECRET_KEYS"
    elif head.is_begun and not head.is_sound():
        yield "the row that says where the log ends was changed past the program"
    elif not head.is_begun:
        some = sa.select(sa.func.count()).select_from(log.LOG).where(log.LOG.c.mac.is_not(None))
        sealed = sa.select(sa.func.count()).select_from(SEALS)
        if connection.execute(some).scalar() or connection.execute(sealed).scalar():
            yield "the row that says where the log ends was emptied past the program"


def latest(connection: sa.Connection, head: Head, many: int) -> tuple[int, list[str]]:
    """How many of the newest entries were looked at, and what is wrong with them: each follows from the one before."""
    raw = log.SHAPE.raw
    query = sa.select(raw).where(raw.c.number > head.number - many).order_by(raw.c.number)
    rows = connection.execute(query).all()
    chain = Chain()
    for number, row in enumerate(rows):
        if number == 0:  # the one before it is not looked at: it stands for the beginning
            chain.number, chain.entries = row[log.PLACES["number"]], 1
            chain.mac, chain.key_id = row[log.PLACES["mac"]] or "", row[log.PLACES["key_id"]] or ""
        else:
            chain.step(connection, row)
    return len(rows), [*chain.breaches, *chain.unproved, *chain.ends(head)]


def is_at(connection: sa.Connection, number: int, mac: str) -> bool:
    """Whether this entry is the one that somebody named."""
    raw = log.SHAPE.raw
    return connection.execute(sa.select(raw.c.mac).where(raw.c.number == number)).scalar() == mac


@dataclass
class Chain:
    """One walk along the log."""

    ring: Keyring = field(default_factory=keyring)
    number: int = 0
    mac: str = ""
    key_id: str = ""
    entries: int = 0
    anchored: str | None = None
    wanted: int = 0
    breaches: list[str] = field(default_factory=list)
    unproved: list[str] = field(default_factory=list)
    seen: log.Seen | None = None

    def walk(self, connection: sa.Connection, head: Head, anchor_at: tuple[int, str] | None) -> None:
        """Look at every entry, then at where the log ends."""
        self.wanted = anchor_at[0] if anchor_at else 0
        self.seen = log.Seen() if log.has_cover(connection) else None
        for row in log.stored(connection):
            self.step(connection, row)
        self.breaches += [*self.unproved, *self.ends(head)]
        if anchor_at is not None and self.anchored != anchor_at[1]:
            self.breaches.append(f"entry {anchor_at[0]} is not the one that the anchor names: the log was put back")

    def step(self, connection: sa.Connection, row: Sequence[Any]) -> None:
        """One entry further."""
        number, mac, key_id = row[log.PLACES["number"]], row[log.PLACES["mac"]], row[log.PLACES["key_id"]]
        self.entries += 1
        follows = number == self.number + 1 or self.entries == 1
        if not follows:
            self.breaches.append(f"entries {self.number + 1} to {number - 1} are missing")
        if mac is None:
            if self.mac:
                self.breaches.append(f"entry {number} is not sealed")
        elif not self.mac:
            self._first(connection, row)
        elif follows:
            self._sealed(row)
        if self.seen is not None:
            self._covered(row, self.seen)
        self.number, self.mac, self.key_id = number, mac or self.mac, key_id or self.key_id
        if number == self.wanted:
            self.anchored = mac

    def _first(self, connection: sa.Connection, row: Sequence[Any]) -> None:
        self.key_id = str(row[log.PLACES["key_id"]])
        self._sealed(row)
        detail = log.detail_of(row)
        count, digest = log.earlier(connection)
        if row[log.PLACES["act"]] != log.BEGUN:
            self.breaches.append("the first entry of the chain is missing")
        elif (detail.get("earlier"), detail.get("digest")) != (count, digest):
            self.breaches.append("entries older than the chain were changed past the program")

    def _sealed(self, row: Sequence[Any]) -> None:
        number, key_id = row[log.PLACES["number"]], row[log.PLACES["key_id"]]
        key = self.ring.known.get(key_id)
        if key is None:
            self.unproved.append(f"entry {number} is sealed with key {key_id}, which is not in the settings")
            return
        if not self._is_as_sealed(key, row):
            self.breaches.append(f"entry {number} was changed past the program")
        if key_id != self.key_id:
            self._new_key(row)

    def _is_as_sealed(self, key: Key, row: Sequence[Any]) -> bool:
        values = [row[log.PLACES[name]] for name in log.KINDS]
        told: object = row[log.PLACES["mac"]]
        return key.mac(message("access_log", words_of(log.KINDS, values), self.mac)) == told

    def _covered(self, row: Sequence[Any], seen: log.Seen) -> None:
        """An entry that seals all the earlier ones once more proves those whose key is gone."""
        key = self.ring.known.get(row[log.PLACES["key_id"]])
        if row[log.PLACES["act"]] == log.COVERED and key is not None and self._is_as_sealed(key, row):
            detail = log.detail_of(row)
            if (detail.get("entries"), detail.get("digest")) == (seen.entries, seen.digest):
                self.unproved.clear()
            else:
                self.breaches.append(f"entries before {self.number + 1} were changed past the program")
        seen.add(row)

    def _new_key(self, row: Sequence[Any]) -> None:
        number, detail = row[log.PLACES["number"]], log.detail_of(row)
        former = self.ring.known.get(self.key_id)
        if former is None and row[log.PLACES["act"]] == log.NEW_KEY:
            self.unproved.append(f"entry {number} takes over from key {self.key_id}, which is not in the settings")
            return
        wanted = former.mac(log.vouching(self.mac, str(row[log.PLACES["key_id"]]))) if former else None
        if row[log.PLACES["act"]] != log.NEW_KEY or wanted is None or detail.get("vouched") != wanted:
            self.breaches.append(f"entry {number} begins a new key for which the former one does not vouch")

    def ends(self, head: Head) -> list[str]:
        """What is wrong with where the log ends."""
        if self.number < head.number:
            return [f"entries {self.number + 1} to {head.number} are missing from the end"]
        if head.is_begun and (head.number, head.mac) != (self.number, self.mac):
            return [f"the log should end with entry {head.number}"]
        return []
