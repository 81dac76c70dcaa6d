"""Why somebody read a record without being on its care team, in their own words; the log says who did, and when."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.records.base import UTCDateTime, id_field, rule
from models.records.locked import Locked, are_locked


class EmergencyReason(SQLModel, table=True):
    """The reason of one emergency. It goes with the record; the log's entry, which names it by id, stays."""

    __tablename__ = "emergency_reason"
    id: str = id_field()
    patient_id: str = Field(foreign_key="person.id", max_length=32, index=True)
    words: str = Field(sa_type=Locked("emergency_reason.words", 300))
    given_at: datetime = Field(sa_type=UTCDateTime)
    __table_args__ = (rule("says_something", "length(trim(words)) > 0"), *are_locked("words"))
