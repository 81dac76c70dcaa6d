"""The crisis text: what a patient reads at once; the clinic's own words, or a file that needs no database."""

import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from sqlmodel import Session, select

from models.languages import COMMON, shown_in, worded
from models.records import ClinicCrisisText

FILE = Path(__file__).with_name("crisis.toml")


@dataclass(frozen=True)
class CrisisText:
    """The words and the numbers to call or text."""

    message: str
    call_number: str
    text_number: str
    emergency_number: str


@lru_cache
def _own() -> CrisisText:
    text = tomllib.loads(FILE.read_text("utf-8"))[COMMON]
    return CrisisText(text["message"], text["call_number"], text["text_number"], text["emergency_number"])


def default_crisis_text(language: str = COMMON) -> CrisisText:
    """The text of the file beside this module: there even when nothing else works."""
    text = _own()
    return replace(text, message=worded("crisis.message", text.message, shown_in(language)))


def crisis_text(db: Session, clinic_id: str | None, language: str) -> CrisisText:
    """The clinic's text in this language; else ours in it with the clinic's numbers; else the clinic's English one."""
    default = default_crisis_text(language)
    if clinic_id is None:
        return default
    rows = db.exec(select(ClinicCrisisText).where(ClinicCrisisText.clinic_id == clinic_id)).all()
    by_language = {r.language: r for r in rows}
    found = by_language.get(language) or by_language.get(shown_in(language)) or by_language.get(COMMON)
    if found is None:
        return default
    is_readable = found.language in (language, shown_in(language))
    message = found.message if is_readable else default.message
    return CrisisText(message, found.call_number, found.text_number, found.emergency_number)
