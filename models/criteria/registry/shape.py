"""The table of a registry: one row a record, of six kinds; which columns each kind has, and what they may hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import inf

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

LONGEST = 1000  # of a text, in characters


@dataclass(frozen=True, slots=True)
class Text:
    """Free text, or one of a list of words."""

    words: tuple[str, ...] = ()
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    low: float = -inf
    high: float = inf
    needed: bool = False
    step: float | None = None


@dataclass(frozen=True, slots=True)
class Day:
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    needed: bool = False


Column = Text | Number | Day | Flag
Kind = Mapping[str, Column]


def _word(words: type[StrEnum], needed: bool = False) -> Text:
    return Text(tuple(each.value for each in words), needed)


AMOUNT = Number(0, 100_000)
COUNT = Number(0, 10_000, step=1)
GRADE = Number(0, 1, step=0.5)
NAME = Text(needed=True)
DAY = Day(needed=True)

PATIENT_ID, KIND, ROW = "patient_id", "kind", "row"
KINDS: Mapping[str, Kind] = {
    "patient": {"as_of": Day(), "diagnosis": _word(Diagnosis), "born_on": Day(), "sex": Text()},
    "episode": {
        "id": NAME,
        "number": COUNT,
        "started_on": Day(),
        "ended_on": Day(),
        "severity": _word(Severity),
        "psychotic": Flag(),
        "functional_impairment": Number(0, 3, step=1),
        "comorbid_anxiety": GRADE,
        "personality_disorder": GRADE,
        "psychosocial_stressor": Number(0, 1, step=1),
        "intensified_treatment": Number(0, 2, step=1),
    },
    "trial": {
        "id": NAME,
        "episode": Text(),
        "modality": _word(Modality, needed=True),
        "role": _word(Role),
        "agent": Text(),
        "augments": Text(),
        "started_on": DAY,
        "ended_on": Day(),
        "stop_reason": _word(StopReason),
        "ascertainment": _word(Ascertainment),
        "adherence": Number(0, 1),
        "serum_level_mmol_per_l": AMOUNT,
        "therapy": Text(),
        "format": _word(TherapyFormat),
        "evidence_based": Flag(),
        "evidence_reason": Text(),
        "attended_count": COUNT,
        "experienced": Flag(),
        "licensed": Flag(),
        "formal_training": Flag(),
        "years": AMOUNT,
        "supervised_cases": COUNT,
        "competence_instrument": Text(),
        "competence_score": Number(),
        "procedure": _word(Procedure),
        "placement": _word(Placement),
        "primary_instrument": Text(),
        "recalled_improvement": _word(RecalledImprovement),
    },
    "dose": {"trial": NAME, "from_on": DAY, "to_on": Day(), "mg_per_day": AMOUNT},
    "session": {"trial": NAME, "on": DAY, "attended": Flag(needed=True)},
    "measurement": {"on": DAY, "instrument": NAME, "scale": Text(), "score": Number(), "trial": Text()},
}
COLUMNS = tuple(dict.fromkeys((PATIENT_ID, KIND, *(name for kind in KINDS.values() for name in kind))))
