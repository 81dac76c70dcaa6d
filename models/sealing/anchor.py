"""The anchor: where the log ended, told in a file outside the database, so that going back is noticed."""

import contextlib
import json
import os
from pathlib import Path
from threading import get_ident

import sqlalchemy as sa

from models.records import AccessLog
from models.sealing.head import Head
from models.settings import settings


def file_of(log_id: str) -> Path:
    """Where the anchor of a log lies: in the data folder, which is not where a PostgreSQL database lies."""
    return settings().data_dir / f"log-anchor-{log_id[:12]}.json"


LOG: sa.Table = AccessLog.__table__  # type: ignore[attr-defined]


def holds(connection: sa.Connection, head: Head) -> bool:
    """Whether the log still goes on from its anchor; asked for while nobody else can write.

    Where it was put back, the anchor stays where it lies until somebody has seen it, however much is written since.
    """
    there = read(head.log_id)
    if there is None or there == (head.number, head.mac):
        return True
    number, mac = there
    return number < head.number and connection.scalar(sa.select(LOG.c.mac).where(LOG.c.number == number)) == mac


def perhaps(before: int, head: Head) -> None:
    """Move the anchor with every entry, so that a database put back by a single act is noticed.

    A folder that cannot be written to must not undo what was done.
    """
    if head.number > before:
        with contextlib.suppress(OSError):
            place(head)


def place(head: Head, *, back: bool = False) -> None:
    """Move the anchor to this end of the log; never back, unless a copy has been restored."""
    there = read(head.log_id)
    if there is not None and there[0] >= head.number and not back:
        return
    file = file_of(head.log_id)
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(f".{os.getpid()}-{get_ident()}")
    beside.write_text(json.dumps({"log": head.log_id, "number": head.number, "mac": head.mac}) + "\n", "utf-8")
    beside.replace(file)


def read(log_id: str) -> tuple[int, str] | None:
    """The number and mac of the entry that the anchor names; None where there is no anchor."""
    try:
        told = json.loads(file_of(log_id).read_text("utf-8"))
        return int(told["number"]), str(told["mac"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
