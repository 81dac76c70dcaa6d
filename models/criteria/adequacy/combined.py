"""Combined treatment: a drug trial and a psychotherapy trial side by side for long enough; derived, never stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.criteria.case import AUGMENTATION, MEDICATION, PSYCHOTHERAPY, Trial
from models.criteria.settings import RuleSettings


@dataclass(frozen=True, slots=True)
class Combined:
    """Two trials that ran together, with the days on which both ran."""

    medication: str
    psychotherapy: str
    started_on: date
    last_on: date

    @property
    def trials(self) -> tuple[str, str]:
        return (self.medication, self.psychotherapy)

    @property
    def weeks(self) -> float:
        return ((self.last_on - self.started_on).days + 1) / 7


def combined_treatments(trials: Sequence[Trial], as_of: date, settings: RuleSettings) -> tuple[Combined, ...]:
    """Each pair that overlapped long enough up to `as_of`, in order of the first common day."""
    drugs = [one for one in trials if one.modality == MEDICATION and one.role != AUGMENTATION]
    therapies = [one for one in trials if one.modality == PSYCHOTHERAPY]
    pairs = (_overlap(drug, therapy, as_of) for therapy in therapies for drug in drugs)
    long_enough = [pair for pair in pairs if pair and pair.weeks >= settings.combined_weeks]
    return tuple(sorted(long_enough, key=lambda pair: (pair.started_on, pair.trials)))


def _overlap(drug: Trial, therapy: Trial, as_of: date) -> Combined | None:
    """The days on which both ran; None where they did not."""
    started_on = max(drug.started_on, therapy.started_on)
    last_on = min(drug.last_day(as_of), therapy.last_day(as_of))
    return Combined(drug.id, therapy.id, started_on, last_on) if started_on <= last_on else None
