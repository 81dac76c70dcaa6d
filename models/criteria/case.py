"""One patient's history as the judgement sees it: who, which episodes, which treatment trials, which scores."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from models.words import (
    Ascertainment,
    Diagnosis,
    Modality,
    Placement,
    Procedure,
    RecalledImprovement,
    Role,
    Severity,
    StopReason,
    TherapyFormat,
)

__all__ = [
    "AUGMENTATION",
    "ECT",
    "INTOLERANCE",
    "MEDICATION",
    "MONOTHERAPY",
    "NEUROMODULATION",
    "PSYCHOTHERAPY",
    "Ascertainment",
    "Case",
    "CompetenceRating",
    "Diagnosis",
    "DoseStep",
    "Episode",
    "Measurement",
    "Modality",
    "Patient",
    "Placement",
    "Procedure",
    "RecalledImprovement",
    "Role",
    "Series",
    "Severity",
    "StopReason",
    "Therapist",
    "TherapyFormat",
    "TreatmentSession",
    "Trial",
]

# By name, since a member is looked up in its class fifty times more slowly.
MEDICATION, PSYCHOTHERAPY, NEUROMODULATION = Modality.medication, Modality.psychotherapy, Modality.neuromodulation
MONOTHERAPY, AUGMENTATION = Role.monotherapy, Role.augmentation
INTOLERANCE = StopReason.intolerance
ECT = Procedure.ECT


class Patient(NamedTuple):
    id: str
    born_on: date | None = None
    sex: str | None = None


@dataclass(frozen=True)
class Episode:
    """One major depressive episode. The graded items are as in the DM-TRD; None means not recorded."""

    id: str
    number: int | None = None
    started_on: date | None = None
    ended_on: date | None = None
    severity: Severity | None = None
    psychotic: bool | None = None
    functional_impairment: int | None = None
    comorbid_anxiety: float | None = None
    personality_disorder: float | None = None
    psychosocial_stressor: int | None = None
    intensified_treatment: int | None = None


class DoseStep(NamedTuple):
    """A daily dose from a day on. It runs until the next step, its own `to_on` or the trial's end; both days count.

    `mg_per_day` is None where a dose was taken but its size is not known.
    """

    from_on: date
    mg_per_day: float | None
    to_on: date | None = None


class TreatmentSession(NamedTuple):
    """A psychotherapy or stimulation visit that was planned for a day, and whether it took place."""

    on: date
    attended: bool
    minutes: int | None = None


class CompetenceRating(NamedTuple):
    instrument: str
    score: float


class Therapist(NamedTuple):
    """What is known of the therapist's training; None means not recorded."""

    experienced: bool | None = None
    licensed: bool | None = None
    formal_training: bool | None = None
    years: float | None = None
    supervised_cases: int | None = None
    competence_rating: CompetenceRating | None = None


@dataclass(frozen=True)
class Trial:
    """One treatment attempt within one episode: a medication, an augmentation, a psychotherapy, a stimulation course.

    `ended_on` None means that it runs. `evidence_based` None leaves it to the list of therapies; another value
    overrules the list and wants `evidence_reason`. `attended_count` stands in where session dates are not known.
    """

    id: str
    episode: str | None
    modality: Modality
    started_on: date
    ended_on: date | None = None
    role: Role = Role.monotherapy
    agent: str | None = None
    augments: str | None = None
    stop_reason: StopReason | None = None
    ascertainment: Ascertainment = Ascertainment.prospective
    doses: tuple[DoseStep, ...] = ()
    adherence: float | None = None
    adherence_source: str | None = None
    therapy: str | None = None
    format: TherapyFormat | None = None
    evidence_based: bool | None = None
    evidence_reason: str | None = None
    sessions: tuple[TreatmentSession, ...] = ()
    attended_count: int | None = None
    therapist: Therapist | None = None
    procedure: Procedure | None = None
    placement: Placement | None = None
    serum_level_mmol_per_l: float | None = None
    primary_instrument: str = "phq9"
    recalled_improvement: str | None = None

    def running(self, as_of: date) -> bool:
        return self.ended_on is None or self.ended_on > as_of

    def last_day(self, as_of: date) -> date:
        """The last day that counts: the trial's end, or `as_of` while it runs."""
        return as_of if self.ended_on is None or self.ended_on > as_of else self.ended_on

    @property
    def treatment(self) -> str:
        """The treatment as a word in a sentence."""
        return self.agent or self.therapy or self.procedure or str(self.modality)


class Measurement(NamedTuple):
    """One score of one scale on one day. With `trial` it belongs to that trial alone; without, the dates decide."""

    on: date
    instrument: str
    scale: str
    score: float | None
    trial: str | None = None


SeriesKey = tuple[str, str, str | None]


class Series(NamedTuple):
    """The scores of one scale in order of day; `one_a_day` where no day has two."""

    days: Sequence[int]
    scores: Sequence[float]
    one_a_day: bool


@dataclass(frozen=True)
class Case:
    """Everything known about one patient. The order of its parts never matters."""

    patient: Patient
    episodes: tuple[Episode, ...] = ()
    trials: tuple[Trial, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    diagnosis: Diagnosis | None = None

    @cached_property
    def series(self) -> Mapping[SeriesKey, Series]:
        """Scores by (instrument, scale, trial or None); days are ordinals. A missing score is left out, never 0."""
        grouped: defaultdict[SeriesKey, list[tuple[int, float]]] = defaultdict(list)
        for on, instrument, scale, score, trial in self.measurements:
            if score is not None:
                grouped[instrument, scale, trial].append((on.toordinal(), score))
        return {key: _series(scores) for key, scores in grouped.items()}

    @cached_property
    def measured(self) -> frozenset[tuple[str, str]]:
        """The (instrument, scale) pairs of which there is any score."""
        return frozenset((instrument, scale) for instrument, scale, _ in self.series)

    @cached_property
    def trial_by_id(self) -> Mapping[str, Trial]:
        return {trial.id: trial for trial in self.trials}


def _series(scores: list[tuple[int, float]]) -> Series:
    """One scale's scores, of which there is at least one."""
    scores.sort()
    days, values = zip(*scores, strict=True)
    return Series(days, values, len(set(days)) == len(days))


Part = TypeVar("Part", Episode, Trial)


LEFT_OUT: Mapping[type, Mapping[str, Any]] = {
    kind: {each.name: each.default for each in fields(kind) if each.default is not MISSING} for kind in (Episode, Trial)
}


def made(kind: type[Part], facts: Mapping[str, Any]) -> Part:
    """As the class would make it: fact by fact, a frozen class takes five times as long over a history."""
    one = object.__new__(kind)
    one.__dict__.update(LEFT_OUT[kind])
    one.__dict__.update(facts)
    return one
