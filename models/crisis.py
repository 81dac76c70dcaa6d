"""The crisis text: what a patient reads at once; the clinic's own words, or a file that needs no database."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sqlmodel import Session, select

from models.records import ClinicCrisisText


@dataclass(frozen=True)
class CrisisText:
    """The words and the numbers to call or text."""

    message: str
    call_number: str
    text_number: str
    emergency_number: str


@lru_cache
def default_crisis_text() -> CrisisText:
    """The text of the file beside this module: there even when nothing else works."""
    text = tomllib.loads((Path(__file__).parent / "crisis.toml").read_text("utf-8"))["en"]
    return CrisisText(text["message"], text["call_number"], text["text_number"], text["emergency_number"])


def crisis_text(db: Session, clinic_id: str | None, language: str) -> CrisisText:
    """The clinic's text in this language, else in English, else the default."""
    if clinic_id is None:
        return default_crisis_text()
    rows = db.exec(select(ClinicCrisisText).where(ClinicCrisisText.clinic_id == clinic_id)).all()
    by_language = {r.language: r for r in rows}
    found = by_language.get(language) or by_language.get("en")
    if found is None:
        return default_crisis_text()
    return CrisisText(found.message, found.call_number, found.text_number, found.emergency_number)
