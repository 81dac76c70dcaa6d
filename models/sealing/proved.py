"""When the whole log was last walked and what came of it: a note outside the database, sealed like everything else."""

import contextlib
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from models.clock import now
from models.sealing.keys import keyring
from models.settings import settings


@dataclass(frozen=True)
class Proved:
    """One walk along the whole log: when, how many entries, and in how many places it was not in order."""

    at: datetime
    entries: int
    breaches: int


def file_of(log_id: str) -> Path:
    """Where the note lies: beside the anchor."""
    return settings().data_dir / f"log-verified-{log_id[:12]}.json"


def note(log_id: str, entries: int, breaches: int) -> None:
    """Keep what a walk has proved; a folder that cannot be written to takes nothing from the proof."""
    told = json.dumps([log_id, now().isoformat(), entries, breaches])
    key, file = keyring().current, file_of(log_id)
    beside = file.with_suffix(f".{os.getpid()}")
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps({"told": told, "key": key.id, "mac": key.mac(told.encode())}) + "\n", "utf-8")
        beside.replace(file)


def read(log_id: str) -> Proved | None:
    """The last walk; None where there is no note, or one that this program did not write."""
    try:
        kept = json.loads(file_of(log_id).read_text("utf-8"))
        told, key = str(kept["told"]), keyring().known.get(kept["key"])
        about, at, entries, breaches = json.loads(told)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if key is None or about != log_id or kept["mac"] != key.mac(told.encode()):
        return None
    return Proved(datetime.fromisoformat(at), int(entries), int(breaches))
