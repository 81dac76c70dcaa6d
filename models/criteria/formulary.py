"""The drugs used for depression: class, smallest effective dose under each profile, range and notes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from models.criteria.rule import BrokenRule, Rule, document, make

# Endings that name a salt or a release form and not another drug.
RELEASE = ("xr", "sr", "er", "xl", "ir", "cr", "mr", "pr", "la")
SALT = ("hcl", "hydrochloride", "hydrobromide", "oxalate", "succinate")
SUFFIXES = frozenset({*RELEASE, *SALT})
PLAIN = ("mgh_atrq", "equivalent", "label_maximum", "other")
RANGES = ("canmat_2023", "augmentation")


@dataclass(frozen=True)
class Drug:
    """One drug. Every figure carries its unit, source and mark; None means not known."""

    name: str
    klass: str
    figures: Mapping[str, Rule]
    note: str
    also: tuple[str, ...]
    needs_level: bool

    @property
    def range_mg(self) -> tuple[float, float] | None:
        return _pair(self.figures.get("canmat_2023"))

    @property
    def target_mg(self) -> tuple[float, float] | None:
        """Target range as an adjunct to an antidepressant."""
        return _pair(self.figures.get("augmentation"))

    @property
    def label_maximum_mg(self) -> float | None:
        """Upper end of the labelled range; None where it is not known, never a guess."""
        own = self.figures.get("label_maximum")
        if own is not None:
            return own.number
        return self.range_mg[1] if self.range_mg else None

    @property
    def equivalent_mg(self) -> float | None:
        found = self.figures.get("equivalent")
        return found.number if found else None

    def minimum(self, profile: str) -> Rule | None:
        """The smallest dose that counts under a profile, with its source; None where the profile has none."""
        return _minimum(self, profile)

    def minimum_mg(self, profile: str) -> float | None:
        found = self.minimum(profile)
        return found.number if found else None

    def target_minimum(self) -> Rule | None:
        """The smallest dose that counts as an adjunct, with its source."""
        return _lower(self.figures.get("augmentation"))

    def __hash__(self) -> int:
        return hash(self.name)


def _pair(figure: Rule | None) -> tuple[float, float] | None:
    return (float(figure.value[0]), float(figure.value[1])) if figure else None


@cache
def _minimum(drug: Drug, profile: str) -> Rule | None:
    atrq, canmat = drug.figures.get("mgh_atrq"), _lower(drug.figures.get("canmat_2023"))
    if atrq is None and canmat is None:
        return drug.figures.get("other")
    if profile == "mgh_atrq":
        return atrq
    if profile == "canmat_2023_lower":
        return canmat
    known = [figure for figure in (atrq, canmat) if figure]
    return max(known, key=lambda figure: figure.number)


def _lower(figure: Rule | None) -> Rule | None:
    """The lower end of a range as a figure of its own."""
    if figure is None:
        return None
    return Rule(figure.name, figure.value[0], figure.unit, figure.source, figure.mark, figure.checked_on)


def tidy(name: str) -> str:
    """A drug's name without case, needless spaces, hyphens or brackets."""
    return " ".join(re.sub(r"[\s\-_/()®™.,]+", " ", name.casefold()).split())


class Formulary:
    """Looks drugs up by generic or brand name, whatever the case and the release form."""

    def __init__(self, drugs: tuple[Drug, ...]) -> None:
        self._drugs = drugs
        self._by_name = {tidy(name): drug for drug in drugs for name in (drug.name, *drug.also)}
        self._found: dict[str | None, Drug | None] = {None: None}

    def __iter__(self) -> Iterator[Drug]:
        return iter(self._drugs)

    def __len__(self) -> int:
        return len(self._drugs)

    def names(self) -> list[str]:
        """Generic names in alphabetical order."""
        return sorted((drug.name for drug in self._drugs), key=str.casefold)

    def antidepressants(self) -> list[str]:
        """Names of drugs that have a smallest effective dose as a treatment on their own."""
        return [name for name in self.names() if self._by_name[tidy(name)].minimum("strict_max")]

    def adjuncts(self) -> list[str]:
        """Names of drugs that have a target dose as an adjunct."""
        return [name for name in self.names() if self._by_name[tidy(name)].target_mg]

    def find(self, name: str | None) -> Drug | None:
        """The drug of that name, or None. A full name ("paroxetine CR") is preferred to one without its ending."""
        if name not in self._found:
            if len(self._found) > 4096:  # names are typed by people; the cache must not grow without end
                self._found = {None: None}
            self._found[name] = self._search(tidy(name or ""))
        return self._found[name]

    def _search(self, name: str) -> Drug | None:
        words = name.split()
        while words:
            found = self._by_name.get(" ".join(words))
            if found:
                return found
            if words[-1] not in SUFFIXES:
                return None
            words.pop()
        return None


def _figure(drug: str, column: str, entry: Any, columns: Mapping[str, Mapping[str, Any]]) -> Rule:
    """A cell as a figure: a bare number takes its column's unit, source and mark."""
    own = entry if isinstance(entry, dict) else {"value": entry}
    return make(f"formulary.{drug}.{column}", {**columns[column], **own})


def _drug(name: str, entry: Mapping[str, Any], columns: Mapping[str, Mapping[str, Any]]) -> Drug:
    unknown = set(entry) - {*PLAIN, *RANGES, "class", "note", "also", "level"}
    if unknown:
        raise BrokenRule(f"formulary.{name}: unknown {', '.join(sorted(unknown))}")
    figures = {key: _figure(name, key, entry[key], columns) for key in (*PLAIN, *RANGES) if key in entry}
    level = bool(entry.get("level", False))
    return Drug(name, entry["class"], figures, entry.get("note", ""), tuple(entry["also"]), level)


@cache
def formulary() -> Formulary:
    """The shipped formulary, read once."""
    data = document("formulary")
    return Formulary(tuple(_drug(name, entry, data["columns"]) for name, entry in data["drug"].items()))
