"""A column whose words lie encrypted: the program sees them, the database and whoever copies it do not."""

import json
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Text, type_coerce
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import operators
from sqlalchemy.types import TypeDecorator

from models import vault
from models.records.base import rule

# As short as anything can be that is encrypted: the name of a key, a dot, and one letter with nonce and tag.
SHORTEST = 49


class Plainly(StrEnum):
    """What lies behind the encryption."""

    words = "words"
    day = "day"
    json = "json"


class _Found(TypeDecorator.Comparator[Any]):
    """What the database can be asked about encrypted words: whether there are any, and of findable ones, which."""

    def operate(self, op: Any, *other: Any, **how: Any) -> Any:
        kind: Any = self.type
        if op in (operators.is_, operators.is_not) or (other and other[0] is None):
            return super().operate(op, *other, **how)
        if kind.findable and op is operators.eq:
            return type_coerce(self.expr, Text).in_(vault.under_each_key(str(other[0]), kind.place))
        raise TypeError(f"{kind.place} is encrypted: the database cannot compare it")


class Locked(TypeDecorator[Any]):
    """Words, a day or a document, encrypted for one column alone. What is blank holds nothing, and stays as it is.

    `longest` is how many characters it may have: the database sees only what is encrypted, and cannot count them.
    """

    impl = Text
    cache_ok = True
    comparator_factory = _Found

    def __init__(
        self, place: str, longest: int | None = None, plainly: Plainly = Plainly.words, *, findable: bool = False
    ) -> None:
        super().__init__()
        self.place, self.longest, self.plainly, self.findable = place, longest, plainly, findable

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if value is None:
            return None
        words = self._words(value)
        if self.longest is not None and len(words) > self.longest:
            raise ValueError(f"{self.place} has at most {self.longest} characters")
        return lock(words, self.place, findable=self.findable)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        words = unlock(value, self.place)
        if self.plainly is Plainly.json:
            return json.loads(words)
        return date.fromisoformat(words) if self.plainly is Plainly.day else words

    def _words(self, value: Any) -> str:
        if self.plainly is Plainly.json:
            return json.dumps(value, separators=(",", ":"))
        if self.plainly is Plainly.day:
            return (value.date() if isinstance(value, datetime) else value).isoformat()
        return str(value)


def lock(words: str, place: str, *, findable: bool = False) -> str:
    """The words as they lie in the database."""
    return vault.lock(words, place, findable=findable) if words.strip(" ") else words


def unlock(stored: str, place: str) -> str:
    """The words behind what lies in the database. Raises Unsafe for words that never were encrypted."""
    return vault.unlock(stored, place) if stored.strip(" ") else stored


def are_locked(*columns: str) -> tuple[CheckConstraint, ...]:
    """CHECKs by which the database refuses words that nobody encrypted."""
    return tuple(rule(f"{column}_locked", locked_rule(column)) for column in columns)


def locked_rule(column: str) -> str:
    """The condition of such a CHECK."""
    return f"length(trim({column})) = 0 OR (length({column}) >= {SHORTEST} AND substr({column}, 9, 1) = '.')"
