"""The records of many patients as columns, tied to each other by the number of the patient and of the trial."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from models.criteria.registry.answers import Floats, Ints
from models.criteria.registry.states import Texts

Frames = Mapping[str, pd.DataFrame]
GRADES = (
    "functional_impairment",
    "comorbid_anxiety",
    "personality_disorder",
    "psychosocial_stressor",
    "intensified_treatment",
)


THERAPIST_FLAGS = ("experienced", "licensed", "formal_training")
THERAPIST_NUMBERS = ("years", "supervised_cases", "competence_score")


@dataclass(frozen=True, slots=True)
class Patients:
    """In the order of their ids. `as_of` is the day from which each is looked at, in days since 1970."""

    ids: list[str]
    as_of: Ints
    diagnosis: Texts

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Episodes:
    """`rank` is the place of the id among all ids. Days that are not known are NEVER; an open one ends on FAR."""

    patient: Ints
    id: Ints
    number: Floats
    started_on: Ints
    ended_on: Ints
    severity: Texts
    psychotic: Ints
    grades: Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class Trials:
    """In order of patient, first day and id. `base` is the row of the trial that an adjunct was added to, or -1."""

    patient: Ints
    id: Ints
    names: list[str]
    episode: Ints
    modality: Texts
    role: Texts
    agent: Texts
    augments: Ints
    base: Ints
    started_on: Ints
    ended_on: Ints
    stop_reason: Texts
    ascertainment: Texts
    adherence: Floats
    level: Floats
    therapy: Texts
    format: Texts
    evidence_based: Ints
    evidence_reason: Ints
    attended_count: Floats
    therapist: Mapping[str, Texts | Ints | Floats]
    procedure: Texts
    placement: Texts
    primary: Texts
    recalled: Texts

    def __len__(self) -> int:
        return len(self.patient)


@dataclass(frozen=True, slots=True)
class Doses:
    """In order of trial and first day. `mg` is NaN where a dose was taken whose size is not known."""

    trial: Ints
    from_on: Ints
    to_on: Ints
    mg: Floats


@dataclass(frozen=True, slots=True)
class Sessions:
    """In order of trial and day."""

    trial: Ints
    on: Ints
    attended: Ints


@dataclass(frozen=True, slots=True)
class Measurements:
    """Scores that are known; `trial` is -1 where a score is tied to none."""

    patient: Ints
    trial: Ints
    on: Ints
    instrument: Texts
    scale: Texts
    score: Floats


@dataclass(frozen=True, slots=True)
class Registry:
    patients: Patients
    episodes: Episodes
    trials: Trials
    doses: Doses
    sessions: Sessions
    measurements: Measurements
