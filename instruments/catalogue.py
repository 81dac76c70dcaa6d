"""The shelf: every instrument that Fairtrial knows, by its id, and the earlier versions of each."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from instruments.definition import load_file
from instruments.errors import DefinitionError
from instruments.instrument import Instrument

DEFINITIONS = Path(__file__).parent / "definitions"


class Shelf(Mapping[str, Instrument]):
    """The instruments by id, in the order of their ids, each in its newest version. It cannot be changed."""

    def __init__(self, instruments: Iterable[Instrument]) -> None:
        self._versions: dict[str, dict[str, Instrument]] = {}
        for one in sorted(instruments, key=lambda one: (one.id, _order(one.version))):
            self._versions.setdefault(one.id, {})[one.version] = one
        self._newest = {name: list(known.values())[-1] for name, known in self._versions.items()}

    def __getitem__(self, name: str) -> Instrument:
        return self._newest[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._newest)

    def __len__(self) -> int:
        return len(self._newest)

    def version(self, name: str, version: str) -> Instrument:
        """An instrument as it was: answers stay scored under the version that was given. KeyError if unknown."""
        return self._versions[name][version]

    def versions(self, name: str) -> tuple[str, ...]:
        """Every version of an instrument, the newest last."""
        return tuple(self._versions[name])

    def all_versions(self) -> tuple[Instrument, ...]:
        return tuple(one for known in self._versions.values() for one in known.values())


def _order(version: str) -> list[tuple[int, str]]:
    """2 before 10, 1.9 before 1.10."""
    return [(int(part) if part.isdigit() else -1, part) for part in re.split(r"[.\-_]", version)]


def load_shelf(folder: Path) -> Shelf:
    """Every definition in a folder. A file is called after its instrument, or `<id>-<version>` for an earlier one."""
    found = []
    for path in sorted(folder.glob("*.toml")):
        one = load_file(path)
        if path.stem not in (one.id, f"{one.id}-{one.version}"):
            raise DefinitionError(path.name, "id", f"{path.stem!r} expected, as the file is called")
        found.append(one)
    return Shelf(found)


@cache
def delivered() -> Shelf:
    """The shelf as delivered."""
    return load_shelf(DEFINITIONS)
