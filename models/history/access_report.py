"""Who has looked at a patient's record, as the patient may see it: every look and every act of anybody else."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models.access import OPENED_IN_EMERGENCY, Actor, Permission
from models.clock import now
from models.door import reads
from models.history.emergency import reasons_of
from models.records import AccessLog, Person

SHOWN = timedelta(days=365)


@dataclass(frozen=True)
class Look:
    """What one person did with the record on one day: how often, and when last. No name where it was a program."""

    on: date
    last_at: datetime
    name: str | None
    role: str
    act: str
    times: int
    was_permitted: bool
    reason: str = ""


@reads(Permission.own_course_read)
def looks_of(db: Session, actor: Actor, patient_id: str) -> list[Look]:
    """The last year's looks at this record by others, the newest first; days are those of the reader's time zone."""
    mine = select(AccessLog).where(AccessLog.patient_id == patient_id, col(AccessLog.at) > now() - SHOWN)
    entries = [e for e in db.exec(mine.order_by(col(AccessLog.number))).all() if e.actor_id != patient_id]
    who = select(Person).where(col(Person.id).in_({entry.actor_id for entry in entries}))
    names = {person.id: f"{person.given_name} {person.family_name}" for person in db.exec(who).all()}
    reasons = reasons_of(db, [entry for entry in entries if entry.act == OPENED_IN_EMERGENCY])
    found: dict[tuple[date, str | None, str, bool, str], Look] = {}
    for entry in entries:
        at = entry.at.astimezone(ZoneInfo(actor.time_zone))
        reason = reasons.get(entry.number or 0, "")
        key = (at.date(), entry.actor_id, entry.act, entry.was_permitted, reason)
        times = found[key].times + 1 if key in found else 1
        found[key] = Look(
            at.date(),
            at,
            names.get(entry.actor_id or ""),
            entry.actor_role,
            entry.act,
            times,
            entry.was_permitted,
            reason,
        )
    return sorted(found.values(), key=lambda look: look.last_at, reverse=True)
