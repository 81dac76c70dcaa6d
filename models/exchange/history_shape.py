"""The shape of a history document: which keys there are, and which kind of value each may hold."""

from datetime import date
from typing import Annotated, Literal, NotRequired

from pydantic import BeforeValidator, ConfigDict, Field, TypeAdapter, with_config
from typing_extensions import TypedDict

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

FORMAT = "fairtrial-history/1"
STRICT = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


def _whole(value: object) -> object:
    """2.0 is a whole number in JSON and in JSON Schema; other programs write it so."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


WHOLE = BeforeValidator(_whole)
Name = Annotated[str, Field(min_length=1, max_length=200)]
Text = Annotated[str, Field(max_length=1000)]
Amount = Annotated[float, Field(ge=0, le=100_000)]
Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0, le=10_000), WHOLE]


@with_config(STRICT)
class PatientShape(TypedDict):
    id: Name
    born_on: NotRequired[date | None]
    sex: NotRequired[Text | None]


@with_config(STRICT)
class EpisodeShape(TypedDict):
    """One major depressive episode; graded as in the DM-TRD."""

    id: Name
    number: NotRequired[Count | None]
    started_on: NotRequired[date | None]
    ended_on: NotRequired[date | None]
    severity: NotRequired[Severity | None]
    psychotic: NotRequired[bool | None]
    functional_impairment: NotRequired[Annotated[int, Field(ge=0, le=3), WHOLE] | None]
    comorbid_anxiety: NotRequired[Annotated[float, Field(ge=0, le=1, multiple_of=0.5)] | None]
    personality_disorder: NotRequired[Annotated[float, Field(ge=0, le=1, multiple_of=0.5)] | None]
    psychosocial_stressor: NotRequired[Annotated[int, Field(ge=0, le=1), WHOLE] | None]
    intensified_treatment: NotRequired[Annotated[int, Field(ge=0, le=2), WHOLE] | None]


# `from` is a word of Python's own, so this shape can't be written as a class.
DoseShape = TypedDict(
    "DoseShape", {"from": date, "mg_per_day": NotRequired[Amount | None], "to": NotRequired[date | None]}
)
DoseShape.__doc__ = "A daily dose from a day on, until the next step, its own last day, or the trial's end."
with_config(STRICT)(DoseShape)


@with_config(STRICT)
class SessionShape(TypedDict):
    on: date
    attended: bool
    minutes: NotRequired[Count | None]


@with_config(STRICT)
class CountShape(TypedDict):
    """Sessions of which only the number is known."""

    attended_count: Count | None


@with_config(STRICT)
class RatingShape(TypedDict):
    instrument: Name
    score: float


@with_config(STRICT)
class TherapistShape(TypedDict):
    experienced: NotRequired[bool | None]
    licensed: NotRequired[bool | None]
    formal_training: NotRequired[bool | None]
    years: NotRequired[Amount | None]
    supervised_cases: NotRequired[Count | None]
    competence_rating: NotRequired[RatingShape | None]


@with_config(STRICT)
class TrialShape(TypedDict):
    """One treatment trial; which keys matter depends on its modality."""

    id: Name
    episode: NotRequired[Name | None]
    modality: Modality
    role: NotRequired[Role | None]
    agent: NotRequired[Name | None]
    augments: NotRequired[Name | None]
    started_on: date
    ended_on: NotRequired[date | None]
    stop_reason: NotRequired[StopReason | None]
    ascertainment: NotRequired[Ascertainment | None]
    doses: NotRequired[list[DoseShape] | None]
    adherence: NotRequired[Share | None]
    adherence_source: NotRequired[Text | None]
    serum_level_mmol_per_l: NotRequired[Amount | None]
    therapy: NotRequired[Name | None]
    format: NotRequired[TherapyFormat | None]
    evidence_based: NotRequired[bool | None]
    evidence_reason: NotRequired[Text | None]
    sessions: NotRequired[list[SessionShape] | CountShape | None]
    therapist: NotRequired[TherapistShape | None]
    procedure: NotRequired[Procedure | None]
    placement: NotRequired[Placement | None]
    primary_instrument: NotRequired[Name | None]
    recalled_improvement: NotRequired[RecalledImprovement | None]


@with_config(STRICT)
class MeasurementShape(TypedDict):
    """A score, or the answers it is made from. A score is of the instrument's first scale, unless `scale` names one."""

    on: date
    instrument: Name
    trial: NotRequired[Name | None]
    scale: NotRequired[Name | None]
    score: NotRequired[float | None]
    answers: NotRequired[dict[str, float | None] | None]
    not_applicable: NotRequired[list[Name] | None]


@with_config(STRICT)
class HistoryShape(TypedDict):
    """Everything known about one patient, as another program hands it over."""

    format: Literal["fairtrial-history/1"]
    as_of: NotRequired[date | None]
    patient: PatientShape
    diagnosis: NotRequired[Diagnosis | None]
    episodes: NotRequired[list[EpisodeShape] | None]
    trials: NotRequired[list[TrialShape] | None]
    measurements: NotRequired[list[MeasurementShape] | None]


SHAPE: TypeAdapter[HistoryShape] = TypeAdapter(HistoryShape)

# The keys that an object may have, by the key at which it stands.
KEYS = {
    "": HistoryShape.__annotations__,
    "patient": PatientShape.__annotations__,
    "episodes": EpisodeShape.__annotations__,
    "trials": TrialShape.__annotations__,
    "doses": DoseShape.__annotations__,
    "sessions": SessionShape.__annotations__,
    "attended": CountShape.__annotations__,
    "therapist": TherapistShape.__annotations__,
    "competence_rating": RatingShape.__annotations__,
    "measurements": MeasurementShape.__annotations__,
}
