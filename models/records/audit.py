"""Who did or saw what, about whom, and when; written with the act itself."""

from datetime import datetime

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from models.records.base import UTCDateTime, rule


class AccessLog(SQLModel, table=True):
    """One act: a read of a patient's record, a write, or an attempt that was refused. Holds no answers.

    The database refuses to change or remove an entry. `mac` covers the entry and the one before it under a key that is
    not in the database; entries older than the chain have none, and the chain's first entry covers them.
    """

    __tablename__ = "access_log"
    number: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UTCDateTime)
    actor_id: str | None = Field(default=None, max_length=32, index=True)
    actor_role: str = Field(max_length=20)
    visit_id: str | None = Field(default=None, max_length=32)
    act: str = Field(max_length=60)
    was_permitted: bool
    patient_id: str | None = Field(default=None, max_length=32, index=True)
    entity: str | None = Field(default=None, max_length=40)
    entity_id: str | None = Field(default=None, max_length=40)
    clinic_id: str | None = Field(default=None, max_length=32)
    detail: dict[str, object] | None = Field(default=None, sa_type=JSON)
    key_id: str | None = Field(default=None, max_length=16)
    mac: str | None = Field(default=None, max_length=64)
    __table_args__ = (rule("act_named", "length(act) > 0"),)
