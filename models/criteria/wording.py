"""Plain words for dates, amounts and counts, as they would be read aloud in the consulting room."""

from collections.abc import Sequence
from datetime import date

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def day(on: date) -> str:
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def amount(value: float) -> str:
    """A number without needless decimals: 50, 37.5."""
    return str(int(value)) if value == int(value) else f"{value:g}"


def span(days: int) -> str:
    """A length of time: whole weeks where it is whole weeks, days otherwise."""
    if days % 7 == 0:
        return plural(days // 7, "week")
    return plural(days, "day")


def plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def count(number: int) -> str:
    """A small number as a word, as at the beginning of a sentence read aloud."""
    return COUNTS[number] if number < len(COUNTS) else str(number)


def listed(names: Sequence[str]) -> str:
    """One, two and three: as a sentence names them."""
    if len(names) < 2:
        return names[0] if names else ""
    return f"{', '.join(names[:-1])} and {names[-1]}"


def sentence(text: str) -> str:
    """Capital first letter, full stop last."""
    return f"{text[0].upper()}{text[1:]}." if not text.endswith(".") else f"{text[0].upper()}{text[1:]}"
