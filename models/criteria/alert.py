"""Which answers need a person today, and how soon: clinic policy, held as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from instruments import Instrument, shelf
from models.criteria.rule import rules, whole


@dataclass(frozen=True, slots=True)
class Alert:
    """One answer (or, where `of` is "scale", one score) that needs a person. A higher tier is more urgent."""

    item: str
    value: float
    flag: str
    tier: int
    of: str = "item"


def alerts(instrument: Instrument | str, answers: Mapping[str, float | None]) -> tuple[Alert, ...]:
    """The alerts that one set of answers raises, complete or not. An answer left out raises none and cancels none."""
    found = shelf()[instrument] if isinstance(instrument, str) else instrument
    return tuple(
        Alert(rule.item, value, rule.flag, tier_of(found.id, rule.item, value), rule.of)
        for rule in found.fired(answers)
        if (value := _value(answers, rule.item, rule.value)) is not None
    )


def _value(answers: Mapping[str, float | None], item: str, line: float) -> float | None:
    """The answer itself; for a score, which is no answer, the line that was reached."""
    return answers.get(item, line)


@cache
def tier_of(instrument: str, item: str, value: float) -> int:
    """How urgent an answer is that has raised an alert: the highest tier whose line it reaches."""
    reached = [tier for line, tier in _lines(instrument, item) if value >= line]
    return max(reached, default=whole("safety.default_tier"))


@cache
def _lines(instrument: str, item: str) -> tuple[tuple[float, int], ...]:
    """The lines of one item: the lowest value that belongs to a tier, and the tier."""
    prefix = f"safety.{instrument}.{item}."
    return tuple(
        (float(name.removeprefix(prefix)), rule.whole)
        for name, rule in rules("safety").items()
        if name.startswith(prefix)
    )
