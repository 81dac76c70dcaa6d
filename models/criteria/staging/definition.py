"""The published definitions of treatment resistance: each is one file of numbers that names its kind of judgement."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from models.criteria.rule import FOLDER, Rule, document, make
from models.criteria.settings import RuleSettings
from models.criteria.staging.evidence import Evidence, Line, Terms
from models.criteria.verdict import Answer

DEFINITIONS = "definitions"
WORDS = ("id", "title", "order", "kind", "source", "provisional", "notes")
SELECTED = "selected"  # the number in force for this assessment, since the paper names none


@dataclass(frozen=True, slots=True)
class Finding:
    """What one definition says of one person, before it is signed with the definition's name.

    `result` is None where it cannot be decided. `would_change` is the smallest evidence or treatment that is missing.
    """

    result: object
    met: Answer
    reasons: tuple[str, ...]
    would_change: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DefinitionResult:
    """The verdict of one published definition. `met` is not applicable where it gives a score and draws no line."""

    id: str
    title: str
    result: object
    met: Answer
    reasons: tuple[str, ...]
    would_change: tuple[str, ...]
    provisional: bool
    source: str


@dataclass(frozen=True)
class Definition:
    """One published definition: its numbers with their sources, and the kind of judgement that reads them."""

    id: str
    title: str
    order: int
    kind: str
    source: str
    provisional: bool
    notes: tuple[str, ...]
    rules: Mapping[str, Rule]
    _terms: dict[RuleSettings, Terms] = field(default_factory=dict, repr=False, compare=False)

    def number(self, name: str) -> float:
        return self.rules[name].number

    def whole(self, name: str) -> int:
        return self.rules[name].whole

    def text(self, name: str, default: str = "") -> str:
        return self.rules[name].text if name in self.rules else default

    def terms(self, settings: RuleSettings) -> Terms:
        """What makes a trial count; where the paper names no number, the one in force."""
        if settings not in self._terms:
            line = Line(self._or("improvement", settings.response_percent), self._flag("inclusive"))
            weeks = self._or("weeks", settings.weeks)
            self._terms[settings] = Terms(weeks, line, self.text("adherence", "unless_poor"))
        return self._terms[settings]

    def _or(self, name: str, in_force: float) -> float:
        return in_force if self.rules[name].value == SELECTED else self.number(name)

    def _flag(self, name: str) -> bool:
        return name in self.rules and bool(self.rules[name].value)

    def judge(self, evidence: Evidence) -> DefinitionResult:
        found = kind(self.kind)(evidence, self)
        reasons = (*found.reasons, *self.notes)
        return DefinitionResult(
            self.id, self.title, found.result, found.met, reasons, found.would_change, self.provisional, self.source
        )


Kind = Callable[[Evidence, Definition], Finding]


@cache
def kind(name: str) -> Kind:
    """The judgement of that name: the function `judge` of the file of that name among the kinds."""
    found: Kind = import_module(f"models.criteria.staging.kinds.{name}").judge
    return found


def _definition(name: str, data: Mapping[str, Any]) -> Definition:
    rules = {key: make(f"{name}.{key}", entry) for key, entry in data.items() if key not in WORDS}
    notes = tuple(data.get("notes", ()))
    provisional = bool(data.get("provisional", False))
    return Definition(data["id"], data["title"], data["order"], data["kind"], data["source"], provisional, notes, rules)


@cache
def registry(folder: Path = FOLDER / DEFINITIONS) -> tuple[Definition, ...]:
    """Every definition in the folder, in the order of their publication."""
    names = [path.stem for path in folder.glob("*.toml")]
    found = [_definition(name, document(str(folder / name))) for name in names]
    return tuple(sorted(found, key=lambda one: (one.order, one.id)))
