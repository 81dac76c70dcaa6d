"""What can be typed or imported, checked for its shape before anything is written."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from models.errors import Invalid, Problem
from models.records import AdherenceSource, PersonRole, Sex
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

ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Input(BaseModel):
    """Unknown fields are refused, text is trimmed, numbers must be finite; once made it never changes."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, allow_inf_nan=False, hide_input_in_errors=True
    )

    @field_validator("*", mode="before")
    @classmethod
    def is_of_its_kind(cls, value: object, info: ValidationInfo) -> object:
        """Refuse what would quietly become something else: true as 1, a serial number as a day, "1.500" as 1.5."""
        kinds = _kinds_of(cls, str(info.field_name))
        if isinstance(value, bool) and bool not in kinds and kinds & {int, float, date, datetime}:
            raise ValueError("neither true nor false")
        if isinstance(value, int | float) and kinds & {date, datetime}:
            raise ValueError("a day such as 2026-11-01")
        if isinstance(value, str) and kinds & {int, float} and str not in kinds:
            raise ValueError("a number")
        if isinstance(value, str) and kinds & {date} and not ISO_DAY.fullmatch(value.strip()):
            raise ValueError("a day such as 2026-11-01")
        return value

    @classmethod
    def of(cls, **fields: object) -> Self:
        """The input made of these fields; raises Invalid with one problem for each field that is not as it must be."""
        try:
            return cls.model_validate(fields)
        except ValidationError as refused:
            raise Invalid([_problem(e) for e in refused.errors(include_url=False, include_input=False)]) from None


class DoseInput(Input):
    """A daily dose from a day on."""

    from_on: date
    mg_per_day: float = Field(ge=0, le=10000)
    to_on: date | None = None


class SessionInput(Input):
    """A psychotherapy or stimulation visit."""

    held_on: date
    attended: bool
    minutes: int | None = Field(default=None, ge=1, le=600)


class TrialInput(Input):
    """A treatment trial as it is recorded; `id` makes recording it twice the same as once."""

    id: str | None = Field(default=None, min_length=8, max_length=32, pattern=r"^[0-9A-Za-z_-]+$")
    episode_id: str | None = None
    modality: Modality
    started_on: date
    ended_on: date | None = None
    stop_reason: StopReason | None = None
    ascertainment: Ascertainment = Ascertainment.prospective
    primary_instrument: str = "phq9"
    recalled_improvement: RecalledImprovement | None = None
    note: str | None = Field(default=None, max_length=2000)
    agent: str | None = Field(default=None, max_length=80)
    role: Role | None = None
    augments_id: str | None = None
    doses: tuple[DoseInput, ...] = ()
    adherence: float | None = Field(default=None, ge=0, le=1)
    adherence_source: AdherenceSource | None = None
    serum_level_mmol_per_l: float | None = Field(default=None, ge=0, le=5)
    therapy: str | None = Field(default=None, max_length=80)
    format: TherapyFormat | None = None
    is_evidence_based: bool | None = None
    evidence_reason: str | None = Field(default=None, max_length=300)
    sessions: tuple[SessionInput, ...] = Field(default=(), max_length=500)
    attended_count: int | None = Field(default=None, ge=0, le=500)
    therapist_experienced: bool | None = None
    therapist_licensed: bool | None = None
    therapist_formal_training: bool | None = None
    therapist_years: float | None = Field(default=None, ge=0, le=80)
    therapist_supervised_cases: int | None = Field(default=None, ge=0, le=100000)
    therapist_rated_with: str | None = Field(default=None, min_length=1, max_length=80)
    therapist_rating: float | None = Field(default=None, ge=0, le=1000)
    procedure: Procedure | None = None
    placement: Placement | None = None


class EpisodeInput(Input):
    """An episode of major depression."""

    started_on: date
    ended_on: date | None = None
    number: int | None = Field(default=None, ge=1, le=99)
    diagnosis: Diagnosis = Diagnosis.MDD
    severity: Severity | None = None
    is_psychotic: bool | None = None
    functional_impairment: float | None = None
    comorbid_anxiety: float | None = None
    personality_disorder: float | None = None
    psychosocial_stressor: float | None = None
    intensified_treatment: float | None = None


class PatientInput(Input):
    """A new patient; the record number is the clinic's own."""

    clinic_id: str
    record_number: str = Field(min_length=1, max_length=40)
    given_name: str = Field(min_length=1, max_length=100)
    family_name: str = Field(min_length=1, max_length=100)
    born_on: date | None = None
    sex: Sex | None = None
    email: str | None = Field(default=None, max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
    language: str = Field(default="en", pattern=r"^[a-z]{2}(-[A-Z]{2})?$")
    time_zone: str = "UTC"
    demo_story: str | None = Field(default=None, max_length=300)


class StaffInput(Input):
    """A clinician or an administrator."""

    clinic_id: str
    role: PersonRole
    given_name: str = Field(min_length=1, max_length=100)
    family_name: str = Field(min_length=1, max_length=100)
    email: str | None = Field(default=None, max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
    demo_story: str | None = Field(default=None, max_length=300)


class ClinicInput(Input):
    """A clinic; `answers_read` tells patients when somebody reads what they write.

    `message_name` is how it signs messages that others may see; without one they name nobody.
    """

    name: str = Field(min_length=1, max_length=120)
    time_zone: str = "UTC"
    language: str = "en"
    answers_read: str = Field(
        default="Your care team reads your answers on working days.", min_length=1, max_length=200
    )
    message_name: str | None = Field(default=None, min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f<>@]+$")


class CrisisInput(Input):
    """The crisis text of a clinic in one language; numbers as they are dialled."""

    language: str = "en"
    message: str = Field(min_length=1, max_length=600)
    call_number: str = Field(pattern=r"^\+?[0-9 ]{2,20}$")
    text_number: str = Field(pattern=r"^\+?[0-9 ]{2,20}$")
    emergency_number: str = Field(pattern=r"^\+?[0-9 ]{2,20}$")


class StepsInput(Input):
    """What a clinic's staff do at once where an answer needs a person, one step after the other."""

    steps: tuple[Annotated[str, Field(min_length=1, max_length=200)], ...] = Field(min_length=1, max_length=8)


class MeasurementInput(Input):
    """One administration on a past day: its answers, or only its totals where no more is known.

    One total is `total` (of `scale`, the first where none is named); several are `totals`, by scale.
    """

    on: date
    instrument: str
    answers: Mapping[str, float] | None = None
    not_applicable: tuple[str, ...] = ()
    total: float | None = None
    scale: str | None = None
    totals: Mapping[str, float] | None = None
    trial_id: str | None = None
    occasion: str | None = Field(default=None, max_length=60)


@cache
def _kinds_of(model: type[Input], name: str) -> frozenset[object]:
    """The kinds that a field may have."""
    annotation = model.model_fields[name].annotation
    return frozenset((annotation, *get_args(annotation)))


def _problem(error: Any) -> Problem:
    field = ".".join(str(part) for part in error["loc"])
    return Problem(field, str(error["msg"]).removeprefix("Value error, "))
