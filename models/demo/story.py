"""The shape of an invented person's story. Every day is told as days before the day on which the demo is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Knots = tuple[tuple[int, float], ...]
"""(days ago, value), the earliest first; between two of them the value goes in a straight line."""

EXPERIENCED: dict[str, Any] = {
    "therapist_experienced": True,
    "therapist_licensed": True,
    "therapist_formal_training": True,
    "therapist_years": 9.0,
}
IN_TRAINING: dict[str, Any] = {
    "therapist_licensed": False,
    "therapist_formal_training": True,
    "therapist_years": 0.5,
    "therapist_supervised_cases": 2,
}


@dataclass(frozen=True)
class Treatment:
    """One trial: `fields` as the write door takes them, days still counted backwards."""

    modality: str
    since: int
    until: int | None
    doses: tuple[tuple[int, float], ...] = ()
    sessions: tuple[tuple[int, bool], ...] = ()
    minutes: int | None = None
    augments: int | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Story:
    """One invented patient. `phq9` gives the total at some days; what lies between follows."""

    given_name: str
    family_name: str
    born_on: date
    sex: str
    says: str
    phq9: Knots = ()
    treatments: tuple[Treatment, ...] = ()
    burden: Knots = ()  # how much daily life suffers, 0 to 1; follows the PHQ-9 where it is not told
    thoughts: Mapping[int, int] = field(default_factory=dict)  # item 9 of the PHQ-9, by day
    skipped: Mapping[int, tuple[str, ...]] = field(default_factory=dict)  # items of the PHQ-9 left out, by day
    handled: tuple[tuple[int, str], ...] = ()  # on which day a flag was acknowledged or closed
    rated: Knots = ()  # HAM-D17 by the clinician
    anxiety: bool = False  # the GAD-7 is asked with every full battery
    every_days: int = 7
    asked: bool = True  # False where nobody is asked any more
    episodes: tuple[tuple[int, int | None], ...] = ()  # since, until; one since the first day where not told
    episode: Mapping[str, Any] = field(default_factory=dict)
    lives: Mapping[str, Any] = field(default_factory=dict)  # which parts of life the B-IPF does not apply to


def drug(
    agent: str,
    since: int,
    until: int | None,
    *doses: tuple[int, float] | float,
    stop: str | None = None,
    role: str = "monotherapy",
    augments: int | None = None,
    **fields: Any,
) -> Treatment:
    """A medication trial; a dose is (days ago, mg a day), a bare number is the dose from the first day on."""
    steps = tuple(step if isinstance(step, tuple) else (since, step) for step in doses)
    told = {"agent": agent, "role": role, "stop_reason": stop, **fields}
    return Treatment("medication", since, until, doses=steps, augments=augments, fields=told)


def recalled(
    agent: str, since: int, until: int, *doses: tuple[int, float] | float, gain: str, **fields: Any
) -> Treatment:
    """A medication trial that the patient remembers; `gain` is how much better it made things."""
    return drug(agent, since, until, *doses, ascertainment="recall", recalled_improvement=gain, **fields)


def talk(
    therapy: str,
    since: int,
    until: int | None,
    planned: int,
    *,
    missed: tuple[int, ...] = (),
    every: int = 7,
    stop: str | None = None,
    **fields: Any,
) -> Treatment:
    """A psychotherapy: so many sessions planned at an even pace; `missed` are the numbers of those not attended."""
    days = tuple((since - number * every, number + 1 not in missed) for number in range(planned))
    told = {"therapy": therapy, "stop_reason": stop, "format": "individual", **fields}
    return Treatment("psychotherapy", since, until, sessions=days, minutes=50, fields=told)


def course(
    procedure: str,
    since: int,
    until: int | None,
    given: int,
    *,
    week: tuple[int, ...],
    stop: str | None = None,
    **fields: Any,
) -> Treatment:
    """A course of stimulation or of a rapid agent: so many treatments on these days of each week of the course."""
    days = [since - 7 * turn - day for turn in range(given) for day in week][:given]
    told = {"procedure": procedure, "stop_reason": stop, **fields}
    return Treatment("neuromodulation", since, until, sessions=tuple((day, True) for day in days), fields=told)
