"""What the team has looked at and needs no more today: who said so, when, and which reasons stood there then."""

from datetime import date, datetime

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from models.records.base import UTCDateTime, id_field, rule


class Review(SQLModel, table=True):
    """One review of one patient for the whole team; one made by mistake is undone and stays.

    `saw` names the reasons that stood there. `data_to` is up to when the reviewer had seen what came in: what is newer
    puts the patient back on the list.
    """

    id: str = id_field()
    patient_id: str = Field(foreign_key="person.id", max_length=32)
    reviewed_at: datetime = Field(sa_type=UTCDateTime)
    reviewed_on: date
    reviewed_by_id: str = Field(foreign_key="person.id", max_length=32)
    data_to: datetime = Field(sa_type=UTCDateTime)
    saw: list[str] = Field(sa_type=JSON)
    undone_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    undone_by_id: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    __table_args__ = (
        Index("ix_review_newest", "patient_id", "reviewed_at"),
        rule("seen_before_reviewed", "data_to <= reviewed_at"),
        rule("undone_by_whom", "(undone_at IS NULL) = (undone_by_id IS NULL)"),
        rule("undone_after_reviewed", "undone_at IS NULL OR undone_at >= reviewed_at"),
    )
