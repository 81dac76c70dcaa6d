"""What makes a trial count for a definition: weeks at dose, how little improvement, and what of adherence is asked."""

from dataclasses import dataclass
from functools import cache

from models.criteria.wording import amount


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """What a definition calls no response: less improvement than `percent`, or no more than it when `inclusive`."""

    percent: float
    inclusive: bool = False

    def without_response(self, improvement: float) -> bool:
        return improvement <= self.percent if self.inclusive else improvement < self.percent

    @property
    def words(self) -> str:
        """As in: brought no response (less than 50 % better)."""
        return f"{'at most' if self.inclusive else 'less than'} {amount(self.percent)} % better"


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """What makes one drug trial count: weeks at dose, the line of response, and what is asked of adherence.

    Made by `terms` alone, so that equal ones are one and the same: they are looked up a hundred times a patient.
    """

    weeks: float
    days: int
    line: Line
    adherence: str  # "unless_poor", "affirmed", "recorded" (a payer: without it there is no evidence) or "not_asked"
    fair: str
    fair_trials: str


@cache
def line(percent: float, inclusive: bool = False) -> Line:
    return Line(percent, inclusive)


@cache
def terms(weeks: float, percent: float, inclusive: bool = False, adherence: str = "unless_poor") -> Terms:
    drawn = line(percent, inclusive)
    told = f"({amount(weeks)} weeks or more at dose) without response ({drawn.words})"
    return Terms(weeks, round(weeks * 7), drawn, adherence, f"a fair trial {told}", f"Fair trials {told}")
