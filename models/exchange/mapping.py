"""What the columns of somebody's table mean: a small TOML file that says which is the patient, the score, the day."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from instruments import shelf
from models.errors import Invalid, Problem
from models.recording.inputs import TrialInput
from models.words import Modality

NOT_IN_A_MAPPING = {
    "id",
    "episode_id",
    "augments_id",
    "started_on",
    "ended_on",
    "doses",
    "sessions",
    "primary_instrument",
}
TRIAL_FIELDS = frozenset(TrialInput.model_fields) - NOT_IN_A_MAPPING


class Strict(BaseModel):
    """A table of the mapping: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


Kind = TypeVar("Kind", bound=Strict)


class Columns(Strict):
    """Which column of the file says what."""

    patient: str
    score: str
    days: str
    group: str | None = None
    baseline: str | None = None
    started_on: str | None = None
    sex: str | None = None
    born_on: str | None = None
    given_name: str | None = None
    family_name: str | None = None

    @property
    def named(self) -> tuple[str, ...]:
        """The columns that the file must have."""
        return tuple(name for name in self.model_dump().values() if name is not None)


class TrialMapping(Strict):
    """The treatment of one group: its facts as in a trial, one dose from the first day on, and when it ended."""

    facts: dict[str, Any]
    mg_per_day: float | None = Field(default=None, gt=0, le=10000)
    ends: Literal["last score"] | int | None = None

    @model_validator(mode="before")
    @classmethod
    def facts_apart(cls, told: Any) -> Any:
        """`agent = "duloxetine"` stands beside `mg_per_day` in the file."""
        if not isinstance(told, dict):
            return told
        own = {key: value for key, value in told.items() if key in ("mg_per_day", "ends")}
        unknown = [key for key in told if key not in own and key not in TRIAL_FIELDS]
        if unknown:
            raise ValueError(
                f"unknown: {', '.join(unknown)}; allowed: mg_per_day, ends, {', '.join(sorted(TRIAL_FIELDS))}"
            )
        facts = {key: value for key, value in told.items() if key not in own}
        if "agent" in facts:
            facts = {"modality": Modality.medication, "role": "monotherapy", **facts}
        if "therapy" in facts:
            facts = {"modality": Modality.psychotherapy, **facts}
        return {"facts": facts, **own}


class Mapping(Strict):
    """A whole mapping. `name` tells this import from others about the same patients."""

    name: str = Field(min_length=1, max_length=16, pattern=r"^[0-9A-Za-z_-]+$")
    instrument: str
    scale: str | None = None
    start_on: date | None = None
    baseline_day: int = Field(default=0, ge=-14, le=3)
    columns: Columns
    sex: dict[str, Literal["female", "male", "other"]] = {}
    trial: dict[str, TrialMapping] = Field(min_length=1)

    @model_validator(mode="after")
    def holds_together(self) -> Self:
        """What no single key can tell."""
        if self.instrument not in shelf():
            raise ValueError(f"instrument: one of {', '.join(shelf())}")
        scales = [scale.id for scale in shelf()[self.instrument].scales]
        if self.scale is not None and self.scale not in scales:
            raise ValueError(f"scale: one of {', '.join(scales)}")
        if (self.start_on is None) == (self.columns.started_on is None):
            raise ValueError("say when trials begin: either start_on, or columns.started_on for a column of days")
        if self.columns.group is None and len(self.trial) > 1:
            raise ValueError("columns.group: needed where there is more than one [trial.…]")
        if (self.columns.sex is not None) != bool(self.sex):
            raise ValueError("columns.sex and [sex] belong together")
        return self

    @property
    def scale_id(self) -> str:
        """The scale that the scores are of; the instrument's first where none is named."""
        return self.scale or shelf()[self.instrument].primary.id


def read_mapping(file: Path) -> Mapping:
    """The mapping in a file. Raises Invalid with one problem for each key that is not as it must be."""
    return read_toml(file, Mapping)


def read_toml(file: Path, kind: type[Kind]) -> Kind:
    """What a file says, as a table of this kind."""
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid([Problem(file.name, f"not a TOML file: {error}")]) from None
    try:
        return kind.model_validate(told)
    except ValidationError as refused:
        raise Invalid([_problem(file.name, error) for error in refused.errors(include_url=False)]) from None


def _problem(file: str, error: Any) -> Problem:
    place = ".".join(str(part) for part in error["loc"])
    return Problem(f"{file}{', ' if place else ''}{place}", str(error["msg"]).removeprefix("Value error, "))
