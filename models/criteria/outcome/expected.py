"""How others did from the same first score: drawn only for the treatment and the scale on which they were measured."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from models.criteria.case import Modality, Role, Trial
from models.criteria.rule import Rule, number, rule
from models.criteria.therapies import therapies

WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Seen:
    """One day of the reference: the score in the middle, and the one that four of five did not exceed."""

    on: date
    middle: float
    most: float


@dataclass(frozen=True)
class Expected:
    """People in the same kind of treatment. Nobody among them was chosen for resistance: it is no target."""

    name: str
    source: Rule
    days: tuple[Seen, ...]


@dataclass(frozen=True)
class Checkpoint:
    """A score on a day from which on people seldom responded by the end."""

    week: int
    on: date
    score: float
    source: Rule


def expected_course(trial: Trial, instrument: str, baseline: float | None) -> Expected | None:
    """The course of the reference from this baseline; None where no honest one exists."""
    if baseline is None:
        return None
    if in_cbt(trial) and instrument == "bdi2" and baseline >= number("track.band.least_baseline"):
        return _course("557 people in CBT (ENRICHD)", trial, baseline, rule("track.course.cbt"))
    if is_drug(trial) and instrument == "hamd17":
        return _course("64 to 84 people on duloxetine (Goldstein 2004)", trial, baseline, rule("track.course.drug"))
    return None


def checkpoints(trial: Trial, instrument: str) -> tuple[Checkpoint, ...]:
    """The weeks of CBT at which a PHQ-9 so high was a warning; none for another treatment or scale."""
    return tuple(_checkpoints(trial)) if in_cbt(trial) and instrument == "phq9" else ()


def in_cbt(trial: Trial) -> bool:
    listed = therapies().find(trial.therapy)
    return listed is not None and listed.family == "CBT"


def is_drug(trial: Trial) -> bool:
    return trial.modality == Modality.medication and trial.role != Role.augmentation


def _course(name: str, trial: Trial, baseline: float, source: Rule) -> Expected:
    shares = [
        (week, at_zero + slope * baseline, at_zero_most + slope_most * baseline)
        for week, at_zero, slope, at_zero_most, slope_most in source.value
    ]
    days = (Seen(trial.started_on + WEEK * week, middle, most) for week, middle, most in shares)
    return Expected(name, source, (Seen(trial.started_on, baseline, baseline), *days))


def _checkpoints(trial: Trial) -> Iterator[Checkpoint]:
    for week in (4, 9, 14):
        asked = rule(f"track.cbt.week_{week}")
        yield Checkpoint(week, trial.started_on + WEEK * week, asked.number, asked)
