"""Scores that are no sum: each published algorithm under the name by which a definition asks for it.

An algorithm gets the points of a scale's items as an array (items × forms) without gaps and gives one value a form.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # so that the shelf loads without numpy
    import numpy as np
    from numpy.typing import NDArray

    Points = NDArray[np.float64]
    Values = NDArray[np.generic]


def phq9_symptoms(points: "Points") -> "NDArray[np.int8]":
    """How many PHQ-9 symptoms are present: items 1 to 8 on more than half the days, item 9 on any day."""
    present = (points[:8] >= 2).view("int8").sum(axis=0, dtype="int8")
    found: NDArray[np.int8] = present + (points[8] >= 1)
    return found


def phq9_core(points: "Points") -> "NDArray[np.bool_]":
    """Low mood or loss of interest on more than half the days."""
    core: NDArray[np.bool_] = (points[0] >= 2) | (points[1] >= 2)
    return core


def phq9_major_depressive_syndrome(points: "Points") -> "Values":
    """At least five symptoms, one of them a core symptom (Kroenke 2001)."""
    return phq9_core(points) & (phq9_symptoms(points) >= 5)


def phq9_other_depressive_syndrome(points: "Points") -> "Values":
    """Two to four symptoms, one of them a core symptom (Kroenke 2001)."""
    count = phq9_symptoms(points)
    return phq9_core(points) & (count >= 2) & (count <= 4)


def hrqol4_unhealthy_days(points: "Points") -> "Values":
    """Days of poor physical and of poor mental health together, at most 30 (CDC)."""
    days: Values = points.sum(axis=0).clip(max=30)
    return days


def pcl5_ptsd_dsm5(points: "Points") -> "Values":
    """Moderately or more bothered by one symptom of B, one of C, two of D and two of E (DSM-5)."""
    present = points >= 2
    met: Values = (
        (present[:5].sum(axis=0) >= 1)
        & (present[5:7].sum(axis=0) >= 1)
        & (present[7:14].sum(axis=0) >= 2)
        & (present[14:].sum(axis=0) >= 2)
    )
    return met


def digits(points: "Points") -> "Values":
    """The answers side by side as one number, such as the EQ-5D health state 21131."""
    number: Values = points[0]
    for row in points[1:]:
        number = number * 10 + row
    return number


def cssrs_triage(points: "Points") -> "Values":
    """0 none, 1 low (wish or thoughts), 2 moderate (method), 3 high (intent, plan, or behaviour)."""
    triage: Values = (points >= 1).any(axis=0).astype("float64")
    triage[points[2] >= 1] = 2
    triage[(points[3:] >= 1).any(axis=0)] = 3
    return triage


ALGORITHMS: dict[str, Callable[["Points"], "Values"]] = {
    one.__name__: one
    for one in (
        phq9_major_depressive_syndrome,
        phq9_other_depressive_syndrome,
        hrqol4_unhealthy_days,
        pcl5_ptsd_dsm5,
        digits,
        cssrs_triage,
    )
}
