"""A database file that was moved away or replaced is noticed before anything more is read from it or written to it."""

import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError


def watch(engine: Engine, file: Path) -> None:
    """Keep every connection of this engine to the file that bears the name now.

    An open connection follows its file, whatever becomes of the name: answers would be kept, and told to be kept,
    in a file that was moved away or deleted. And where there is no file SQLite makes an empty one: not here.
    """
    was_there = False

    def connect(_dialect: Any, _record: Any, _args: Any, _options: Any) -> None:
        if was_there and not file.exists():
            raise sqlite3.OperationalError("unable to open database file")

    def remember(_connection: Any, record: Any) -> None:
        nonlocal was_there
        was_there = True
        record.info["file"] = _identity(file)

    def compare(_connection: Any, record: Any, _proxy: Any) -> None:
        if record.info.get("file") != _identity(file):
            raise DisconnectionError("the database file is another one")

    event.listen(engine, "do_connect", connect)
    event.listen(engine, "connect", remember)
    event.listen(engine, "checkout", compare)


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(file)
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
