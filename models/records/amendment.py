"""Amendments: a record as it stood before, who changed it, when and why. Nothing earlier is ever overwritten unseen."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.records.base import UTCDateTime, Word, id_field, one_of, rule
from models.records.locked import Locked, Plainly, are_locked


class Amended(StrEnum):
    """Which kind of record was changed."""

    trial = "trial"
    episode = "episode"
    check_in = "check_in"


class EarlierVersion(SQLModel, table=True):
    """One record as it was before an amendment."""

    __tablename__ = "earlier_version"
    id: str = id_field()
    patient_id: str = Field(foreign_key="person.id", max_length=32, index=True)
    entity: Amended = Field(sa_type=Word(Amended))
    entity_id: str = Field(max_length=32)
    row_version: int
    as_it_was: dict[str, object] = Field(sa_type=Locked("earlier_version.as_it_was", plainly=Plainly.json))
    reason: str = Field(sa_type=Locked("earlier_version.reason", 500))
    amended_by_id: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    amended_at: datetime = Field(sa_type=UTCDateTime)
    __table_args__ = (
        UniqueConstraint("entity", "entity_id", "row_version"),
        one_of("entity", Amended),
        rule("reason_given", "length(trim(reason)) > 0"),
        *are_locked("as_it_was", "reason"),
    )
