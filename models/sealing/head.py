"""Where the log ends and what all seals add up to: one row, sealed itself, that every writer waits for last of all."""

import json
from dataclasses import dataclass, replace

import sqlalchemy as sa

from models.errors import Unsafe
from models.records import LogHead
from models.sealing.keys import Key, keyring
from models.sealing.prepared import Prepared

HEAD: sa.Table = LogHead.__table__  # type: ignore[attr-defined]
NAMES = ("log_id", "number", "mac", "rows", "total", "key_id", "seal")
READ = sa.select(*[HEAD.c[name] for name in NAMES]).where(HEAD.c.id == 1)
READ_ALONE, READ_AND_LOCK = Prepared(READ), Prepared(READ.with_for_update())
WRITE = Prepared(sa.update(HEAD).where(HEAD.c.id == 1), NAMES)
WRAP = 1 << 128


@dataclass(frozen=True)
class Head:
    """The last entry of the log (number and mac), how many rows are sealed, and the sum of their seals."""

    log_id: str = ""
    number: int = 0
    mac: str = ""
    rows: int = 0
    total: str = ""
    key_id: str = ""
    seal: str = ""

    @property
    def is_begun(self) -> bool:
        """False until the first act in this database."""
        return bool(self.key_id)

    @property
    def sum(self) -> int:
        """The sum of all seals."""
        return int(self.total or "0", 16)

    def changed(self, *, rows: int, total: int) -> "Head":
        """With another sum of seals."""
        return replace(self, rows=rows, total=f"{total % WRAP:032x}")

    def sealed(self, key: Key) -> "Head":
        """With the seal that belongs to it."""
        return replace(self, key_id=key.id, seal=key.mac(self.message(key.id)))

    def is_sound(self) -> bool:
        """True where the seal belongs to it and to a key that is known."""
        key = keyring().known.get(self.key_id)
        return key is not None and self.seal == key.mac(self.message(key.id))

    def message(self, key_id: str) -> bytes:
        """What is sealed of it."""
        return json.dumps(["log_head", self.log_id, self.number, self.mac, self.rows, self.total, key_id]).encode()


def read(connection: sa.Connection, *, lock: bool = False) -> Head | None:
    """The head as it stands; None where somebody took it away. With `lock` other writers wait."""
    row = (READ_AND_LOCK if lock else READ_ALONE).run(connection, {}).first()
    return Head(*row) if row else None


def locked(connection: sa.Connection) -> Head:
    """The head, for this transaction alone until it ends. Raises Unsafe where it is gone: nothing is written then."""
    head = read(connection, lock=True)
    if head is None:
        raise Unsafe("Nothing was written: the end of the log is missing; run: fairtrial verify.")
    return head


def save(connection: sa.Connection, head: Head, key: Key) -> Head:
    """Seal the head and put it in its place."""
    done = head.sealed(key)
    WRITE.run(connection, {name: getattr(done, name) for name in NAMES})
    return done
