"""Payers' rules as dated data: each policy one file, each criterion with its numbers and where they were read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from sys import intern
from typing import Any

from models.criteria.rule import FOLDER, MARKS, BrokenRule, document
from models.criteria.staging.terms import Terms, terms
from models.criteria.verdict import Answer

STATES: Mapping[Answer, str] = {
    Answer.yes: "Met",
    Answer.no: "Not met",
    Answer.unknown: "No evidence",
    Answer.not_applicable: "Needs attestation",
}
FIELDS = ("predicate", "text", "unit", "source", "mark", "checked_on")


@dataclass(frozen=True, eq=False)
class Criterion:
    """One thing that a payer asks. `figures` are the numbers that its predicate reads.

    Criteria that ask for the same have the same `key`. `told` is how each answer to it begins, `told_alone` the whole
    of it where the record shows nothing more.
    """

    name: str
    predicate: str
    text: str
    source: str
    mark: str
    checked_on: date
    figures: Mapping[str, Any]
    key: str
    told: Mapping[Answer, str]
    told_alone: Mapping[Answer, str]
    ways: tuple["Criterion", ...] = ()


@dataclass(frozen=True)
class Policy:
    id: str
    title: str
    treatment: str
    order: int
    source: str
    checked_on: date
    note: str
    criteria: tuple[Criterion, ...]


def _criterion(name: str, entry: Mapping[str, Any]) -> Criterion:
    """A criterion with `ways` holds when one of them does."""
    missing = [field for field in FIELDS if field not in entry]
    if missing or entry["mark"] not in MARKS:
        raise BrokenRule(f"{name}: {', '.join(missing) or 'mark'} missing or not allowed")
    ways = tuple(_criterion(f"{name}.{key}", {**entry, **way}) for key, way in _ways(entry).items())
    figures = {key: value for key, value in entry.items() if key not in (*FIELDS, "ways")}
    key = f"{entry['predicate']} {sorted(figures.items())} {' or '.join(way.key for way in ways)}"
    head = (name, entry["predicate"], entry["text"], entry["source"], entry["mark"], entry["checked_on"])
    told = {answer: f"{state}: {entry['text']}" for answer, state in STATES.items()}
    alone = {answer: f"{words}." for answer, words in told.items()}
    return Criterion(*head, {**figures, **_terms(figures)}, intern(key), told, alone, ways)


def _terms(figures: Mapping[str, Any]) -> Mapping[str, Terms]:
    """Of a criterion that asks for trials: what makes one count."""
    weeks = figures["days"] / 7 if "days" in figures else figures.get("weeks")
    percent, inclusive = figures.get("percent", 50), figures.get("inclusive", False)
    return {"terms": terms(weeks, percent, inclusive, figures.get("adherence", "unless_poor"))} if weeks else {}


def _ways(entry: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = entry.get("ways", {})
    return {key: {**way, "ways": {}} for key, way in found.items()}


@cache
def policies(folder: Path = FOLDER / "payers") -> tuple[Policy, ...]:
    """Every policy in the folder, in order."""
    found = []
    for path in folder.glob("*.toml"):
        data = document(str(path.with_suffix("")))
        criteria = tuple(_criterion(f"{data['id']}.{key}", entry) for key, entry in data["criteria"].items())
        head = (data["id"], data["title"], data["treatment"], data["order"], data["source"], data["checked_on"])
        found.append(Policy(*head, data.get("note", ""), criteria))
    return tuple(sorted(found, key=lambda one: (one.order, one.id)))
