"""The shelf: every instrument that Fairtrial knows, by its id."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from instruments.definition import load_file
from instruments.errors import DefinitionError
from instruments.instrument import Instrument

DEFINITIONS = Path(__file__).parent / "definitions"


class Shelf(Mapping[str, Instrument]):
    """The instruments by id, in the order of their ids. It cannot be changed."""

    def __init__(self, instruments: Mapping[str, Instrument]) -> None:
        self._instruments = dict(sorted(instruments.items()))

    def __getitem__(self, name: str) -> Instrument:
        return self._instruments[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._instruments)

    def __len__(self) -> int:
        return len(self._instruments)


def load_shelf(folder: Path) -> Shelf:
    """Every definition in a folder. A file is named after its instrument, so no two can claim one id."""
    found = {}
    for path in sorted(folder.glob("*.toml")):
        instrument = load_file(path)
        if instrument.id != path.stem:
            raise DefinitionError(path.name, "id", f"{path.stem!r} expected, as the file is called")
        found[instrument.id] = instrument
    return Shelf(found)


@cache
def shelf() -> Shelf:
    """The shelf as delivered, loaded once."""
    return load_shelf(DEFINITIONS)
