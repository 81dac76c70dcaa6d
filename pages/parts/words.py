"""Every sentence that a patient reads on our own account, in one place, in words for a reader of twelve."""

import tomllib
from datetime import date, datetime
from functools import cache
from pathlib import Path

from models import languages
from models.languages import Sentence, direction, offered, sentences_of, shown_in, worded

__all__ = [
    "band",
    "clock",
    "colon",
    "counted",
    "day",
    "direction",
    "from_clinic",
    "look",
    "number",
    "offered",
    "sentences",
    "short_day",
    "shown_in",
    "signs_of",
    "typed_day",
    "word",
    "word_about",
]

FILE = Path(__file__).with_name("words.en.toml")


@cache
def sentences() -> dict[str, Sentence]:
    """The English sentences by name; other languages have theirs in the catalogues, made of these."""
    return sentences_of(tomllib.loads(FILE.read_text("utf-8")))


def word(key: str, language: str = "en", /, **values: object) -> str:
    """A sentence in the reader's language; in English where that language is not offered."""
    sentence = worded(key, sentences()[key], shown_in(language))
    return sentence.format(**values) if values else sentence


def word_about(who: str, key: str, language: str = "en", /, **values: object) -> str:
    """The sentence as it is said about somebody to whoever reads along; without a name, to the person."""
    close = f"{key}_close"
    if not who or close not in sentences():
        return word(key, language, **values)
    return word(close, language, who=who, **values)


def counted(key: str, n: float, language: str = "en", /, **values: object) -> str:
    """A sentence with a number that its words depend on: one point, three points."""
    spoken = shown_in(language)
    return worded(key, sentences()[key], spoken, n).format(n=number(n, spoken), **values)


def number(value: float, language: str = "en") -> str:
    """A number as the reader writes it: whole where it is whole."""
    return languages.number(value, shown_in(language))


def colon(language: str = "en") -> str:
    """The colon as it is set in the language: close to its word, or apart from it."""
    return languages.colon(shown_in(language))


def clock(instant: datetime, language: str = "en") -> str:
    """The time of day as a clock shows it."""
    return languages.clock(instant, shown_in(language))


def day(when: date, language: str = "en", *, year: bool = False) -> str:
    """A day as people say it: Monday 23 November."""
    return languages.day(when, shown_in(language), year=year)


def short_day(when: date, language: str = "en") -> str:
    """A day in a list: 23 November 2026."""
    return languages.short_day(when, shown_in(language))


def typed_day(language: str = "en") -> str:
    """The order in which a day is typed: DD.MM.YYYY."""
    return languages.typed_day(shown_in(language))


def band(instrument: str, name: str | None, language: str = "en") -> str | None:
    """A band in everyday words; None where we have none for this instrument."""
    known = f"signs_of.{instrument}" in sentences() and f"bands.{name}" in sentences()
    return word(f"bands.{name}", language) if known else None


def look(act: str, language: str = "en") -> str:
    """What was done with a record, in everyday words."""
    return word(f"looks.{act}" if f"looks.{act}" in sentences() else "looks.other", language)


def signs_of(instrument: str, language: str = "en") -> str:
    """Of what the bands of an instrument are signs."""
    return word(f"signs_of.{instrument}", language)


def from_clinic(said: str, language: str = "en") -> str:
    """What a clinic says about itself: its own words as they are; ours, where it has set none, in the language."""
    return word("answers_read", language) if said == sentences()["answers_read"] else said
