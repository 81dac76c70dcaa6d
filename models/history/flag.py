"""Safety flags as the team sees them: which answers, since when, and who has taken them on."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from instruments import shelf
from models.access import Actor, Permission
from models.door import reads
from models.records import AlertNotice, FlagAnswer, FlagOutcome, FlagStatus, Person, ReminderStatus, SafetyFlag


@dataclass(frozen=True)
class FlagAnswerView:
    """One answer behind a flag, in the words of the instrument."""

    instrument: str
    abbreviation: str
    item: str
    value: float
    label: str
    answered_at: datetime


@dataclass(frozen=True)
class Told:
    """Somebody to whom the flag was sent, since it last began to ask; `at` is None while that has not gone out."""

    step: str
    name: str
    at: datetime | None


@dataclass(frozen=True)
class FlagView:
    """One flag: open until somebody says what was done."""

    id: str
    status: FlagStatus
    tier: int
    opened_at: datetime
    answers: tuple[FlagAnswerView, ...]
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    closed_by: str | None
    closed_at: datetime | None
    contact_made: str | None
    assessment_done: str | None
    plan: str | None
    outcome: FlagOutcome | None = None
    told: tuple[Told, ...] = ()


@reads(Permission.patient_read)
def flags_now(db: Session, actor: Actor, patient_id: str) -> tuple[FlagView, ...]:
    """The flags that are not closed, for somebody who has the patient in front of them."""
    return tuple(one for one in flags_of(db, patient_id) if one.status is not FlagStatus.closed)


def flags_of(db: Session, patient_id: str) -> tuple[FlagView, ...]:
    """All flags of a patient, those that wait for somebody first, then the newest first."""
    flags = db.exec(select(SafetyFlag).where(SafetyFlag.patient_id == patient_id)).all()
    ids = [f.id for f in flags]
    answers = db.exec(
        select(FlagAnswer).where(col(FlagAnswer.flag_id).in_(ids)).order_by(col(FlagAnswer.answered_at))
    ).all()
    asked = {f"{f.id}:{f.asked}:": f.id for f in flags if f.status is not FlagStatus.closed}
    notices = db.exec(select(AlertNotice).where(col(AlertNotice.flag_id).in_(asked.values()))).all()
    sent = [n for n in notices if n.occasion.rpartition(":")[0] + ":" in asked]
    handlers = {i for f in flags for i in (f.acknowledged_by_id, f.closed_by_id) if i}
    handlers |= {n.person_id for n in sent if n.person_id}
    names = {
        p.id: f"{p.given_name} {p.family_name}" for p in db.exec(select(Person).where(col(Person.id).in_(handlers)))
    }
    views = [
        _view(f, [a for a in answers if a.flag_id == f.id], names, [n for n in sent if n.flag_id == f.id])
        for f in flags
    ]
    return tuple(sorted(views, key=lambda v: (v.status is FlagStatus.closed, -v.opened_at.timestamp())))


def _view(flag: SafetyFlag, answers: list[FlagAnswer], names: dict[str, str], sent: list[AlertNotice]) -> FlagView:
    return FlagView(
        id=flag.id,
        status=flag.status,
        tier=flag.tier,
        opened_at=flag.opened_at,
        answers=tuple(_answer(a) for a in answers),
        acknowledged_by=names.get(flag.acknowledged_by_id or ""),
        acknowledged_at=flag.acknowledged_at,
        closed_by=names.get(flag.closed_by_id or ""),
        closed_at=flag.closed_at,
        contact_made=flag.contact_made,
        assessment_done=flag.assessment_done,
        plan=flag.plan,
        outcome=flag.outcome,
        told=tuple(_told(each, names) for each in sorted(sent, key=lambda one: one.made_at)),
    )


def _told(notice: AlertNotice, names: dict[str, str]) -> Told:
    is_lost = notice.status is ReminderStatus.gave_up
    name = names.get(notice.person_id or "", "nobody" if is_lost else "the clinic’s last address")
    is_sent = notice.status is ReminderStatus.sent
    return Told(notice.step.value if notice.step else "", name, notice.settled_at if is_sent else None)


def _answer(row: FlagAnswer) -> FlagAnswerView:
    instrument = shelf().get(row.instrument)  # None where its definition was taken away
    item = instrument.by_id.get(row.item) if instrument else None  # None where a score raised the flag
    choices = (item.choices if item else None) or ()
    label = next((c.labels["en"] for c in choices if c.value == row.value and "en" in c.labels), f"{row.value:g}")
    name = instrument.abbreviation if instrument else row.instrument
    return FlagAnswerView(row.instrument, name, row.item, row.value, label, row.answered_at)
