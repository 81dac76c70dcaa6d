"""A score of 3 to 15 from the length and severity of the episode and from what has been tried."""

from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.criteria.calendar import months_later
from models.criteria.case import Case, Episode, Patient, Severity
from models.criteria.registry.answers import NO_, NOT_APPLICABLE_, UNKNOWN_, YES_, Floats
from models.criteria.registry.evidence import Evidence
from models.criteria.registry.findings import Finding, numbers, words
from models.criteria.registry.groups import FAR, NEVER
from models.criteria.registry.states import Texts, look_up, told
from models.criteria.staging.definition import Definition
from models.criteria.staging.kinds.maudsley import band, duration_and_severity

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Points:
    """Fewest and most points of each patient; the same where they are known."""

    low: Floats
    high: Floats

    def __add__(self, other: "Points") -> "Points":
        return Points(self.low + other.low, self.high + other.high)


def known(points: NDArray[Any]) -> Points:
    figures = points.astype(np.float64)
    return Points(figures, figures)


def judge(evidence: Evidence, own: Definition) -> Finding:
    """Not stageable before the first fair trial without response: the smallest score presupposes one."""
    counted = evidence.counted(own.terms(evidence.settings))
    points = duration(evidence, own) + severity(evidence, own) + failed_drugs(evidence, own, at_least=1)
    points += _used(evidence, own)
    possible, sure = evidence.any(counted != NO_), evidence.any(counted == YES_)
    decided = possible & sure & (points.low == points.high)
    met = np.where(decided | ~possible, NOT_APPLICABLE_, UNKNOWN_).astype(np.int8)
    bands: tuple[str, ...] = tuple(own.rules["bands"].value)
    place = look_up(np.int64, lambda low: bands.index(band(low, own)), np.where(decided, points.low, _lowest(own)))
    return Finding(met, {"": numbers(points.low, decided), "_band": words(place, bands, decided)})


def _lowest(own: Definition) -> float:
    return float(min(low for low, _ in own.rules["bands"].value.values()))


def duration(evidence: Evidence, own: Definition) -> Points:
    """One point, and one more for each line of months that the episode has passed."""
    lines, began = own.rules["duration_months"].value, evidence.episode.began
    unknown = began == NEVER
    ended_on = np.append(evidence.judged.registry.episodes.ended_on, FAR)[evidence.episode.newest]
    until = np.minimum(evidence.judged.registry.patients.as_of, ended_on)
    passed = np.zeros(evidence.patients)
    for months in lines:
        passed += until > look_up(np.int64, _later(months), np.where(unknown, 0, began))
    return Points(np.where(unknown, 1, 1 + passed), np.where(unknown, len(lines) + 1, 1 + passed))


def _later(months: int) -> Any:
    return lambda began: (months_later(EPOCH + timedelta(days=began), months) - EPOCH).days


def severity(evidence: Evidence, own: Definition) -> Points:
    """By the same words as for one patient, once for each grade."""
    episodes, newest = evidence.judged.registry.episodes, evidence.episode.newest
    grade = Texts(np.append(episodes.severity.codes, -1)[newest], episodes.severity.names)
    psychotic = np.append(episodes.psychotic, -1)[newest]

    def look(grade: str | None, psychotic: int) -> tuple[float, float]:
        said = None if psychotic < 0 else bool(psychotic)
        one = Episode("", severity=Severity(grade) if grade else None, psychotic=said)
        seen: Any = SimpleNamespace(episode=one, began=None, case=Case(Patient("")), as_of=EPOCH)
        found = duration_and_severity(seen, own)[1]
        return found.low, found.high

    found, state = told(look, grade, psychotic)
    both = np.array(found, dtype=np.float64).reshape(-1, 2)[state]
    return Points(both[:, 0], both[:, 1])


def failed_drugs(evidence: Evidence, own: Definition, at_least: int = 0) -> Points:
    """Points for the number of antidepressants without response."""
    found, lines = evidence.counted(own.terms(evidence.settings)), np.array(own.rules["drug_lines"].value)
    sure, possible = evidence.number(found == YES_), evidence.number(found != NO_)
    low = np.searchsorted(lines, np.maximum(sure, at_least), side="right")
    return Points(low.astype(np.float64), np.searchsorted(lines, possible, side="right").astype(np.float64))


def _used(evidence: Evidence, own: Definition) -> Points:
    """Augmentation and ECT count when they were used at all."""
    added = evidence.present & evidence.is_added & (evidence.trials.augments >= 0)
    points = own.number("augmentation") * evidence.any(added | evidence.adjuncts)
    return known(points + own.number("ect") * evidence.any(evidence.ECT))
