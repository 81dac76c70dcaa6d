"""Every clinical number with its unit, its source, how sure we are of it, and when it was last looked up."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "rules"
FIELDS = ("value", "unit", "source", "mark", "checked_on")
MARKS = ("verified", "paper", "policy", "memory")  # from the surest to the least sure


class BrokenRule(ValueError):
    """A rule file is not as it must be: names the file, the entry and what is wrong."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One number (or word) from the literature or of our own policy."""

    name: str
    value: Any
    unit: str
    source: str
    mark: str
    checked_on: date

    @property
    def number(self) -> float:
        return float(self.value)

    @property
    def whole(self) -> int:
        return int(self.value)

    @property
    def text(self) -> str:
        return str(self.value)


def make(name: str, entry: Mapping[str, Any]) -> Rule:
    """A rule from its table in a file; every one of the five fields must be there."""
    missing = [field for field in FIELDS if field not in entry]
    if missing:
        raise BrokenRule(f"{name}: {', '.join(missing)} missing")
    if entry["mark"] not in MARKS:
        raise BrokenRule(f"{name}: mark is {entry['mark']!r}, must be one of {', '.join(MARKS)}")
    return Rule(name, **{field: entry[field] for field in FIELDS})


@cache
def document(file: str) -> dict[str, Any]:
    """One file of the rules folder as it stands."""
    with (FOLDER / f"{file}.toml").open("rb") as handle:
        return tomllib.load(handle)


def _walk(prefix: str, table: Mapping[str, Any]) -> Iterator[Rule]:
    for key, entry in table.items():
        name = f"{prefix}.{key}"
        if not isinstance(entry, dict):
            raise BrokenRule(f"{name}: a bare {type(entry).__name__}; give it a table with {', '.join(FIELDS)}")
        if "value" in entry:
            yield make(name, entry)
        else:
            yield from _walk(name, entry)


@cache
def rules(file: str) -> Mapping[str, Rule]:
    """All rules of one file by their dotted name, for example `adequacy.weeks`."""
    return {rule.name: rule for rule in _walk(file, document(file))}


@cache
def rule(name: str) -> Rule:
    """One rule by its dotted name; the first part is the file."""
    return rules(name.partition(".")[0])[name]


def number(name: str) -> float:
    return rule(name).number


def whole(name: str) -> int:
    return rule(name).whole


@cache
def provenance(name: str, value: float) -> tuple[str, str]:
    """Source and mark of a threshold; a value that differs from the file's is somebody's own setting."""
    found = rule(name)
    if found.value == value:
        return found.source, found.mark
    return "set for this assessment", "policy"


def weaker(one: str, other: str) -> str:
    """Of two marks the less sure one: a conclusion is no surer than its weakest number."""
    return max(one, other, key=MARKS.index)
