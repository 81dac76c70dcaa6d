"""Whether the database could be written to, told without writing: no answer is asked for that could not be kept."""

import os
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

READ_ONLY = "the database can be read and not written to"
FULL = "the disk of the database is full"
LEAST_ROOM = 1 << 20  # bytes: some hundred answers


def trouble(engine: Engine) -> str | None:
    """Why nothing can be written, in words that name no place; None where all is well. Asks no lock of anybody."""
    try:
        return _of_file(Path(engine.url.database or "")) if engine.dialect.name == "sqlite" else _of_host(engine)
    except (OSError, SQLAlchemyError):
        return "the database does not answer"


def _of_file(file: Path) -> str | None:
    if not all(os.access(each, os.W_OK) for each in (file, file.absolute().parent)):
        return READ_ONLY
    disk = os.statvfs(file)
    return FULL if disk.f_blocks and disk.f_bavail * disk.f_frsize < LEAST_ROOM else None


def _of_host(engine: Engine) -> str | None:
    asked = text("SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on'")
    with engine.execution_options(fairtrial_writes=False).connect() as connection:
        return READ_ONLY if connection.execute(asked).scalar() else None
