"""What a patient would like to try and would rather not, as said when the options were looked at together."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.records.base import UTCDateTime, Word, id_field, one_of, rule
from models.records.locked import Locked, are_locked


class Stance(StrEnum):
    """What the patient says about one way of treating."""

    would_try = "would_try"
    unsure = "unsure"
    rather_not = "rather_not"


class Preference(SQLModel, table=True):
    """One thing the patient said about an option, or about treatment as a whole; the newest of an option holds."""

    id: str = id_field()
    patient_id: str = Field(foreign_key="person.id", max_length=32)
    about: str = Field(max_length=40)
    stance: Stance | None = Field(default=None, sa_type=Word(Stance))
    words: str = Field(default="", sa_type=Locked("preference.words", 500))
    recorded_by_id: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    recorded_at: datetime = Field(sa_type=UTCDateTime)
    __table_args__ = (
        Index("ix_preference_newest", "patient_id", "about", "recorded_at"),
        one_of("stance", Stance),
        rule("about_something", "length(trim(about)) > 0"),
        rule("says_something", "stance IS NOT NULL OR length(trim(words)) > 0"),
        *are_locked("words"),
    )
