"""What one trial did, on one scale: from which score to which, and what that is called."""

from datetime import date
from typing import NamedTuple

from models.criteria.outcome.change import CANNOT_JUDGE, UNDEFINED, WITHOUT_RESPONSE
from models.criteria.verdict import UNKNOWN, YES, Answer
from models.criteria.wording import amount, day, sentence

CALLED = {
    "response": "response",
    "partial_response": "partial response",
    "nonresponse": "no response",
    "deterioration": "worse",
}


class Outcome(NamedTuple):
    """The course of one scale in one trial.

    `end` is the last score that counts, for a running trial the latest one. `change_points` is positive when the
    number went up. `improvement_percent` is unrounded and negative when worse. `firm` is False where there is no
    score since the trial became adequate, so that the absence of a response does not yet tell; `why` then says so.
    `note` warns where no threshold is agreed on. `recalled` marks an outcome that was remembered, not measured.
    """

    instrument: str
    scale: str
    name: str
    domain: str
    category: str
    baseline: float | None = None
    baseline_on: date | None = None
    end: float | None = None
    end_on: date | None = None
    improvement_percent: float | None = None
    change_points: float | None = None
    remission: Answer = UNKNOWN
    reliable_change: Answer = UNKNOWN
    early_improvement: Answer = UNKNOWN
    early_percent: float | None = None
    early_on: date | None = None
    scores_after_start: int = 0
    firm: bool = True
    why: str | None = None
    note: str | None = None
    recalled: bool = False

    @property
    def judged(self) -> bool:
        return self.category not in (CANNOT_JUDGE, UNDEFINED)

    @property
    def without_response(self) -> bool:
        """Measured long enough, and not better by the margin of a response; a remission is never without response."""
        return self.category in WITHOUT_RESPONSE and self.firm and self.remission is not YES

    @property
    def sentence(self) -> str:
        """The outcome as it would be read aloud."""
        if self.recalled:
            return f"{CALLED[self.category].capitalize()} as remembered; not measured."
        if not self.judged:
            return sentence(f"cannot judge: {self.why}")
        return sentence(f"{self._course()}; {self._called()}{f'; {self.why}' if self.why else ''}")

    def _course(self) -> str:
        assert self.baseline is not None
        assert self.end is not None
        assert self.end_on is not None
        return f"{self.name} {amount(self.baseline)} to {amount(self.end)} on {day(self.end_on)}"

    def _called(self) -> str:
        called = "remission" if self.remission is YES else CALLED[self.category]
        percent = self.improvement_percent or 0
        return f"{called} ({abs(percent):.1f} % {'worse' if percent < 0 else 'better'})"
