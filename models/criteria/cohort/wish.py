"""Which trials are looked at: by kind, treatment, step, period and diagnosis."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.criteria.cohort.line import TrialLine


@dataclass(frozen=True)
class Wish:
    """Every empty field means all. The period is that in which a trial began, both days counted."""

    modality: str = ""
    group: str = ""
    treatment: str = ""
    step: int | None = None
    since: date | None = None
    until: date | None = None
    diagnosis: str = ""

    def holds(self, line: TrialLine) -> bool:
        asked = (
            (self.modality, line.modality),
            (self.group, line.group),
            (self.treatment, line.treatment),
            (self.step, line.step),
            (self.diagnosis, line.diagnosis),
        )
        if any(wanted and wanted != found for wanted, found in asked):
            return False
        begun = date.fromisoformat(line.started_on)
        return (self.since is None or self.since <= begun) and (self.until is None or begun <= self.until)


def chosen(lines: Iterable[TrialLine], wish: Wish) -> list[TrialLine]:
    return [line for line in lines if wish.holds(line)]
