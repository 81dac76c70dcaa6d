"""Records that leave as files: whole patients as plain values, each one's leaving written into the access log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from models.access import Actor, ActorKind, Permission, reaches
from models.administered import Administered, administrations_of
from models.clock import now, today
from models.criteria.case import Case
from models.door import reads, writes
from models.errors import NotPermitted
from models.gathering import cases_of
from models.history.beside import EventView, PreferenceView, events_of, preferences_of
from models.history.told import NoteView, PlanView, notes_of, safety_plan_of
from models.records import AccessLog, Clinic, KnownAs, Person, PersonRole, Sex

EXPORTED = "export_records"


@dataclass(frozen=True)
class ExportedPerson:
    """Who the records are about; whether a name leaves is for the format to say."""

    id: str
    record_number: str
    given_name: str
    family_name: str
    born_on: date | None
    sex: Sex | None
    language: str
    time_zone: str
    clinic_id: str
    clinic_name: str
    added_at: datetime


@dataclass(frozen=True)
class ExportedRecord:
    """One patient: the case as it is judged, every form, and under which names other programs know its parts."""

    person: ExportedPerson
    as_of: date
    case: Case
    administrations: tuple[Administered, ...]
    names: dict[str, str]

    def name(self, record_id: str) -> str:
        """The name that another program gave to an episode or trial, or our own id."""
        return self.names.get(record_id, record_id)


@dataclass(frozen=True)
class OwnRecord:
    """What a patient may take along: the record, and the own words beside it."""

    record: ExportedRecord
    events: tuple[EventView, ...]
    preferences: tuple[PreferenceView, ...]
    notes: tuple[NoteView, ...]
    safety_plan: PlanView | None


@reads(Permission.records_export)
def patients_to_export(db: Session, actor: Actor) -> list[str]:
    """The ids of every patient of the actor's clinic, or of all, by clinic and record number."""
    _require_system(actor)
    query = select(Person.id, Person.clinic_id, Person.record_number).where(Person.role == PersonRole.patient)
    if actor.clinic_id is not None:
        query = query.where(Person.clinic_id == actor.clinic_id)
    return [one for one, *_ in sorted(db.exec(query).all(), key=lambda row: (row[1], row[2] or ""))]


@writes(Permission.records_export)
def export_records(db: Session, actor: Actor, patient_ids: Sequence[str], what: str) -> list[ExportedRecord]:
    """Whole patients, in the order asked for; nothing is returned unless each one's leaving stands in the log.

    `what` says in the log as what they leave. Raises NotPermitted where any of them is not the actor's.
    """
    _require_system(actor)
    if not all(reaches(db, actor, each, permission=Permission.records_export) for each in patient_ids):
        raise NotPermitted("Not found.")
    cases, forms = cases_of(db, patient_ids), administrations_of(db, patient_ids)
    names = _names(db, patient_ids)
    people = _people(db, patient_ids)
    db.add_all([_entry(actor, each, what) for each in patient_ids])
    return [
        ExportedRecord(people[one], today(people[one].time_zone), cases[one], tuple(forms.get(one, ())), names[one])
        for one in patient_ids
    ]


@reads(Permission.own_course_read)
def own_export(db: Session, actor: Actor, patient_id: str) -> OwnRecord:
    """Everything of one's own: the course as other programs read it, and what was told beside it."""
    forms = administrations_of(db, [patient_id])
    person = _people(db, [patient_id])[patient_id]
    case, names = cases_of(db, [patient_id])[patient_id], _names(db, [patient_id])[patient_id]
    record = ExportedRecord(person, today(person.time_zone), case, tuple(forms.get(patient_id, ())), names)
    told = events_of(db, patient_id), preferences_of(db, patient_id), notes_of(db, patient_id)
    return OwnRecord(record, *told, safety_plan_of(db, patient_id))


def _require_system(actor: Actor) -> None:
    if actor.kind is not ActorKind.system:
        raise NotPermitted("Not found.")


def _people(db: Session, ids: Sequence[str]) -> dict[str, ExportedPerson]:
    query = select(Person, Clinic).join(Clinic, col(Clinic.id) == Person.clinic_id).where(col(Person.id).in_(ids))
    return {
        one.id: ExportedPerson(
            id=one.id,
            record_number=one.record_number or "",
            given_name=one.given_name,
            family_name=one.family_name,
            born_on=one.born_on,
            sex=one.sex,
            language=one.language,
            time_zone=one.time_zone,
            clinic_id=clinic.id,
            clinic_name=clinic.name,
            added_at=one.added_at,
        )
        for one, clinic in db.exec(query).all()
    }


def _names(db: Session, ids: Sequence[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {each: {} for each in ids}
    for row in db.exec(select(KnownAs).where(col(KnownAs.patient_id).in_(ids))).all():
        found[row.patient_id][row.entity_id] = row.name
    return found


def _entry(actor: Actor, patient_id: str, what: str) -> AccessLog:
    return AccessLog(
        at=now(),
        actor_role=actor.kind.value,
        act=EXPORTED,
        was_permitted=True,
        patient_id=patient_id,
        clinic_id=actor.clinic_id,
        detail={"as": what},
    )
