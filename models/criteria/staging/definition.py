"""The published definitions of treatment resistance: each is one file of numbers that names its kind of judgement."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from models.criteria.rule import FOLDER, Rule, document, make
from models.criteria.settings import RuleSettings
from models.criteria.staging.evidence import Evidence
from models.criteria.staging.terms import Terms, terms
from models.criteria.verdict import Answer

DEFINITIONS = "definitions"
WORDS = ("id", "title", "order", "kind", "source", "provisional", "notes")
SELECTED = "selected"  # the number in force for this assessment, since the paper names none


NEVER = (None, terms(0, 0))  # the terms under no settings at all


class Finding(NamedTuple):
    """What one definition says of one person, before it is signed with the definition's name.

    `result` is None where it cannot be decided. `would_change` is the smallest evidence or treatment that is missing.
    """

    result: object
    met: Answer
    reasons: tuple[str, ...]
    would_change: tuple[str, ...] = ()


class DefinitionResult(NamedTuple):
    """The verdict of one published definition. `met` is not applicable where it gives a score and draws no line."""

    id: str
    title: str
    result: object
    met: Answer
    reasons: tuple[str, ...]
    would_change: tuple[str, ...]
    provisional: bool
    source: str


@dataclass(frozen=True, eq=False)
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
    _last: list[tuple[RuleSettings | None, Terms]] = field(default_factory=lambda: [NEVER], repr=False, compare=False)

    @cached_property
    def values(self) -> Mapping[str, Any]:
        """The bare numbers and words, without where they come from."""
        return {name: one.value for name, one in self.rules.items()}

    @cached_property
    def _numbers(self) -> Mapping[str, float]:
        return {name: float(value) for name, value in self.values.items() if isinstance(value, int | float)}

    def number(self, name: str) -> float:
        return self._numbers[name]

    def whole(self, name: str) -> int:
        return int(self._numbers[name])

    def text(self, name: str, default: str = "") -> str:
        return str(self.values.get(name, default))

    @cached_property
    def scope(self) -> str:
        """Whether trials of the present episode count, or those of the whole life."""
        return self.text("episode", "current")

    @cached_property
    def needed(self) -> int:
        """How many trials are asked for."""
        return self.whole("trials")

    @cached_property
    def different(self) -> str:
        """What they must differ in: the trial, the drug or the class."""
        return self.text("different", "trial")

    def terms(self, settings: RuleSettings) -> Terms:
        """What makes a trial count; where the paper names no number, the one in force."""
        last = self._last[0]
        if last[0] is not settings:
            weeks, percent = self._or("weeks", settings.weeks), self._or("improvement", settings.response_percent)
            made = terms(weeks, percent, self._flag("inclusive"), self.text("adherence", "unless_poor"))
            last = self._last[0] = (settings, made)
        return last[1]

    def _or(self, name: str, in_force: float) -> float:
        return in_force if self.rules[name].value == SELECTED else self.number(name)

    def _flag(self, name: str) -> bool:
        return name in self.rules and bool(self.rules[name].value)

    def judge(self, evidence: Evidence) -> DefinitionResult:
        result, met, reasons, change = self._judge(evidence, self)
        told = (*reasons, *self.notes) if self.notes else reasons
        return DefinitionResult(self.id, self.title, result, met, told, change, self.provisional, self.source)

    @cached_property
    def _judge(self) -> "Kind":
        return kind(self.kind)


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
