"""Treatment trials: what was given, how much, for how long, by whom, and why it ended."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.records.base import UTCDateTime, Word, id_field, one_of, rule
from models.records.locked import Locked, are_locked
from models.words import (
    Ascertainment,
    Modality,
    Placement,
    Procedure,
    RecalledImprovement,
    Role,
    StopReason,
    TherapyFormat,
)


class AdherenceSource(StrEnum):
    """Where the figure for adherence comes from."""

    self_report = "self_report"
    refill = "refill"
    level = "level"
    clinician = "clinician"


class Trial(SQLModel, table=True):
    """One treatment attempt within one episode; its judgement is never stored here."""

    id: str = id_field()
    patient_id: str = Field(foreign_key="person.id", max_length=32, index=True)
    episode_id: str = Field(foreign_key="episode.id", max_length=32, index=True)
    modality: Modality = Field(sa_type=Word(Modality))
    started_on: date
    ended_on: date | None = None
    stop_reason: StopReason | None = Field(default=None, sa_type=Word(StopReason))
    ascertainment: Ascertainment = Field(sa_type=Word(Ascertainment))
    primary_instrument: str = Field(default="phq9", max_length=40)
    recalled_improvement: str | None = Field(default=None, sa_type=Word(RecalledImprovement))
    note: str | None = Field(default=None, sa_type=Locked("trial.note", 2000))

    agent: str | None = Field(default=None, max_length=80)
    role: Role | None = Field(default=None, sa_type=Word(Role))
    augments_id: str | None = Field(default=None, foreign_key="trial.id", max_length=32)
    adherence: float | None = None
    adherence_source: AdherenceSource | None = Field(default=None, sa_type=Word(AdherenceSource))
    serum_level_mmol_per_l: float | None = None

    therapy: str | None = Field(default=None, max_length=80)
    format: TherapyFormat | None = Field(default=None, sa_type=Word(TherapyFormat))
    is_evidence_based: bool | None = None
    evidence_reason: str | None = Field(default=None, sa_type=Locked("trial.evidence_reason", 300))
    therapist_experienced: bool | None = None
    therapist_licensed: bool | None = None
    therapist_formal_training: bool | None = None
    therapist_years: float | None = None
    therapist_supervised_cases: int | None = None
    therapist_rated_with: str | None = Field(default=None, max_length=80)
    therapist_rating: float | None = None
    attended_count: int | None = None

    procedure: Procedure | None = Field(default=None, sa_type=Word(Procedure))
    placement: Placement | None = Field(default=None, sa_type=Word(Placement))

    row_version: int = 1
    recorded_by_id: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    recorded_at: datetime = Field(sa_type=UTCDateTime)
    __table_args__ = (
        one_of("modality", Modality),
        one_of("stop_reason", StopReason),
        one_of("ascertainment", Ascertainment),
        one_of("role", Role),
        one_of("format", TherapyFormat),
        one_of("procedure", Procedure),
        one_of("adherence_source", AdherenceSource),
        rule("ends_after_start", "ended_on IS NULL OR ended_on >= started_on"),
        rule("stopped_has_end", "stop_reason IS NULL OR ended_on IS NOT NULL"),
        rule("medication_named", "modality <> 'medication' OR (agent IS NOT NULL AND role IS NOT NULL)"),
        rule("psychotherapy_named", "modality <> 'psychotherapy' OR therapy IS NOT NULL"),
        rule("neuromodulation_named", "modality <> 'neuromodulation' OR procedure IS NOT NULL"),
        rule("adherence_share", "adherence BETWEEN 0 AND 1"),
        rule("adherence_has_source", "adherence IS NULL OR adherence_source IS NOT NULL"),
        rule("level_positive", "serum_level_mmol_per_l BETWEEN 0 AND 5"),
        rule("attended_counts", "attended_count BETWEEN 0 AND 500"),
        rule("years_counts", "therapist_years BETWEEN 0 AND 80"),
        rule("cases_count", "therapist_supervised_cases BETWEEN 0 AND 100000"),
        rule("rating_whole", "(therapist_rating IS NULL) = (therapist_rated_with IS NULL)"),
        one_of("placement", Placement),
        one_of("recalled_improvement", RecalledImprovement),
        *are_locked("note", "evidence_reason"),
        rule("own_reason", "is_evidence_based IS NULL OR evidence_reason IS NOT NULL"),
    )


class DoseStep(SQLModel, table=True):
    """A daily dose from one day on, until the next step, its own last day, or the end of the trial."""

    __tablename__ = "dose_step"
    id: str = id_field()
    trial_id: str = Field(foreign_key="trial.id", max_length=32, index=True)
    from_on: date
    to_on: date | None = None
    mg_per_day: float
    __table_args__ = (
        UniqueConstraint("trial_id", "from_on"),
        rule("dose_possible", "mg_per_day >= 0 AND mg_per_day <= 10000"),
        rule("ends_after_start", "to_on IS NULL OR to_on >= from_on"),
    )


class TreatmentSession(SQLModel, table=True):
    """One psychotherapy or stimulation visit, attended or missed."""

    __tablename__ = "treatment_session"
    id: str = id_field()
    trial_id: str = Field(foreign_key="trial.id", max_length=32, index=True)
    held_on: date
    ordinal: int = 1
    attended: bool
    minutes: int | None = None
    __table_args__ = (
        UniqueConstraint("trial_id", "held_on", "ordinal"),
        rule("ordinal_counts", "ordinal BETWEEN 1 AND 20"),
        rule("minutes_possible", "minutes BETWEEN 1 AND 600"),
    )
