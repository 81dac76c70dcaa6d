"""What a clinic has stated about its use of an instrument whose licence has conditions: what, who, when, until when."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.records.base import UTCDateTime, id_field, one_where, rule


class InstrumentUse(SQLModel, table=True):
    """One statement; it holds until somebody ends it, and stays on record then."""

    __tablename__ = "instrument_use"
    id: str = id_field()
    clinic_id: str = Field(foreign_key="clinic.id", max_length=32, index=True)
    instrument: str = Field(max_length=40)
    statement: str = Field(max_length=1000)
    stated_by_id: str = Field(foreign_key="person.id", max_length=32)
    stated_at: datetime = Field(sa_type=UTCDateTime)
    ended_by_id: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    __table_args__ = (
        one_where("uq_instrument_use_one_now", "clinic_id", "instrument", condition="ended_at IS NULL"),
        rule("instrument_named", "length(trim(instrument)) > 0"),
        rule("statement_given", "length(trim(statement)) > 0"),
        rule("ended_after_stated", "ended_at IS NULL OR ended_at >= stated_at"),
        rule("ended_by_somebody", "(ended_at IS NULL) = (ended_by_id IS NULL)"),
    )
