"""What is known about a scale and its scores, each fact with where it was read and how far it can be trusted."""

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Mark(StrEnum):
    """How far a fact can be trusted."""

    verified = "verified"  # read in the source that is named
    secondary = "secondary"  # read in a text that quotes the source
    memory = "memory"  # from memory: confirm before anything rests on it
    own = "own"  # our own convention


@dataclass(frozen=True, slots=True)
class Source:
    text: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Figure:
    """One number from the literature. `value` is None where the source gives a range or words only (then `note`)."""

    value: float | None
    unit: str
    source: str
    mark: Mark
    kind: str = ""  # which reliability, which population
    note: str = ""
    checked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Norm:
    """Mean and standard deviation in a group: `norm` for people in general, `clinical` for people in treatment."""

    group: str
    mean: float
    sd: float | None
    source: str
    mark: Mark
    population: str = ""


OPERATORS: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "<=": operator.le,
    "<": operator.lt,
}


@dataclass(frozen=True, slots=True)
class Threshold:
    op: str  # one of instrument.OPERATORS
    value: float
    meaning: str = ""
    source: str = ""
    mark: Mark | None = None

    def holds(self, value: float | None) -> bool:
        """Whether the value meets the threshold; an unknown value never does."""
        return value is not None and OPERATORS[self.op](value, self.value)

    def each(self, values: Sequence[float]) -> list[bool]:
        """The same of many values, all of them known."""
        meets, line = OPERATORS[self.op], self.value
        return [meets(value, line) for value in values]


def condition(text: str) -> tuple[str, Threshold]:
    """`"q1 > 0"` as its subject and threshold. Raises ValueError on anything else."""
    subject, op, value = text.split()
    if op not in OPERATORS:
        raise ValueError(op)
    return subject, Threshold(op, float(value))


@dataclass(frozen=True, slots=True)
class Response:
    """What the authors call a response: `percent` or `points` of improvement from baseline, or a `threshold`."""

    by: str
    op: str
    value: float
    source: str = ""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Licence:
    """Who owns the wording: A public domain, B free with attribution, C with strings, D by permission, E enforced."""

    cls: str
    name: str
    attribution: str
    terms: str
    ship_text: bool
    sources: tuple[Source, ...] = ()
    note: str = ""

    @property
    def needs_statement(self) -> bool:
        """Off until the clinic has stated its use: not commercial, and the terms read."""
        return self.cls == "C"

    @property
    def needs_wording(self) -> bool:
        """The clinic supplies the wording, for the licence that it holds or the terms that it has read."""
        return self.cls in ("C", "D")

    @property
    def total_only(self) -> bool:
        """No form is shown: only the score of a form that was filled in elsewhere is taken."""
        return self.cls == "E"
