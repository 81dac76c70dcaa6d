"""What stands beside the scores: events of a patient's life, and what the patient would like to try."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from models.records import EventKind, EventNote, Person, PersonRole, Preference, Stance


@dataclass(frozen=True)
class EventView:
    """One event, with who wrote it down: the patient, or somebody of the team by name."""

    id: str
    happened_on: date
    kind: EventKind
    words: str
    by: str
    by_patient: bool
    recorded_at: datetime


@dataclass(frozen=True)
class PreferenceView:
    """What the patient said about one option, with who wrote it down and when."""

    about: str
    stance: Stance | None
    words: str
    by: str
    recorded_at: datetime


def events_of(db: Session, patient_id: str) -> tuple[EventView, ...]:
    """The events that have not been taken back, in order of their days."""
    query = (
        select(EventNote, Person)
        .join(Person, col(Person.id) == EventNote.recorded_by_id, isouter=True)
        .where(EventNote.patient_id == patient_id, col(EventNote.withdrawn_at).is_(None))
        .order_by(col(EventNote.happened_on), col(EventNote.recorded_at))
    )
    return tuple(
        EventView(row.id, row.happened_on, row.kind, row.words, _name(who), _is_patient(who), row.recorded_at)
        for row, who in db.exec(query).all()
    )


def preferences_of(db: Session, patient_id: str) -> tuple[PreferenceView, ...]:
    """The newest that was said about each option, the latest first."""
    query = (
        select(Preference, Person)
        .join(Person, col(Person.id) == Preference.recorded_by_id, isouter=True)
        .where(Preference.patient_id == patient_id)
        .order_by(col(Preference.recorded_at).desc(), col(Preference.id))
    )
    newest: dict[str, PreferenceView] = {}
    for row, who in db.exec(query).all():
        newest.setdefault(row.about, PreferenceView(row.about, row.stance, row.words, _name(who), row.recorded_at))
    return tuple(newest.values())


def _name(who: Person | None) -> str:
    return f"{who.given_name} {who.family_name}" if who else "—"


def _is_patient(who: Person | None) -> bool:
    return who is not None and who.role is PersonRole.patient
