"""Psychotherapy beside a course of stimulation, or soon after ECT: treatments that may belong together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.criteria.case import ECT, NEUROMODULATION, PSYCHOTHERAPY, Trial
from models.criteria.rule import whole


@dataclass(frozen=True, slots=True)
class Beside:
    """A psychotherapy and a course by their ids; `how` is "beside" or "after"."""

    psychotherapy: str
    course: str
    how: str

    @property
    def sentence(self) -> str:
        return "Psychotherapy beside stimulation." if self.how == "beside" else "Psychotherapy soon after ECT."


def beside(trials: Sequence[Trial], as_of: date) -> tuple[Beside, ...]:
    """Each pair that shared a day, and each psychotherapy that began soon after ECT had ended."""
    therapies = [one for one in trials if one.modality == PSYCHOTHERAPY and one.started_on <= as_of]
    courses = [one for one in trials if one.modality == NEUROMODULATION and one.started_on <= as_of]
    found = [(talking, course, _how(talking, course, as_of)) for talking in therapies for course in courses]
    return tuple(Beside(talking.id, course.id, how) for talking, course, how in found if how)


def _how(talking: Trial, course: Trial, as_of: date) -> str:
    ended_on = course.last_day(as_of)
    if talking.started_on <= ended_on and course.started_on <= talking.last_day(as_of):
        return "beside"
    since = (talking.started_on - ended_on).days
    soon = 0 < since <= whole("track.beside.after_days")
    return "after" if soon and course.procedure == ECT else ""
