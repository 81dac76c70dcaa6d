"""Episodes of major depression, with what the staging definitions ask about them."""

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.records.base import Word, id_field, one_of, rule
from models.words import Diagnosis, Severity


class Episode(SQLModel, table=True):
    """One major depressive episode; every field that nobody recorded stays null."""

    id: str = id_field()
    patient_id: str = Field(foreign_key="person.id", max_length=32, index=True)
    number: int
    started_on: date
    ended_on: date | None = None
    diagnosis: Diagnosis = Field(default=Diagnosis.MDD, sa_type=Word(Diagnosis))
    severity: Severity | None = Field(default=None, sa_type=Word(Severity))
    is_psychotic: bool | None = None
    functional_impairment: float | None = None
    comorbid_anxiety: float | None = None
    personality_disorder: float | None = None
    psychosocial_stressor: float | None = None
    intensified_treatment: float | None = None
    row_version: int = 1
    __table_args__ = (
        UniqueConstraint("patient_id", "number"),
        one_of("diagnosis", Diagnosis),
        one_of("severity", Severity),
        rule("number_counts", "number >= 1"),
        rule("ends_after_start", "ended_on IS NULL OR ended_on >= started_on"),
        rule("functional_impairment_scale", "functional_impairment IN (0, 1, 2, 3)"),
        rule("comorbid_anxiety_scale", "comorbid_anxiety IN (0, 0.5, 1)"),
        rule("personality_disorder_scale", "personality_disorder IN (0, 0.5, 1)"),
        rule("psychosocial_stressor_scale", "psychosocial_stressor IN (0, 1)"),
        rule("intensified_treatment_scale", "intensified_treatment IN (0, 1, 2)"),
    )
