"""One sign that a trial is, or is not, on its way: what was seen, on what it rests, and how far that carries."""

from dataclasses import dataclass
from datetime import date

from models.criteria.rule import Rule


@dataclass(frozen=True, slots=True)
class Sign:
    """`kind` names the rule that gave the sign. `good` tells where it points."""

    kind: str
    on: date
    good: bool
    told: str
    limits: str
    source: str
    mark: str


def sign(kind: str, on: date, good: bool, told: str, limits: str, found: Rule) -> Sign:
    """A sign with the source and the mark of the rule that it rests on."""
    return Sign(kind, on, good, told, limits, found.source, found.mark)
