"""A score of 3 to 15 from the length and severity of the episode and from what has been tried."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from models.criteria.calendar import months_later
from models.criteria.case import Severity
from models.criteria.severity import suggested_severity
from models.criteria.staging.definition import Definition, Finding
from models.criteria.staging.evidence import Evidence
from models.criteria.staging.telling import the_others, to_record
from models.criteria.verdict import NOT_APPLICABLE, UNKNOWN
from models.criteria.wording import listed, plural


class Points(NamedTuple):
    """One item: its fewest and most points (the same where it is known), in words, and what to record."""

    low: float
    high: float
    words: str
    record: tuple[str, ...] = ()


@lru_cache(maxsize=1024, typed=True)
def known(points: float, words: str) -> Points:
    return Points(points, points, f"{words}: {points:g} {'point' if points == 1 else 'points'}")


def judge(evidence: Evidence, own: Definition) -> Finding:
    """Not stageable before the first fair trial without response: the smallest score presupposes one."""
    terms = own.terms(evidence.settings)
    found = evidence.counted(terms)
    if not found.possible:
        why = "Not stageable: no antidepressant had a fair trial without response in this episode."
        return Finding(None, NOT_APPLICABLE, (why, *the_others(found, terms)))
    items = [*duration_and_severity(evidence, own), failed_drugs(evidence, own, atleast=1), *used(evidence, own)]
    low, high = sum(item.low for item in items), sum(item.high for item in items)
    reasons = (*(f"{item.words}." for item in items), *the_others(found, terms))
    if low != high or not found.sure:
        change = (*to_record(found.open, terms), *(each for item in items for each in item.record))
        return Finding(None, UNKNOWN, reasons, tuple(dict.fromkeys(change)))
    return Finding({"score": total(low), "band": band(low, own)}, NOT_APPLICABLE, reasons)


def total(points: float) -> float:
    """A whole number where it is one."""
    return int(points) if points == int(points) else points


def band(score: float, own: Definition) -> str:
    bands: Mapping[str, Sequence[float]] = own.rules["bands"].value
    return next(name for name, (low, high) in bands.items() if low <= score <= high)


def duration_and_severity(evidence: Evidence, own: Definition) -> tuple[Points, Points]:
    return _duration(evidence, own), _severity(evidence, own)


def _duration(evidence: Evidence, own: Definition) -> Points:
    """One point, and one more for each line of months that the episode has passed."""
    lines = own.rules["duration_months"].value
    began = evidence.began
    if began is None:
        return Points(1, len(lines) + 1, "Length of the episode not known", ("record when the episode began",))
    ended_on = evidence.episode.ended_on if evidence.episode else None
    until = min(evidence.as_of, ended_on or evidence.as_of)
    return known(1 + sum([until > months_later(began, months) for months in lines]), _length(began, until))


def _length(began: date, until: date) -> str:
    months = (until.year - began.year) * 12 + until.month - began.month - (until.day < began.day)
    return f"Episode of {plural(months, 'month')}"


def _severity(evidence: Evidence, own: Definition) -> Points:
    """The clinician's grade; psychosis raises the highest one."""
    points = own.rules["severity"].value
    grade = evidence.episode.severity if evidence.episode else None
    psychotic = evidence.episode.psychotic if evidence.episode else None
    if grade is None:
        most = max(points.values())
        return Points(min(points.values()), most, "Severity not recorded", (_suggest(evidence),))
    if grade != Severity.severe or psychotic is False:
        return known(points[grade], f"{str(grade).capitalize()} episode")
    if psychotic is None:
        return Points(
            points["severe"],
            points["psychotic"],
            "Severe, psychosis not recorded",
            ("record whether there is psychosis",),
        )
    return known(points["psychotic"], "Severe with psychosis")


def _suggest(evidence: Evidence) -> str:
    """What to record, with the grade that the latest PHQ-9 suggests."""
    past = [
        (one.on, one.score) for one in evidence.case.measurements if one.instrument == "phq9" and one.scale == "total"
    ]
    latest = max((each for each in past if each[0] <= evidence.as_of and each[1] is not None), default=None)
    grade = suggested_severity(latest[1]) if latest else None
    return f"record the severity of the episode{f' (the PHQ-9 suggests {grade})' if grade else ''}"


def failed_drugs(evidence: Evidence, own: Definition, atleast: int = 0) -> Points:
    """Points for the number of antidepressants without response."""
    found = evidence.counted(own.terms(evidence.settings))
    lines: Sequence[int] = own.rules["drug_lines"].value
    low = sum([max(len(found.sure), atleast) >= line for line in lines])
    high = sum([len(found.possible) >= line for line in lines])
    names = listed([one.name for one in found.sure]) or "none"
    told = known(low, f"Antidepressants without response ({names})").words
    return Points(low, high, told if low == high else f"Antidepressants without response: {low} to {high} points")


def used(evidence: Evidence, own: Definition) -> tuple[Points, Points]:
    """Augmentation and ECT count when they were used at all."""
    added = any((one.is_added and one.trial.augments) or one.is_adjunct for one in evidence.within("current"))
    return (
        known(own.number("augmentation") * added, "Augmentation used" if added else "No augmentation"),
        known(own.number("ect") * bool(evidence.ECT), "ECT used" if evidence.ECT else "No ECT"),
    )
