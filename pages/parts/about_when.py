"""Days that are only known about: a year, a month or a day as a letter has it, read as the span that it names."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from pages.parts.plain import MONTHS

ALLOWED = "a year, a month or a day: 2024, May 2024, 2024-05 or 2024-05-17"
YEAR = re.compile(r"(\d{4})")
MONTH = re.compile(r"(?:(\d{4})-(\d{1,2})|(\d{1,2})[./](\d{4})|([A-Za-z]{3})[a-z]*\.?\s+(\d{4}))")
DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


@dataclass(frozen=True)
class About:
    """From the first to the last day that the words may mean."""

    first: date
    last: date


def read(typed: str) -> About | None:
    """The span that was meant; None where the words name none."""
    words = typed.strip()
    if found := DAY.fullmatch(words):
        return _span(int(found[1]), int(found[2]), int(found[3]))
    if found := MONTH.fullmatch(words):
        year = int(found[1] or found[4] or found[6])
        month = int(found[2] or found[3] or 0) or _month(found[5])
        return _span(year, month)
    found = YEAR.fullmatch(words)
    return _span(int(found[1])) if found else None


def _month(name: str) -> int:
    short = name.capitalize()
    return MONTHS.index(short) + 1 if short in MONTHS else 0


def _span(year: int, month: int | None = None, day: int | None = None) -> About | None:
    try:
        if month is None:
            return About(date(year, 1, 1), date(year, 12, 31))
        if day is None:
            return About(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
        return About(date(year, month, day), date(year, month, day))
    except (ValueError, calendar.IllegalMonthError):
        return None
