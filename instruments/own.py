"""A clinic's own files: instruments of its own, and wording for those whose text may not be delivered."""

from pathlib import Path

from instruments.catalogue import DEFINITIONS, Shelf, delivered
from instruments.definition import load_text
from instruments.errors import DefinitionError
from instruments.instrument import Instrument
from instruments.reading import lines_named, parse, read_text
from instruments.wording import read_wording, worded


def furnish(shelf: Shelf, folder: Path, leaving_out: Path | None = None) -> Shelf:
    """The shelf with every file of a folder added: definitions first, then wordings. A missing folder adds nothing.

    A file may not replace what is on the shelf: its id is new, or (for its own instruments) its version is.
    """
    found_files = [path for path in sorted(folder.glob("*.toml")) if leaving_out is None or not same(path, leaving_out)]
    files = {path: read_text(path) for path in found_files}
    definitions = [path for path, text in files.items() if not is_wording(text, path.name)]
    own: dict[tuple[str, str], str] = {}
    found = []
    for path in definitions:
        one = _new(load_text(files[path], path.name), files[path], path.name, shelf)
        if (one.id, one.version) in own:
            with lines_named(files[path]):
                raise DefinitionError(
                    path.name, "version", f"{one.version!r} stands in {own[one.id, one.version]}, too"
                )
        own[one.id, one.version] = path.name
        found.append(one)
    shelf = shelf.plus(found)
    for path in sorted(set(files) - set(definitions)):
        wording = read_wording(files[path], path.name, shelf)
        shelf = shelf.plus([worded(shelf.version(wording.id, wording.version), wording)])
    return shelf


def same(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file."""
    return one.resolve() == other.resolve()


def check_file(path: Path, shelf: Shelf | None = None) -> str:
    """One line about a definition or a wording that holds. Raises DefinitionError for one that does not.

    `shelf` is what a wording may be for: as delivered, unless it is given with the other files of the clinic.
    """
    base, text = shelf or delivered(), read_text(path)
    if is_wording(text, path.name):
        wording = read_wording(text, path.name, base)
        return f"{path.name}: wording of {wording.id} {wording.version} in {wording.language}, complete"
    one = load_text(text, path.name)
    if not _is_delivered(one, text):
        _new(one, text, path.name, delivered())
    kept = len(one.items) + len(one.supplements)
    return f"{path.name}: definition of {one.id}, version {one.version}: {kept} items, {len(one.scales)} scores"


def is_wording(text: str, file: str) -> bool:
    """A wording names its language; a definition names its scores."""
    values = parse(text, file)
    return "language" in values and "scales" not in values


def _is_delivered(one: Instrument, text: str) -> bool:
    path = DEFINITIONS / f"{one.id}.toml"
    return path.is_file() and path.read_text(encoding="utf-8") == text


def _new(one: Instrument, text: str, file: str, shelf: Shelf) -> Instrument:
    if one.id in shelf:
        with lines_named(text):
            raise DefinitionError(
                file, "id", f"{one.id} is part of Fairtrial and cannot be replaced; allowed: another id"
            )
    return one
