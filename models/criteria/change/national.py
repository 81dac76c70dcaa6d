"""The rates that NHS England publishes for talking therapies, from the counts beside them.

NHS Talking Therapies, metadata of the annual report 2024-25: recovery is asked of those who were at caseness (above the
threshold of a scale) when they began; improvement and deterioration of everybody who finished.
"""

from dataclasses import dataclass

Rates = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Courses:
    """How many finished courses of treatment ended how."""

    finished: int
    not_at_caseness: int  # at the start
    recovered: int
    reliably_recovered: int
    improved: int  # reliably, on either scale and worse on neither
    deteriorated: int
    unchanged: int


def rates(courses: Courses) -> Rates:
    """Percentages, unrounded; None where there is nobody of whom it could be asked."""
    could_recover = courses.finished - courses.not_at_caseness
    return {
        "recovery": _percent(courses.recovered, could_recover),
        "reliable_recovery": _percent(courses.reliably_recovered, could_recover),
        "reliable_improvement": _percent(courses.improved, courses.finished),
        "reliable_deterioration": _percent(courses.deteriorated, courses.finished),
        "no_reliable_change": _percent(courses.unchanged, courses.finished),
    }


def _percent(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole > 0 else None
