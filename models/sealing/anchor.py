"""The anchor: where the log ended some time ago, told in a file outside the database, so that going back is noticed."""

import contextlib
import json
import os
from pathlib import Path

from models.sealing.head import Head
from models.settings import settings

EVERY = 100  # entries


def file_of(log_id: str) -> Path:
    """Where the anchor of a log lies: in the data folder, which is not where a PostgreSQL database lies."""
    return settings().data_dir / f"log-anchor-{log_id[:12]}.json"


def perhaps(before: int, head: Head) -> None:
    """Move the anchor after every hundred entries; a folder that cannot be written to must not undo what was done."""
    if head.number // EVERY > before // EVERY:
        with contextlib.suppress(OSError):
            place(head)


def place(head: Head, *, back: bool = False) -> None:
    """Move the anchor to this end of the log; never back, unless a copy has been restored."""
    there = read(head.log_id)
    if there is not None and there[0] >= head.number and not back:
        return
    file = file_of(head.log_id)
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(f".{os.getpid()}")
    beside.write_text(json.dumps({"log": head.log_id, "number": head.number, "mac": head.mac}) + "\n", "utf-8")
    beside.replace(file)


def read(log_id: str) -> tuple[int, str] | None:
    """The number and mac of the entry that the anchor names; None where there is no anchor."""
    try:
        told = json.loads(file_of(log_id).read_text("utf-8"))
        return int(told["number"]), str(told["mac"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
