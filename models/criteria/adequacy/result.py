"""Whether one treatment trial was a fair one: the answer, how far it has come, and the day it counts from."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from models.criteria.adequacy.sessions import NO_VISITS, Attended
from models.criteria.verdict import Reason, Verdict


class Progress(NamedTuple):
    """How much of what is needed has been had. `observed` is None where it is not recorded."""

    observed: float | None
    required: float
    unit: str

    @property
    def share(self) -> float | None:
        """Between 0 and 1, for a bar."""
        return None if self.observed is None else min(1.0, self.observed / self.required)


@dataclass
class Adequacy:
    """The verdict on one trial as of one day; never changed once it is made.

    `shortfall` is the trial status that a finished trial has when it was not adequate ("inadequate-dose" ...), or
    "not-ascertainable". `adequate_on` is the first day on which the trial, looked at on that day, was adequate;
    None while it is not. `expected_on` is that day for a running trial if treatment goes on as it is; None where it
    would never come. `minimum_mg` is the smallest daily dose that counts, and `at_dose` are the stretches (first and
    last day as ordinals) at or above it; `visits` are those of a psychotherapy. Not every reader asks for the words:
    they are found when they are asked for.
    """

    verdict: Verdict
    rule: str
    shortfall: str
    progress: Progress | None
    adequate_on: date | None
    expected_on: date | None
    tell: Callable[[], str] = field(repr=False, compare=False)
    warn: Callable[[], tuple[Reason, ...]] = field(default=tuple, repr=False, compare=False)
    minimum_mg: float | None = None
    at_dose: tuple[tuple[int, int], ...] = ()
    visits: Attended = NO_VISITS

    @cached_property
    def sentence(self) -> str:
        """The verdict as it would be read aloud."""
        return self.tell()

    @cached_property
    def warnings(self) -> tuple[Reason, ...]:
        """They inform and never decide."""
        return self.warn()

    @property
    def status_so_far(self) -> str:
        """ "adequate", or in what the trial falls short up to now."""
        return "adequate" if self.verdict.answer == "yes" else self.shortfall

    @property
    def weeks_at_dose(self) -> float | None:
        """Weeks at or above the smallest dose that counts, of a medication trial."""
        progress = self.progress
        return progress.observed if progress and progress.unit == "weeks" else None
