"""The log as an administrator of the clinic reads it: who did or saw what, about whom, when and by which way in."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, false, func, or_, select

from models.access import OPENED_IN_EMERGENCY, Actor, Permission
from models.door import reads
from models.errors import NotPermitted
from models.records import AccessLog, Person, PersonRole, Visit

ACCOUNTS = ("sign_", "reset_", "claim_", "link_provider", "unlink_", "set_password", "change_password", "offer_reset")
SCREEN = 50
FILE = 10_000
REACH = 100_000  # entries that one screen looks through; what is rare is found by going on from there
SIGN = 8  # letters of an inner number, by which entries about one patient are told from others


class Kind(StrEnum):
    """What an administrator may narrow the log to."""

    everything = "everything"
    refused = "refused"
    emergency = "emergency"
    accounts = "accounts"
    patients = "patients"


@dataclass(frozen=True)
class LogLine:
    """One entry. `patient` is a sign that stands for the same patient in every entry.

    Who administers a clinic reads no record: the record number is told only to whoever asked for that very number.
    """

    number: int
    at: datetime
    by: str
    role: str
    act: str
    patient: str
    way: str
    was_permitted: bool


@dataclass(frozen=True)
class LogPage:
    """Some entries, the newest first, and before which number the older ones begin; None where there are none."""

    lines: tuple[LogLine, ...]
    before: int | None


@dataclass(frozen=True)
class LogFilter:
    """What is asked for: days are those of the reader's time zone, and both count."""

    person_id: str | None = None
    record_number: str | None = None
    kind: Kind = Kind.everything
    since_on: date | None = None
    until_on: date | None = None


EVERYTHING = LogFilter()


@reads(Permission.clinic_manage)
def access_log(db: Session, actor: Actor, wanted: LogFilter = EVERYTHING, before: int | None = None) -> LogPage:
    """One screen of the clinic's entries, the newest first. Nothing is counted: a million cost what fifty do."""
    return _page(db, actor, wanted, before, SCREEN, REACH)


@reads(Permission.clinic_manage)
def access_log_file(db: Session, actor: Actor, wanted: LogFilter = EVERYTHING) -> LogPage:
    """The newest ten thousand entries at once, to be taken along; a look of its own in the log."""
    return _page(db, actor, wanted, None, FILE)


def _page(
    db: Session, actor: Actor, wanted: LogFilter, before: int | None, many: int, reach: int | None = None
) -> LogPage:
    if actor.clinic_id is None:
        raise NotPermitted("Not found.")
    query = _query(db, actor, wanted, before)
    lowest = _lowest(db, before, reach) if wanted.person_id is None and wanted.record_number is None else 0
    if lowest > 1:
        query = query.where(col(AccessLog.number) >= lowest)
    rows = db.exec(query.limit(many + 1)).all()
    lines = tuple(_line(entry, who, way, wanted.record_number) for entry, who, way in rows[:many])
    if len(rows) > many:
        return LogPage(lines, lines[-1].number)
    return LogPage(lines, lowest if lowest > 1 else None)


def _lowest(db: Session, before: int | None, reach: int | None) -> int:
    """How far back one screen looks. Who is asked for by name or number is found by an index, however far back."""
    if reach is None:
        return 0
    newest = before if before is not None else (db.exec(select(func.max(AccessLog.number))).one() or 0) + 1
    return newest - reach


def _query(db: Session, actor: Actor, wanted: LogFilter, before: int | None) -> Any:
    """Read from the newest backwards along the log's own number; a page begins where the last one ended."""
    here = select(Person.id).where(Person.clinic_id == actor.clinic_id)
    query = (
        select(AccessLog, Person, Visit.kind)
        .join(Person, col(Person.id) == AccessLog.actor_id, isouter=True)
        .join(Visit, col(Visit.id) == AccessLog.visit_id, isouter=True)
        .where(
            or_(
                AccessLog.clinic_id == actor.clinic_id,
                col(AccessLog.actor_id).in_(here),
                col(AccessLog.patient_id).in_(here),  # the installation's own acts belong to no clinic
            )
        )
        .order_by(col(AccessLog.number).desc())
    )
    if before is not None:
        query = query.where(col(AccessLog.number) < before)
    if wanted.person_id is not None:
        query = query.where(AccessLog.actor_id == wanted.person_id)
    if wanted.record_number is not None:
        same = here.where(Person.role == PersonRole.patient, Person.record_number == wanted.record_number)
        # Asked for beforehand: one number is one patient, and by an index the newest of theirs come first.
        patient_id = db.exec(same).first()
        query = query.where(AccessLog.patient_id == patient_id if patient_id else false())
    zone = ZoneInfo(actor.time_zone)
    if wanted.since_on is not None:
        query = query.where(col(AccessLog.at) >= datetime.combine(wanted.since_on, time.min, zone))
    if wanted.until_on is not None:
        query = query.where(col(AccessLog.at) < datetime.combine(wanted.until_on + timedelta(days=1), time.min, zone))
    return _of_kind(query, wanted.kind)


def _of_kind(query: Any, kind: Kind) -> Any:
    if kind is Kind.refused:
        return query.where(col(AccessLog.was_permitted).is_(False))
    if kind is Kind.emergency:
        return query.where(AccessLog.act == OPENED_IN_EMERGENCY)
    if kind is Kind.accounts:
        return query.where(or_(*(col(AccessLog.act).startswith(each) for each in ACCOUNTS)))
    if kind is Kind.patients:
        return query.where(col(AccessLog.patient_id).is_not(None))
    return query


def _line(entry: AccessLog, who: Person | None, way: object, asked: str | None) -> LogLine:
    return LogLine(
        number=entry.number or 0,
        at=entry.at,
        by=f"{who.given_name} {who.family_name}" if who and who.role is not PersonRole.patient else "",
        role=entry.actor_role,
        act=entry.act,
        patient=(asked or entry.patient_id[:SIGN]) if entry.patient_id else "",
        way=str(way) if way is not None else "",
        was_permitted=entry.was_permitted,
    )
