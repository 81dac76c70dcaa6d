"""What is asked of a data set: the method, its numbers, and which direction is the better one."""

import math
from dataclasses import dataclass, fields
from statistics import NormalDist

METHODS = ("percentage", "anchor", "distribution", "statistical", "combined")
RCI = ("JT", "GLN", "HLL", "EN", "NK", "HA", "HLM")
CUTOFFS = ("a", "b", "c")
CUTOFF_METHODS = ("JT", "HA")
EFFECTS = ("individual", "within", "between")
BETTER = ("lower", "higher")
CHOICES = {
    "method": METHODS,
    "better": BETTER,
    "rci": RCI,
    "cutoff": CUTOFFS,
    "cutoff_method": CUTOFF_METHODS,
    "effect": EFFECTS,
}


@dataclass(frozen=True, slots=True)
class Question:
    """One analysis. None means not given; what a method does not need is not looked at."""

    method: str
    better: str
    pre: str | None = None
    post: str | None = None
    rci: str = "JT"
    reliability: float | None = None
    reliability_post: float | None = None
    alpha: float = 0.05
    improvement: float | None = None
    deterioration: float | None = None
    cutoff: str = "a"
    m_functional: float | None = None
    sd_functional: float | None = None
    cutoff_method: str | None = None
    effect: str = "individual"

    @property
    def direction(self) -> int:
        """+1 where a higher score is better, -1 where a lower one is."""
        return 1 if self.better == "higher" else -1

    @property
    def by_points(self) -> bool:
        """True where a combined judgement rests on points of change in place of an index."""
        return self.method == "combined" and self.improvement is not None

    @property
    def by_slopes(self) -> bool:
        """True where every visit counts, not two of them."""
        return self.rci == "HLM" and self.method in ("distribution", "combined") and not self.by_points

    @property
    def of_groups(self) -> bool:
        """True where groups are judged in place of people."""
        return self.method == "anchor" and self.effect != "individual"

    @property
    def cutoff_by(self) -> str:
        """How the cut-off is drawn: by scores, or by true scores (HA). It follows the index where nobody chose."""
        follows = self.method == "combined" and self.rci == "HA" and not self.by_points
        return self.cutoff_method or ("HA" if follows else "JT")

    @property
    def least_worsening(self) -> float | None:
        """The smallest change for the worse that counts; the same as for the better where nobody chose."""
        return self.improvement if self.deterioration is None else self.deterioration

    @property
    def one_sided(self) -> bool:
        """Hageman and Arrindell ask in one direction only."""
        return self.cutoff_by == "HA" if self.method == "statistical" else self.rci == "HA" and not self.by_points

    @property
    def critical_value(self) -> float:
        """The normal deviate that an index must exceed."""
        return -NormalDist().inv_cdf(self.alpha if self.one_sided else self.alpha / 2)

    def numbers(self) -> dict[str, float]:
        """Every number that was given, by its name."""
        given = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in given.items() if isinstance(value, int | float)}

    def not_finite(self) -> list[str]:
        """The names of numbers that are none."""
        return [name for name, value in self.numbers().items() if not math.isfinite(value)]
