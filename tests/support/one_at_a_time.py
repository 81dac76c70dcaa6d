"""Nobody waits for a second connection while holding a first one: as many as there are would wait for one another."""

import sys
from pathlib import Path
from threading import local
from types import FrameType
from typing import Any

from tests.support.source import ROOT

# What stands between an act and its connection; whoever called it is the one who holds it.
BETWEEN = {str(ROOT / "models" / name) for name in ("database.py", "door.py")} | {str(ROOT / "models" / "sealing")}
MODELS = str(ROOT / "models")
_held = local()


class HoldsAnother(AssertionError):
    """A connection was asked for by an act that is inside another one's transaction."""


def taken(_connection: Any, record: Any, proxy: Any) -> None:
    """An event of the pool: a connection leaves it."""
    if (place := _who(sys._getframe(1))) is None:
        return
    holders: dict[int, tuple[Any, str]] = _held.__dict__.setdefault("by", {})
    for pool, holder in holders.values():
        if pool is proxy._pool:
            raise HoldsAnother(f"{place} asks for a connection, and {holder} holds one")
    holders[id(record)] = proxy._pool, place


def given_back(_connection: Any, record: Any) -> None:
    """An event of the pool: a connection comes back."""
    _held.__dict__.setdefault("by", {}).pop(id(record), None)


def _who(frame: FrameType | None) -> str | None:
    """The function of the program that asks; None where a test, or a library of its own accord, does."""
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(str(ROOT)) and ".venv" not in file and not file.startswith(tuple(BETWEEN)):
            if file == __file__:
                frame = frame.f_back
                continue
            return f"{Path(file).name}: {frame.f_code.co_name}" if file.startswith(MODELS) else None
        frame = frame.f_back
    return None
