"""Days at or above a dose: dose and duration are counted together, never the peak and the length apart."""

from collections.abc import Callable, Sequence
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from models.criteria.case import DoseStep

FROM_ON = attrgetter("from_on")
Stretch = tuple[int, int]  # first and last day as ordinals, both counted


class DaysAtDose(NamedTuple):
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
    begin, until = first.toordinal(), last.toordinal()
    found: list[Stretch] = []
    for step in sorted(doses, key=FROM_ON)[::-1]:
        from_on = step.from_on.toordinal()
        since = max(begin, from_on)
        stops_on = until if step.to_on is None else min(until, step.to_on.toordinal())
        if since <= stops_on and counts(step.mg_per_day):
            found.append((since, stops_on))
        until = min(until, from_on - 1)
    return found[::-1]


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
