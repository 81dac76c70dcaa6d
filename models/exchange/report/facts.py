"""How one fact is written in a report: a label and its words; what is not known says so, and what to record."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from models.criteria.wording import MONTHS, amount, day

Fact = dict[str, Any]
NOT_RECORDED = "not recorded"
MINUS = "−"


def fact(label: str, words: str) -> Fact:
    return {"label": label, "words": words, "unknown": False}


def unknown(label: str, to_record: str, words: str = NOT_RECORDED) -> Fact:
    """Never a blank: the reader sees that it is missing, and the clinic what would fill it."""
    return {"label": label, "words": f"{words} (to record: {to_record})" if to_record else words, "unknown": True}


def known(label: str, words: str | None, to_record: str) -> Fact:
    """The one or the other."""
    return fact(label, words) if words else unknown(label, to_record)


def score_words(value: float) -> str:
    return amount(round(value, 1))


def signed_percent(improvement: float) -> str:
    """Better or worse, in words: a minus sign alone is easily lost on a fax."""
    if not improvement:
        return "no change (0.0 %)"
    return f"{abs(improvement):.1f} % {'worse' if improvement < 0 else 'better'}"


def whole(text: str) -> str:
    """A name from the record, as a word in a sentence."""
    return text.replace("_", " ")


def sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def by_month(days: Iterable[date]) -> str:
    """Dates in little room and without doubt: March 2026: 3, 10, 17; April 2026: 7."""
    months: dict[tuple[int, int], list[str]] = {}
    for on in sorted(days):
        months.setdefault((on.year, on.month), []).append(str(on.day))
    return "; ".join(f"{MONTHS[month - 1]} {year}: {', '.join(found)}" for (year, month), found in months.items())


def period(first: date, last: date | None, as_of: date) -> str:
    """From the first day to the last, with its length."""
    end = last if last is not None and last <= as_of else None
    length = ((end or as_of) - first).days + 1
    until = day(end) if end else f"still running on {day(as_of)}"
    return f"{day(first)} to {until} ({length / 7:.1f} weeks)"
