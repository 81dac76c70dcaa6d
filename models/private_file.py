"""A file that nobody else may read, and that has its name only once it is whole and on disk."""

import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

STANDARD_OUTPUT = "-"


def require_writable(out: Path) -> None:
    """Refuse what can't be written before any record is read, so that no reading is logged for nothing."""
    if str(out) == STANDARD_OUTPUT:
        return
    folder = out.resolve().parent
    if out.is_dir():
        raise IsADirectoryError(21, "is a folder; name a file", str(out))
    if not folder.is_dir():
        raise FileNotFoundError(2, "the folder does not exist", str(folder))
    if not os.access(out if _is_special(out) else folder, os.W_OK):
        raise PermissionError(13, "may not be written", str(out))


@contextmanager
def private_file(out: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """The open file and where it lies until it is whole: beside `out`, whose place it takes when the block ends well.

    A file that is there stays until then, and stays for good where the block fails; nothing half-written is left.
    """
    final = out.resolve()
    handle, name = tempfile.mkstemp(prefix=".fairtrial-", dir=final.parent)  # readable and writable by its owner alone
    beside = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file, beside
            file.flush()
            os.fsync(file.fileno())
        beside.replace(final)
    finally:
        beside.unlink(missing_ok=True)
    _sync_folder(final.parent)


@contextmanager
def output(out: Path) -> Iterator[BinaryIO]:
    """Like `private_file`, but also standard output for `-`, and a pipe or a device, which are written to as they are.

    What goes there is held back until the block has ended well.
    """
    if str(out) != STANDARD_OUTPUT and not _is_special(out):
        with private_file(out) as (file, _):
            yield file
        return
    with tempfile.TemporaryFile() as held:
        yield held
        held.seek(0)
        if str(out) == STANDARD_OUTPUT:
            _copy(held, sys.stdout.buffer)
            return
        with out.open("wb") as special:
            _copy(held, special)


def _copy(one: BinaryIO, other: BinaryIO) -> None:
    while piece := one.read(1 << 20):
        other.write(piece)
    other.flush()


def _is_special(out: Path) -> bool:
    """A pipe or a device, such as /dev/stdout, is written to and never replaced."""
    return out.exists() and not stat.S_ISREG(out.stat().st_mode)


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
