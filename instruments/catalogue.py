"""The shelf: every instrument that Fairtrial knows, by its id, and the earlier versions of each."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from threading import Lock

from instruments.definition import load_file
from instruments.errors import DefinitionError
from instruments.instrument import Instrument

DEFINITIONS = Path(__file__).parent / "definitions"


class Entry:
    """A place on the shelf: an instrument, or the file from which it is read when somebody first asks for it."""

    def __init__(self, source: Instrument | Path) -> None:
        self._instrument = source if isinstance(source, Instrument) else None
        self._path = source if isinstance(source, Path) else None
        self._lock = Lock()

    def instrument(self) -> Instrument:
        """Raises DefinitionError. Two readers at once get the same one."""
        with self._lock:
            if self._instrument is None and self._path is not None:
                self._instrument = _load_named(self._path)
            assert self._instrument is not None
            return self._instrument


class Shelf(Mapping[str, Instrument]):
    """The instruments by id, in the order of their ids, each in its newest version. It cannot be changed."""

    def __init__(self, entries: Mapping[str, Iterable[Entry]]) -> None:
        self._entries = {name: tuple(entries[name]) for name in sorted(entries)}

    def __getitem__(self, name: str) -> Instrument:
        entries = self._entries[name]
        return entries[0].instrument() if len(entries) == 1 else self._of(name)[-1]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def version(self, name: str, version: str) -> Instrument:
        """An instrument as it was: answers stay scored under the version that was given. KeyError if unknown."""
        return {one.version: one for one in self._of(name)}[version]

    def versions(self, name: str) -> tuple[str, ...]:
        """Every version of an instrument, the newest last."""
        return tuple(one.version for one in self._of(name))

    def plus(self, instruments: Iterable[Instrument]) -> "Shelf":
        """A shelf with these, too. One with the same id and version takes the place of what was there."""
        entries = dict(self._entries)
        for new in instruments:
            kept = [one for one in entries.get(new.id, ()) if one.instrument().version != new.version]
            entries[new.id] = (*kept, Entry(new))
        return Shelf(entries)

    def _of(self, name: str) -> list[Instrument]:
        return sorted((one.instrument() for one in self._entries[name]), key=lambda one: _order(one.version))


def _order(version: str) -> list[tuple[int, str]]:
    """2 before 10, 1.9 before 1.10."""
    return [(int(part) if part.isdigit() else -1, part) for part in re.split(r"[.\-_]", version)]


def load_shelf(folder: Path) -> Shelf:
    """Every definition in a folder, read and checked. Raises DefinitionError for the first that does not hold."""
    found = open_shelf(folder)
    for name in found:
        found.versions(name)
    return found


def open_shelf(folder: Path) -> Shelf:
    """Every definition in a folder, each read when it is first asked for.

    A file is called after its instrument, or `<id>-<version>` for an earlier version: that is how it is found.
    """
    entries: dict[str, list[Entry]] = {}
    for path in sorted(folder.glob("*.toml")):
        entries.setdefault(path.stem.partition("-")[0], []).append(Entry(path))
    return Shelf(entries)


def _load_named(path: Path) -> Instrument:
    one = load_file(path)
    if path.stem not in (one.id, f"{one.id}-{one.version}"):
        raise DefinitionError(path.name, "id", f"{path.stem!r} expected, as the file is called")
    return one


@cache
def delivered() -> Shelf:
    """The shelf as delivered."""
    return open_shelf(DEFINITIONS)
