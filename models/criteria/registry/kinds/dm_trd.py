"""A score of 2 to 27 that adds psychotherapy, impairment and what surrounds the depression to the Maudsley items."""

import numpy as np

from models.criteria.registry.answers import NO_, NOT_APPLICABLE_, UNKNOWN_, YES_
from models.criteria.registry.evidence import Evidence
from models.criteria.registry.findings import Finding, alone, numbers
from models.criteria.registry.kinds.maudsley import Points, duration, failed_drugs, known, severity
from models.criteria.registry.tables import GRADES
from models.criteria.staging.definition import Definition


def judge(evidence: Evidence, own: Definition) -> Finding:
    points = duration(evidence, own) + severity(evidence, own) + failed_drugs(evidence, own)
    points += _added(evidence, own) + _psychotherapy(evidence, own)
    for name in GRADES:
        points += _graded(evidence, own, name)
    decided = points.low == points.high
    met = np.where(decided, NOT_APPLICABLE_, UNKNOWN_).astype(np.int8)
    return alone(met, numbers(points.low, decided))


def _added(evidence: Evidence, own: Definition) -> Points:
    """Drugs added to an antidepressant by their number, and ECT."""
    lines = np.array(own.rules["added_lines"].value)
    number = evidence.number(evidence.present & evidence.is_added)
    return known(np.searchsorted(lines, number, side="right") + own.number("ect") * evidence.any(evidence.ECT))


def _psychotherapy(evidence: Evidence, own: Definition) -> Points:
    """None, a therapy without evidence in depression, one with, two or more with."""
    points = np.array(own.rules["psychotherapy"].value, dtype=np.float64)
    talking, evident = evidence.psychotherapies, evidence.has_evidence
    sure, maybe = (evidence.number(talking & held) for held in (evident == YES_, evident != NO_))
    most, tried = len(points) - 2, evidence.any(talking)
    low, high = (np.where(tried, points[np.minimum(each, most) + 1], points[0]) for each in (sure, maybe))
    return Points(low, high)


def _graded(evidence: Evidence, own: Definition, name: str) -> Points:
    """An item that the clinician grades; not recorded it may be anything."""
    grade = evidence.of_episode(evidence.judged.registry.episodes.grades[name])
    unknown = np.isnan(grade)
    return Points(np.where(unknown, 0, grade), np.where(unknown, own.rules[name].number, grade))
