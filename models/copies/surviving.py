"""What must outlive the return of an older copy: an open flag stays open, and whoever was erased stays erased."""

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from models.erasing import noted, take_out
from models.records import CheckIn, Clinic, Erasure, FlagAnswer, FlagStatus, Person, PersonRole, SafetyFlag
from models.sealing.head import Head
from models.sealing.keys import Key
from models.sealing.plain import key_of, shapes
from models.sealing.rows import renew, seal_of, some_rows

FLAGS: sa.Table = SafetyFlag.__table__  # type: ignore[attr-defined]
ANSWERS: sa.Table = FlagAnswer.__table__  # type: ignore[attr-defined]
PEOPLE: sa.Table = Person.__table__  # type: ignore[attr-defined]
CLINICS: sa.Table = Clinic.__table__  # type: ignore[attr-defined]
ERASURES: sa.Table = Erasure.__table__  # type: ignore[attr-defined]
CHECK_INS: sa.Table = CheckIn.__table__  # type: ignore[attr-defined]
RAISED = ("id", "patient_id", "tier", "opened_at")


@dataclass
class Kept:
    """The flags that were open, each with the answers that opened it; and what became of them."""

    flags: list[dict[str, Any]] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    raised: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    erasures: list[dict[str, Any]] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)
    gone: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)


def read(connection: sa.Connection) -> Kept:
    """What is open now, before everything is replaced."""
    kept = Kept()
    query = sa.select(*[FLAGS.c[name] for name in RAISED]).where(FLAGS.c.status != FlagStatus.closed)
    kept.flags = [dict(row._mapping) for row in connection.execute(query)]
    ids = [flag["id"] for flag in kept.flags]
    kept.answers = [
        dict(row._mapping) for row in connection.execute(sa.select(ANSWERS).where(ANSWERS.c.flag_id.in_(ids)))
    ]
    done = sa.select(ERASURES).where(ERASURES.c.carried_out_at.is_not(None))
    kept.erasures = [dict(row._mapping) for row in connection.execute(done)]
    return kept


def bring_back(connection: sa.Connection, kept: Kept) -> None:
    """Erase again, and raise again what the copy does not know as open; a flag of nobody whom it knows is told."""
    _erase_again(connection, kept)
    for flag in kept.flags:
        if not _there(connection, PEOPLE.c.id == flag["patient_id"]):
            kept.lost.append(str(flag["id"]))
        elif not _there(connection, FLAGS.c.patient_id == flag["patient_id"], FLAGS.c.status != FlagStatus.closed):
            _raise_again(connection, kept, flag)


def _erase_again(connection: sa.Connection, kept: Kept) -> None:
    """Whom this database or the file beside it names as erased; the proof of each erasure stays, too."""
    for person_id in sorted({each["patient_id"] for each in kept.erasures} | noted()):
        if _there(connection, PEOPLE.c.id == person_id, PEOPLE.c.role == PersonRole.patient):
            for table, keys in take_out(connection, person_id).items():
                kept.gone += [(table, key) for key in keys]
            kept.erased.append(person_id)
    for each in kept.erasures:
        if _there(connection, ERASURES.c.id == each["id"]):
            connection.execute(sa.delete(ERASURES).where(ERASURES.c.id == each["id"]))
        for name in ("requested_by_id", "carried_out_by_id"):
            # Somebody whom the copy does not know yet; the log of the time before the copy came back names them.
            each[name] = each[name] if _there(connection, PEOPLE.c.id == each[name]) else None
        if _there(connection, CLINICS.c.id == each["clinic_id"]):
            connection.execute(sa.insert(ERASURES).values(**each))
            kept.raised.append(("erasure", (each["id"],)))
        else:
            kept.gone.append(("erasure", (each["id"],)))


def _raise_again(connection: sa.Connection, kept: Kept, flag: dict[str, Any]) -> None:
    if _there(connection, FLAGS.c.id == flag["id"]):
        return  # closed in the copy, opened again since is not possible: nothing reopens a flag
    connection.execute(sa.insert(FLAGS).values(**flag, status=FlagStatus.open))
    kept.raised.append(("safety_flag", (flag["id"],)))
    for answer in kept.answers:
        if answer["flag_id"] == flag["id"] and _there(connection, CHECK_INS.c.id == answer["check_in_id"]):
            connection.execute(sa.insert(ANSWERS).values(**answer))
            kept.raised.append(("flag_answer", (answer["id"],)))


def _there(connection: sa.Connection, *conditions: sa.ColumnElement[bool]) -> bool:
    return connection.execute(sa.select(sa.literal(1)).where(*conditions).limit(1)).first() is not None


def sealed(connection: sa.Connection, head: Head, key: Key, kept: Kept) -> Head:
    """Seal what was raised again, and take away the seals of what was erased again."""
    fresh: dict[tuple[str, str], str | None] = {(table, key_of(key)): None for table, key in kept.gone}
    for table, row in kept.raised:
        shape = shapes()[table]
        for word, stored in some_rows(connection, shape, [row]).items():
            fresh[table, word] = seal_of(key, shape, stored)
    return renew(connection, head, key, fresh) if fresh else head
