"""The shelf of this program: what was delivered, and a clinic's own files where a folder of them is in use."""

from functools import cache
from pathlib import Path

from instruments.catalogue import Shelf, delivered
from instruments.own import furnish

_own: list[Path] = []


@cache
def shelf() -> Shelf:
    """Every instrument by its id. Loaded once."""
    return furnish(delivered(), _own[0]) if _own else delivered()


def use_own(folder: Path | None) -> Shelf:
    """Puts a clinic's own files on the shelf of this program: called once, when it begins. None takes them off again.

    Raises DefinitionError for the first file that does not hold, and then leaves the shelf as it was.
    """
    if folder is not None:
        furnish(delivered(), folder)
    _own[:] = [] if folder is None else [folder]
    shelf.cache_clear()
    return shelf()
