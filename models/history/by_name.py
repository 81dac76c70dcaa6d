"""People in order of their names, and found by how a name begins: names lie encrypted, so the program itself looks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models.errors import Unsafe
from models.records import Person, Standing
from models.records.locked import unlock
from models.sealing.reading import not_as_sealed

PEOPLE: sa.Table = Person.__table__  # type: ignore[attr-defined]
NAMES: tuple[sa.Column[Any], ...] = (PEOPLE.c.family_name, PEOPLE.c.given_name, PEOPLE.c.record_number)
MOST_WORDS = 5


def sorting(person: Person) -> tuple[str, str, str]:
    """By family name, then by given name; of namesakes always the same one first."""
    return person.family_name.casefold(), person.given_name.casefold(), person.id


@dataclass(frozen=True)
class Listed:
    """Patients in order of need; those who are alike in all of it stand together, and are in order by name."""

    alike: list[list[tuple[str, str]]]  # (id, family name as stored)

    def __len__(self) -> int:
        return sum(map(len, self.alike))

    def part(self, start: int, end: int) -> list[str]:
        """The ids from one place to another. Only whoever may stand there is looked up by name."""
        found: list[str] = []
        place = 0
        for group in self.alike:
            if place < end and place + len(group) > start:
                found += _by_family_name(group)[max(0, start - place) : end - place]
            place += len(group)
        return found


def in_order(
    db: Session, wanted: sa.ColumnElement[bool], order: Sequence[sa.ColumnElement[Any]], search: str
) -> Listed:
    """Everybody who is wanted. With a search, each of its words begins one of the names or the record number."""
    words = [word.casefold() for word in search.split()[:MOST_WORDS]]
    stored = [sa.type_coerce(each, sa.Text) for each in (NAMES if words else NAMES[:1])]
    query: Any = sa.select(*order, PEOPLE.c.id, *stored).join(Standing, col(Standing.patient_id) == PEOPLE.c.id)
    rows = db.execute(query.where(wanted).order_by(*order)).all()
    names = len(order) + 1
    there = [row for row in rows if not words or _begins(words, row[names:])]
    groups = groupby(there, key=lambda row: tuple(row[: len(order)]))
    return Listed([[(row[names - 1], row[names]) for row in group] for _, group in groups])


def _begins(words: Sequence[str], stored: Sequence[str | None]) -> bool:
    told = [_told(one, column) for one, column in zip(stored, NAMES, strict=True) if one is not None]
    return all(any(name.startswith(word) for name in told) for word in words)


def _by_family_name(group: list[tuple[str, str]]) -> list[str]:
    return [one for _, one in sorted((_told(stored, NAMES[0]), one) for one, stored in group)]


def _told(stored: str, column: sa.Column[Any]) -> str:
    return (_read(stored, column) or "").casefold()


def _read(stored: str, column: sa.Column[Any]) -> str | None:
    """None for a name that was changed past the program: it must not take all others out of sight."""
    try:
        return unlock(stored, column.type.place)  # type: ignore[attr-defined]
    except Unsafe:
        return None


@dataclass(frozen=True)
class Named:
    """How a patient is called on the list."""

    id: str
    name: str
    record_number: str
    is_readable: bool


def named(db: Session, ids: Sequence[str]) -> dict[str, Named]:
    """These patients; one whose name cannot be read stands there without it."""
    stored = [sa.type_coerce(each, sa.Text) for each in NAMES]
    rows = db.execute(sa.select(PEOPLE.c.id, *stored).where(PEOPLE.c.id.in_(ids))).all()
    changed = not_as_sealed(db, "person", ids)
    found = {row[0]: _named(row[0], row[1:]) for row in rows}
    return {one: replace(each, is_readable=each.is_readable and one not in changed) for one, each in found.items()}


def _named(one: str, stored: Sequence[str | None]) -> Named:
    told = [None if word is None else _read(word, column) for word, column in zip(stored, NAMES, strict=True)]
    family, given, number = (word or "—" for word in told)
    is_readable = all(read is not None for word, read in zip(stored, told, strict=True) if word is not None)
    return Named(one, f"{given} {family}", number if stored[2] else "", is_readable)
