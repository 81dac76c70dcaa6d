"""Every sentence that a patient reads on our own account, in one place, in words for a reader of twelve."""

import tomllib
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from models.criteria import wording

HERE = Path(__file__).resolve().parent

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@cache
def _words(language: str) -> dict[str, Any]:
    """One language's sentences; English ones where the language, or a sentence in it, is not there yet."""
    english = tomllib.loads((HERE / "words.en.toml").read_text("utf-8"))
    file = HERE / f"words.{language}.toml"
    return english | (
        tomllib.loads(file.read_text("utf-8")) if language.replace("-", "").isalpha() and file.is_file() else {}
    )


def word(key: str, language: str = "en", /, **values: object) -> str:
    """A sentence in the reader's language."""
    sentence: str = _words(language)[key]
    return sentence.format(**values) if values else sentence


def band(instrument: str, name: str | None, language: str = "en") -> str | None:
    """A band in everyday words; None where we have none for this instrument."""
    words = _words(language)
    return words["bands"].get(name) if instrument in words["signs_of"] else None


def look(act: str, language: str = "en") -> str:
    """What was done with a record, in everyday words."""
    words = _words(language)["looks"]
    said: str = words.get(act, words["other"])
    return said


def signs_of(instrument: str, language: str = "en") -> str:
    """Of what the bands of an instrument are signs."""
    sign: str = _words(language)["signs_of"][instrument]
    return sign


def counted(one: str, many: str, n: float, language: str = "en") -> str:
    """A number with its noun: one point, three points."""
    return word(one, language) if n == 1 else word(many, language, n=f"{n:g}")


def clock(instant: datetime) -> str:
    """The time of day as a clock shows it."""
    return f"{instant:%H:%M}"


def day(when: date, *, year: bool = False) -> str:
    """A day as people say it: Monday 23 November."""
    said = f"{DAYS[when.weekday()]} {when.day} {wording.MONTHS[when.month - 1]}"
    return f"{said} {when.year}" if year else said


def short_day(when: date) -> str:
    """A day in a list: 23 November 2026."""
    return wording.day(when)
