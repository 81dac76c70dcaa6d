"""What every record shares: random ids, UTC instants, and words instead of codes."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import CheckConstraint, DateTime, Index, String, text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[datetime]):
    """An instant. Refuses one without a time zone; always comes back as UTC (SQLite forgets the zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Word(TypeDecorator[StrEnum]):
    """One word of a list, stored as that word; a word that the code does not know is refused when read."""

    impl = String
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__(length=40)
        self.words = words

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.words(value)


def new_id() -> str:
    """A random id: 32 hexadecimal digits that tell nothing and cannot be guessed."""
    return uuid4().hex


def id_field() -> Any:
    """The primary key of a record."""
    return Field(default_factory=new_id, primary_key=True, max_length=32)


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """A CHECK that lets only the words of the list into the column."""
    listed = ", ".join(f"'{w.value}'" for w in words)
    return CheckConstraint(text(f"{column} IN ({listed})"), name=f"{column}_known")


def rule(name: str, condition: str) -> CheckConstraint:
    """A named CHECK: an invariant that no program can break."""
    return CheckConstraint(text(condition), name=name)


def one_where(name: str, *columns: str, condition: str) -> Index:
    """An index that lets each value stand once among the rows of the condition, in either database."""
    return Index(name, *columns, unique=True, sqlite_where=text(condition), postgresql_where=text(condition))
