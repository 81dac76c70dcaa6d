"""Every row about one person, of whatever table: what somebody is told who asks what is kept about them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from models.access import Actor, Permission
from models.door import reads
from models.records import Person

OWN = ("patient_id", "person_id")
# Of the program and of no person; the log's own entries are among the rows.
NOBODYS = {"row_seal", "log_head"}
# What proves somebody's identity is nobody's information, not even as a digest; seals are the program's.
SECRET = re.compile("hash|secret|token|^mac$|^key_id$|seal|cipher")
Row = dict[str, Any]


@dataclass(frozen=True)
class Everything:
    """The rows by table, every table that may have some included; and the people of the clinic whom they name."""

    rows: dict[str, list[Row]]
    people: dict[str, str]


@reads(Permission.records_export)
def everything_about(db: Session, actor: Actor, patient_id: str) -> Everything:
    """All that is kept about one patient, in plain values, without what lets somebody in."""
    found: dict[str, list[Row]] = {}
    for table in SQLModel.metadata.sorted_tables:
        if table.name not in NOBODYS and (condition := _about(table, patient_id, found)) is not None:
            columns = [each for each in table.columns if not SECRET.search(each.name)]
            query = sa.select(*columns).where(condition).order_by(*table.primary_key.columns)
            found[table.name] = [dict(row._mapping) for row in db.execute(query)]
    return Everything(found, _named(db, found, patient_id))


def _about(table: sa.Table, patient_id: str, found: dict[str, list[Row]]) -> sa.ColumnElement[bool] | None:
    """Which rows are about the person: their own, or parts of such; None for a table that has none."""
    if table.name == "person":
        return table.c.id == patient_id
    for name in OWN:
        if name in table.c:
            return bool_of(table.c[name] == patient_id)
    for key in table.foreign_keys:
        above = key.column.table.name
        if above in found and above != "person":
            return bool_of(key.parent.in_([row[key.column.name] for row in found[above]]))
    return None


def bool_of(condition: Any) -> sa.ColumnElement[bool]:
    """The same condition, as its type says."""
    told: sa.ColumnElement[bool] = condition
    return told


def _named(db: Session, found: dict[str, list[Row]], patient_id: str) -> dict[str, str]:
    """The names behind the ids of staff in these rows."""
    ids = {each for rows in found.values() for row in rows for each in _ids(row)} - {patient_id}
    people = db.exec(select(Person).where(col(Person.id).in_(ids))).all()
    return {one.id: f"{one.given_name} {one.family_name}" for one in people}


def _ids(row: Row) -> Iterator[str]:
    for name, value in row.items():
        if name.endswith("_id") and isinstance(value, str):
            yield value
