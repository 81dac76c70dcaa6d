"""Making a copy: of one moment, while others go on writing; read back before it takes its name."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from models import database
from models.clock import now
from models.copies import envelope, words
from models.private_file import private_file, require_writable
from models.settings import settings

READING = 1 << 20


@dataclass(frozen=True)
class Made:
    """A copy that lies on disk and was read back."""

    sha256: str
    rows: int


@contextmanager
def moment(url: str) -> Iterator[sa.Connection]:
    """A connection that sees the database as it is now until it is closed, whatever is written meanwhile."""
    engine = database.engine_for(url)
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with engine.execution_options(fairtrial_writes=False).connect() as connection:
        yield connection


def make(out: Path, told: Callable[[int], None] = lambda rows: None) -> Made:
    """Write a copy of this installation's database; the file has its name only once it is whole and on disk."""
    require_writable(out)
    schema = str(database.schema_of(settings().url)[0])
    header = envelope.new_header(now().isoformat(), schema)
    with private_file(out) as (file, beside):
        with moment(settings().url) as connection:
            envelope.write(file, header, counted(words.lines(connection), told))
        file.flush()
        rows = sum(1 for line in contents(beside) if line.startswith(b"["))
        digest = sha256_of(beside)
    return Made(digest, rows)


def counted(lines: Iterator[bytes], told: Callable[[int], None]) -> Iterator[bytes]:
    """The same lines, and somebody hears how many there were."""
    for number, line in enumerate(lines, start=1):
        if number % 1000 == 0:
            told(number)
        yield line


def contents(file: Path) -> Iterator[bytes]:
    """The lines of a copy, each piece proved. Raises Invalid where one is not as it was written."""
    with file.open("rb") as stream:
        header, told = envelope.read_header(stream, file.name)
        yield from envelope.read(stream, header, told, file.name)


def sha256_of(file: Path) -> str:
    """The checksum of a file, as `sha256sum` tells it."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while piece := stream.read(READING):
            digest.update(piece)
    return digest.hexdigest()
