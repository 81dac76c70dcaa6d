"""What came of one check of `fairtrial verify`."""

from collections.abc import Iterable
from dataclasses import dataclass

MOST_TOLD = 50


@dataclass(frozen=True)
class Result:
    """One thing that was checked. After a breach that `is_final` nothing else can be checked."""

    what: str
    breaches: tuple[str, ...] = ()
    is_final: bool = False

    @property
    def holds(self) -> bool:
        """True where there is no breach."""
        return not self.breaches


def short(breaches: Iterable[str]) -> tuple[str, ...]:
    """The first breaches in full and the others as a number; ids that a damaged file garbles stay harmless to print."""
    told = [
        each.encode("ascii", "backslashreplace").decode()[:200] if not each.isprintable() else each for each in breaches
    ]
    more = len(told) - MOST_TOLD
    return (*told[:MOST_TOLD], *([f"… and {more} more"] if more > 0 else []))
