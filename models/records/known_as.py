"""Under which name another program knows an episode or a trial that was taken in from it."""

from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.records.base import Word, one_of, rule
from models.records.locked import Locked, are_locked


class Named(StrEnum):
    """Which kind of record has a name elsewhere."""

    episode = "episode"
    trial = "trial"


class KnownAs(SQLModel, table=True):
    """One record's name elsewhere: the same document a second time finds it, and an export says it again."""

    __tablename__ = "known_as"
    entity: Named = Field(primary_key=True, sa_type=Word(Named))
    entity_id: str = Field(primary_key=True, max_length=32)
    patient_id: str = Field(foreign_key="person.id", max_length=32)
    name: str = Field(sa_type=Locked("known_as.name", 200, findable=True))
    __table_args__ = (
        UniqueConstraint("patient_id", "entity", "name"),
        one_of("entity", Named),
        rule("name_given", "length(name) > 0"),
        *are_locked("name"),
    )
