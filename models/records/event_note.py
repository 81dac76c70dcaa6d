"""What happened in a patient's life beside the treatment: a day, what it was, and who wrote it down."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from models.records.base import UTCDateTime, Word, id_field, one_of, rule
from models.records.locked import Locked, are_locked


class EventKind(StrEnum):
    """What may turn a course whatever the treatment does."""

    job = "job"
    bereavement = "bereavement"
    relationship = "relationship"
    health = "health"
    home = "home"
    money = "money"
    birth = "birth"
    other = "other"


class EventNote(SQLModel, table=True):
    """One event, pinned to its day. What was noted by mistake is withdrawn and stays; the patient sees every note."""

    __tablename__ = "event_note"
    id: str = id_field()
    patient_id: str = Field(foreign_key="person.id", max_length=32, index=True)
    happened_on: date
    kind: EventKind = Field(sa_type=Word(EventKind))
    words: str = Field(default="", sa_type=Locked("event_note.words", 200))
    recorded_by_id: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    recorded_at: datetime = Field(sa_type=UTCDateTime)
    withdrawn_by_id: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    __table_args__ = (
        one_of("kind", EventKind),
        rule("other_is_said", "kind <> 'other' OR length(trim(words)) > 0"),
        *are_locked("words"),
        rule("withdrawn_after_recorded", "withdrawn_at IS NULL OR withdrawn_at >= recorded_at"),
    )
