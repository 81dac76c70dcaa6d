"""A database that lives for one run: beside the installation's own data, and swept away where a run was killed."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from models.settings import settings

PREFIX = ".restoring-"
_HELD = "held.sqlite3"
_TAKE = "BEGIN EXCLUSIVE"


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for its owner alone, in the data folder; gone when the block ends, and swept if it never ended.

    What lies in it is as good as the database itself, so it lies where the database is guarded, never in /tmp.
    """
    sweep()
    data = settings().data_dir.resolve()
    data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=data) as name:
        folder = Path(name)
        with closing(_lock(folder)) as held:
            held.execute(_TAKE)
            yield folder


def sweep() -> int:
    """Remove what runs that were killed have left, and say how many; a run that is under way keeps its folder."""
    left = [each for each in settings().data_dir.glob(f"{PREFIX}*") if _is_left(each)]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)


def _lock(folder: Path) -> sqlite3.Connection:
    """The lock of a database goes with the process that took it, however that process ends, on every system."""
    return sqlite3.connect(folder / _HELD, timeout=0, isolation_level=None)


def _is_left(folder: Path) -> bool:
    if not (folder / _HELD).exists():
        return False  # just being made, and empty
    with closing(_lock(folder)) as held:
        try:
            held.execute(_TAKE)
        except sqlite3.OperationalError:
            return False
    return True
