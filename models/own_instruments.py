"""A clinic's own instruments and wordings, which lie in its data folder and join the shelf when the program begins."""

from instruments import DefinitionError, Shelf, use_own
from models.errors import Unsafe
from models.settings import settings

FOLDER = "instruments"


def with_own_instruments() -> Shelf:
    """The shelf with the files of this installation. Raises Unsafe, naming file and place, where one does not hold."""
    try:
        return use_own(settings().data_dir / FOLDER)
    except DefinitionError as error:
        raise Unsafe(f"Not started: {error}") from None
