"""A transaction that leaves its traces: what it changed is sealed, what it did is logged, or nothing happens."""

import operator
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapper, ORMExecuteState, SessionTransaction, UOWTransaction
from sqlmodel import Session

from models.records import AccessLog
from models.sealing import anchor, log
from models.sealing import head as heads
from models.sealing.keys import Key, keyring
from models.sealing.plain import UNSEALED, Shape, key_of, message, shape_of, shapes, words_of
from models.sealing.rows import renew, seal_of, some_rows, unsealed_keys

TOUCHED, ENTRIES, ANCHOR = "rows that were changed", "entries for the log", "the log's new end"
Touched = dict[str, dict[tuple[Any, ...], Any]]  # table -> key -> the instance in memory, or None


class SealedSession(Session):
    """A database session whose commit seals and logs."""


@event.listens_for(SealedSession, "before_flush")
def _hold_entries_back(db: Session, *_: Any) -> None:
    """Entries of the log are numbered and sealed at the end, when everything else is known."""
    for each in [each for each in db.new if isinstance(each, AccessLog)]:
        db.info.setdefault(ENTRIES, []).append(each.model_dump(exclude={"number", "mac", "key_id"}))
        db.expunge(each)


@event.listens_for(SealedSession, "after_flush")
def _note_rows(db: Session, _: UOWTransaction) -> None:
    touched: Touched = db.info.setdefault(TOUCHED, {})
    for each in (*db.new, *db.dirty, *db.deleted):
        mapper: Mapper[Any] = sa.inspect(each).mapper
        name = str(mapper.local_table)
        if name not in UNSEALED:
            touched.setdefault(name, {}).setdefault(tuple(mapper.primary_key_from_instance(each)), each)


@event.listens_for(SealedSession, "do_orm_execute")
def _note_statements(state: ORMExecuteState) -> None:
    """A statement changes rows past the instances in memory: their keys are asked for before it runs."""
    statement: Any = state.statement
    if not (state.is_update or state.is_delete or state.is_insert) or statement.table.name in UNSEALED:
        return
    db, table = state.session, statement.table
    rows = db.info.setdefault(TOUCHED, {}).setdefault(table.name, {})
    if state.is_insert:
        rows.update(dict.fromkeys(_inserted(table, state.parameters)))
    if state.is_insert and statement._post_values_clause is None:
        return
    conditions = getattr(statement, "_where_criteria", ())
    if (key := _one_row(table, conditions)) is not None:
        rows[key] = None
        return
    query = sa.select(*table.primary_key.columns).where(*conditions)
    rows.update({tuple(key): None for key in db.execute(query)})


def _inserted(table: Any, parameters: Any) -> list[tuple[Any, ...]]:
    """The keys of the rows that an insert tells; where it does not tell them, they are looked for at the end."""
    names = [column.name for column in table.primary_key.columns]
    told = parameters if isinstance(parameters, list) else [parameters or {}]
    if all(name in row for row in told for name in names):
        return [tuple(row[name] for name in names) for row in told]
    return [()]


def _one_row(table: Any, conditions: Any) -> tuple[Any, ...] | None:
    """The key of the one row that the conditions name, without asking the database."""
    if len(table.primary_key.columns) != 1 or len(conditions) != 1:
        return None
    left, right = getattr(conditions[0], "left", None), getattr(conditions[0], "right", None)
    is_key = left is not None and getattr(left, "name", None) == next(iter(table.primary_key.columns)).name
    if not is_key or getattr(conditions[0], "operator", None) is not operator.eq:
        return None
    return (right.value,) if isinstance(right, sa.BindParameter) else None


@event.listens_for(SealedSession, "before_commit")
def _close_the_books(db: Session) -> None:
    if db.in_nested_transaction():
        return
    db.flush()
    touched, entries = db.info.pop(TOUCHED, {}), db.info.pop(ENTRIES, [])
    if not touched and not entries:
        return
    connection = db.connection()
    head, key = log.ready_head(connection), keyring().current
    before, is_anchored = head.number, anchor.holds(connection, head)
    fresh: dict[tuple[str, str], str | None] = {}
    for name, rows in touched.items():
        fresh |= _seals(db, connection, key, shapes()[name], rows)
    if fresh:
        head = renew(connection, head, key, fresh)
    head = heads.save(connection, log.append(connection, head, key, entries), key)
    if is_anchored:
        db.info[ANCHOR] = (before, head)


@event.listens_for(SealedSession, "after_commit")
def _set_anchor(db: Session) -> None:
    if ANCHOR in db.info:
        anchor.perhaps(*db.info.pop(ANCHOR))


@event.listens_for(SealedSession, "after_soft_rollback")
def _forget(db: Session, ended: SessionTransaction) -> None:
    if ended.parent is not None:
        return  # a savepoint alone: what was touched before it is still to be sealed, and what is sealed is read again
    for what in (TOUCHED, ENTRIES, ANCHOR):
        db.info.pop(what, None)


def _seals(
    db: Session, connection: sa.Connection, key: Key, shape: Shape, rows: dict[tuple[Any, ...], Any]
) -> dict[tuple[str, str], str | None]:
    """The seal of each row as it is now, None where it is gone; from memory where that is what is stored."""
    if rows.pop((), rows) is None:
        rows.update(dict.fromkeys(unsealed_keys(connection, shape)))
    fresh: dict[tuple[str, str], str | None] = {}
    to_read = []
    for each, instance in rows.items():
        mac = _from_memory(key, shape, instance) if instance is not None and shape.is_plain else None
        if mac is None:
            to_read.append(each)
        else:
            fresh[shape.name, key_of(each)] = mac
    if to_read:
        there = some_rows(connection, shape, to_read)
        for word in map(key_of, to_read):
            fresh[shape.name, word] = seal_of(key, shape, there[word]) if word in there else None
    return fresh


def _from_memory(key: Key, shape: Shape, instance: object) -> str | None:
    """The seal of a row that was just written from this instance, which is kept until then for that."""
    state: Any = sa.inspect(instance)
    if state.expired or state.unloaded or state.modified or not state.persistent:
        return None
    words = words_of(shape.kinds, [state.dict[name] for name in _attributes(state.mapper)])
    if any(told.startswith("?") for _, told in words):
        return None
    return key.mac(message(shape.name, words))[:32]


@lru_cache(maxsize=128)
def _attributes(mapper: Mapper[Any]) -> list[str]:
    """The names under which an instance keeps its columns, in the order of the columns."""
    table: Any = mapper.local_table
    return [mapper.get_property_by_column(table.columns[name]).key for name in shape_of(table).kinds]
