"""Single bits that turn over in a database file, as on a failing disk, and whether that changed what the file says."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from models.database import engine_for
from models.settings import settings
from tests.trust.conftest import broken

PAGE = 4096  # bytes, where the file itself says nothing


@dataclass(frozen=True)
class Flip:
    """One bit of a file that was turned, and what came of it."""

    byte: int
    bit: int
    changed: bool
    found: str

    @property
    def missed(self) -> bool:
        return self.changed and not self.found


def content(file: Path) -> object:
    """Every definition and every row, as stored; None where they cannot be read."""
    try:
        with closing(sqlite3.connect(file)) as there:
            there.text_factory = bytes
            parts = there.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
            tables = [
                row[0] for row in there.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            ]
            rows = [sorted(map(repr, there.execute(f'SELECT * FROM "{name.decode()}"'))) for name in tables]
            return parts, rows
    except (sqlite3.Error, UnicodeDecodeError):
        return None


def place(whole: bytes, turn: int, chance: random.Random) -> int:
    """Where the bit of this turn lies: every page of the file has one before any has two, and where something is."""
    size = int.from_bytes(whole[16:18], "big") or PAGE
    pages = random.Random(0).sample(range(len(whole) // size), len(whole) // size)
    start = pages[turn % len(pages)] * size
    told = [start + at for at, byte in enumerate(whole[start : start + size]) if byte]
    return chance.choice(told) if told else start + chance.randrange(size)


def flips(original: Path, folder: Path, times: int, seed: int, use: object) -> Iterator[Flip]:
    """Turn one bit at a time in copies of a file; `use` names the copy in this test's settings."""
    whole, before = original.read_bytes(), content(original)
    assert before is not None
    chance = random.Random(seed)
    for number in range(times):
        byte, bit = place(whole, seed * times + number, chance), chance.randrange(8)
        file = folder / f"flip-{seed}-{number}.sqlite3"
        turned = bytearray(whole)
        turned[byte] ^= 1 << bit
        file.write_bytes(turned)
        changed = content(file) != before
        url = f"sqlite:///{file}"
        use.setenv("FAIRTRIAL_DATABASE_URL", url)  # type: ignore[attr-defined]
        settings.cache_clear()
        found = broken()
        engine_for(url).dispose()
        file.unlink()
        yield Flip(byte, bit, changed, found)
