"""What the shelf says about one scale, as far as judging a course needs it."""

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache

from instruments import Instrument, Scale, Threshold, shelf
from models.criteria.rule import rules

Exact = int | Fraction


def exact(score: float) -> Exact:
    """The score as it was written down, so that 24.9 is not a shade more or less."""
    whole = int(score)
    return whole if whole == score else Fraction(str(score))


@dataclass(frozen=True, slots=True, eq=False)
class ScaleFacts:
    """`floor` is the best possible score, `best` the same without rounding.

    `reliable_change` is None where no published value is at hand. `key` names the scale among the scores of a case.
    """

    instrument: str
    scale: str
    name: str
    domain: str
    floor: float
    lower_is_better: bool
    remission: Threshold | None
    reliable_change: float | None
    key: tuple[str, str]
    best: Exact = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "best", exact(self.floor))

    def worse(self, one: float, other: float) -> float:
        """The less favourable of two scores."""
        return max(one, other) if self.lower_is_better else min(one, other)


@cache
def scale_facts(instrument: str, scale: str | None = None) -> ScaleFacts | None:
    """The facts of a scale (the instrument's first where none is named); None where the shelf does not have it."""
    found = shelf().get(instrument)
    if found is None:
        return None
    one = found.primary if scale is None else next((each for each in found.scales if each.id == scale), None)
    return None if one is None else _facts(found, one)


@cache
def _facts(found: Instrument, one: Scale) -> ScaleFacts:
    """One and the same for a scale, whether it is named or not."""
    return ScaleFacts(
        found.id,
        one.id,
        found.abbreviation,
        str(one.domain),
        one.floor,
        one.direction == "lower_better",
        _remission(found.id, one.id) or one.remission,
        one.reliable_change.value if one.reliable_change else None,
        (found.id, one.id),
    )


def _remission(instrument: str, scale: str) -> Threshold | None:
    """A line of our own rules, where it differs from the shelf's or the shelf has none."""
    found = rules("remission").get(f"remission.{instrument}.{scale}")
    return Threshold(op="<=", value=found.number) if found else None


def score_range(instrument: str) -> tuple[float, float] | None:
    """From the lowest to the highest score of the instrument's first scale; None where it is not on the shelf."""
    found = shelf().get(instrument)
    return found.primary.range if found else None
