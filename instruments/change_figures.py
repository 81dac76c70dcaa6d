"""How large a change must be to be more than chance, and where the line between ill and well lies: by published norms.

Jacobson & Truax 1991. The figures of one person's page rest on published norms only, never on a clinic's own sample.
"""

from dataclasses import dataclass

from instruments.change_formulas import (
    enters_the_well,
    equally_likely,
    leaves_the_ill,
    standard_error_of_difference,
)
from instruments.facts import Norm
from instruments.scale import Direction, Scale

CONFIDENCE = 1.96  # the normal deviate of 95 %


@dataclass(frozen=True, slots=True)
class ChangeFigures:
    """What follows from the norms of a scale. A cut-off is None where the group it needs has no published norm."""

    reliable_change: float
    cutoff_a: float | None  # two standard deviations from the mean of people in treatment
    cutoff_b: float | None  # within two standard deviations of the mean of people in general
    cutoff_c: float | None  # where both groups are equally likely
    reliability: float
    reliability_kind: str


def change_figures(scale: Scale, kind: str = "") -> ChangeFigures | None:
    """The figures by the reliability that the definition names for them, or by another `kind` (alpha, test_retest).

    None for a scale that nobody has validated, and where the norm of people in treatment or the reliability is unknown.
    """
    kind = kind or str(scale.jacobson_truax.get("reliability"))
    known = [figure.value for figure in scale.reliability if figure.kind == kind and figure.value is not None]
    clinical, norm = _norm(scale, "clinical"), _norm(scale, "norm")
    if not scale.validated or not known or clinical is None or clinical.sd is None:
        return None
    towards_health = 1 if scale.direction is Direction.higher_better else -1
    return ChangeFigures(
        reliable_change=reliable_change(clinical.sd, known[0]),
        cutoff_a=leaves_the_ill(clinical.mean, clinical.sd, towards_health),
        cutoff_b=None if norm is None or norm.sd is None else enters_the_well(norm.mean, norm.sd, towards_health),
        cutoff_c=None if norm is None else cutoff_c(clinical, norm),
        reliability=known[0],
        reliability_kind=kind,
    )


def reliable_change(sd: float, reliability: float) -> float:
    """The smallest difference of two scores that measurement error alone would reach in less than 5 % of people."""
    return CONFIDENCE * standard_error_of_difference(sd, reliability)


def cutoff_c(clinical: Norm, norm: Norm) -> float | None:
    """The mean of both means, each weighted by the spread of the other group. None where a spread is unknown."""
    if clinical.sd is None or norm.sd is None:
        return None
    return equally_likely(clinical.mean, clinical.sd, norm.mean, norm.sd)


def _norm(scale: Scale, group: str) -> Norm | None:
    return next((norm for norm in scale.norms if norm.group == group), None)
