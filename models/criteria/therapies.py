"""The psychotherapies, and which of them count as evidence-based treatments of depression."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from models.criteria.rule import document

MANY = 4096  # names are typed by people; what has been looked up must not grow without end


@dataclass(frozen=True, slots=True, eq=False)
class Therapy:
    """One kind of psychotherapy. `low_intensity` marks guided internet treatment, which some rules do not count."""

    id: str
    name: str
    evidence_based: bool
    low_intensity: bool
    line: str
    family: str
    also: tuple[str, ...]


class Therapies:
    """Looks therapies up by abbreviation or name, whatever the case."""

    def __init__(self, listed: tuple[Therapy, ...], source: str, mark: str) -> None:
        self._listed = listed
        self.source = source
        self.mark = mark
        self._by_name = {_tidy(name): one for one in listed for name in (one.id, one.name, *one.also)}
        self._found: dict[str | None, Therapy | None] = {None: None}

    def __iter__(self) -> Iterator[Therapy]:
        return iter(self._listed)

    def __len__(self) -> int:
        return len(self._listed)

    def find(self, name: str | None) -> Therapy | None:
        if name not in self._found:
            if len(self._found) > MANY:
                self._found = {None: None}
            self._found[name] = self._by_name.get(_tidy(name or ""))
        return self._found[name]


def _tidy(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split())


def _therapy(short: str, entry: dict[str, Any]) -> Therapy:
    low, also = bool(entry.get("low_intensity", False)), tuple(entry["also"])
    return Therapy(short, entry["name"], entry["evidence_based"], low, entry["line"], entry["family"], also)


@cache
def therapies() -> Therapies:
    """The shipped list, read once."""
    data = document("therapies")
    listed = tuple(_therapy(short, entry) for short, entry in data["therapy"].items())
    return Therapies(listed, data["provenance"]["source"], data["provenance"]["mark"])
