"""Months as the calendar counts them."""

from calendar import monthrange
from datetime import date
from functools import lru_cache

SHORTEST = 28  # days that every month has


@lru_cache(maxsize=4096)
def months_later(on: date, months: int) -> date:
    """The same day of a later month, or the last day of a shorter month."""
    years, month = divmod(on.month - 1 + months, 12)
    year, month = on.year + years, month + 1
    last = SHORTEST if on.day <= SHORTEST else monthrange(year, month)[1]
    return date(year, month, min(on.day, last))
