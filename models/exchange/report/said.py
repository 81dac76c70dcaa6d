"""Every sentence of the patient's own report in the reader's language, with days and numbers as they write them."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

from models import languages
from models.criteria.therapies import Therapy
from models.languages import Sentence, sentences_of, shown_in, worded

FILE = Path(__file__).with_name("plain.en.toml")
BEFORE = "report."  # the names of these sentences in the catalogues


@cache
def sentences() -> dict[str, Sentence]:
    """The English sentences by name."""
    return sentences_of(tomllib.loads(FILE.read_text("utf-8")), BEFORE)


class Said:
    """The sentences in one language: the one wanted where it is whole and offered, else English."""

    def __init__(self, wanted: str) -> None:
        self.language = shown_in(wanted)

    def __call__(self, name: str, /, **values: object) -> str:
        key = BEFORE + name
        told = worded(key, sentences()[key], self.language)
        return told.format(**values) if values else told

    def therapy(self, listed: Therapy) -> str:
        """The name of a talking treatment that stands on the list."""
        return self(f"therapies.{listed.id}")

    def day(self, on: date) -> str:
        return languages.short_day(on, self.language)

    def number(self, value: float) -> str:
        return languages.number(value, self.language)

    def score(self, value: float) -> str:
        return languages.number(value, self.language, 1)

    def period(self, first: date, last: date | None) -> str:
        """From the first day on, to the last where there is one."""
        if last is None:
            return self("since", first=self.day(first))
        return self("from_to", first=self.day(first), last=self.day(last))
