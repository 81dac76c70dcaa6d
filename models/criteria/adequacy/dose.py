"""Days at or above a dose: dose and duration are counted together, never the peak and the length apart."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from models.criteria.case import DoseStep

Stretch = tuple[int, int]  # first and last day as ordinals, both counted


@dataclass(frozen=True, slots=True)
class DaysAtDose:
    """`days` at dose, short interruptions bridged.

    `complete_on` is the ordinal of the day on which the needed days were complete, None while they are not.
    `at_dose_now` tells whether the last day that counts was at dose. `longest_break` is the longest interruption that
    was too long to be bridged, in days.
    """

    days: int
    complete_on: int | None
    at_dose_now: bool
    longest_break: int


def stretches(
    doses: Sequence[DoseStep], first: date, last: date, counts: Callable[[float | None], bool]
) -> list[Stretch]:
    """The stretches between `first` and `last` in which the daily dose counts, in order.

    A step lasts until the day before the next step, its own last day, or `last`.
    """
    begin, end = first.toordinal(), last.toordinal()
    steps = sorted(doses, key=lambda step: step.from_on) if len(doses) > 1 else doses
    found: list[Stretch] = []
    for position, step in enumerate(steps):
        until = end
        if position + 1 < len(steps):
            until = min(until, steps[position + 1].from_on.toordinal() - 1)
        if step.to_on is not None:
            until = min(until, step.to_on.toordinal())
        since = max(begin, step.from_on.toordinal())
        if since <= until and counts(step.mg_per_day):
            found.append((since, until))
    return found


def days_at_dose(found: Sequence[Stretch], last: date, needed: int, gap_days: int) -> DaysAtDose:
    """Adds the stretches up; an interruption of up to `gap_days` between two of them counts as if at dose.

    A bridged interruption counts from the day the dose is taken again: until then it may yet be the end.
    """
    days, complete_on, longest_break, previous = 0, None, 0, None
    for since, until in found:
        if previous is not None:
            pause = since - previous - 1
            if pause <= gap_days:
                days += pause
            else:
                longest_break = max(longest_break, pause)
        missing = needed - days
        days += until - since + 1
        if complete_on is None and days >= needed:
            complete_on = max(since, since + missing - 1)
        previous = until
    return DaysAtDose(days, complete_on, previous == last.toordinal(), longest_break)
