"""How answers were given, in one word, and where that changes within a trial: scores of two ways compare badly."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Protocol

from models.records import EntryMode, EntryWay


class Given(StrEnum):
    """From the person's own device to a clinician's rating."""

    link = "link"
    account = "account"
    kiosk = "kiosk"
    paper = "paper"
    interview = "interview"
    staff = "staff"
    imported = "imported"


class Line(Protocol):
    """A check-in that was received."""

    @property
    def id(self) -> str: ...
    @property
    def answered_on(self) -> date | None: ...
    @property
    def given(self) -> Given | None: ...


# By a link or with an account: the same person alone with the same device.
ALIKE = {Given.account: Given.link}
# Not an administration to the patient, or one of which nothing is known.
OUTSIDE = (None, Given.staff, Given.imported)


def given_of(mode: EntryMode | None, way: EntryWay | None) -> Given | None:
    """The word for a check-in that was sent; None for one that was not."""
    return Given((way or mode).value) if mode else None


def changes(lines: Iterable[Line], spans: Sequence[tuple[date, date]]) -> Mapping[str, Given]:
    """Check-ins that were given in another way than the one before them in the same trial, with that earlier way.

    `spans` are the first and last days of the trials. A trial's baseline is the last check-in up to its first day.
    """
    known = [(line.answered_on, line.id, line.given) for line in lines if line.given not in OUTSIDE]
    dated = sorted((on, each, given) for on, each, given in known if on is not None and given is not None)
    found: dict[str, Given] = {}
    for first, last in spans:
        baseline = [one for one in dated if one[0] <= first][-1:]
        during = [one for one in dated if first < one[0] <= last]
        course = [*baseline, *during]
        for (_, _, before), (_, each, now) in pairwise(course):
            if ALIKE.get(now, now) is not ALIKE.get(before, before):
                found[each] = before
    return found
