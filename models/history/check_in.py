"""The check-in as it stands in the database: what is asked, what has been answered, and the receipt."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from instruments import Instrument
from models.access import Actor, Permission, require_own_kind
from models.administration import Given, given_of
from models.begun import defined, form, undefined
from models.clock import now
from models.crisis import CrisisText, crisis_text
from models.door import reads
from models.languages import COMMON
from models.recording.more_asked import offers_of
from models.records import (
    RATING,
    AnswerState,
    CheckIn,
    CheckInStatus,
    Clinic,
    FlagAnswer,
    ItemAnswer,
    Person,
    PersonRole,
    asked_of_patient,
)
from models.records.check_in import WITHDRAWN
from models.staff_steps import staff_steps


@dataclass(frozen=True)
class GivenAnswer:
    """One answer as it stands: its state, its value, when it was saved, how often the item was skipped."""

    state: AnswerState
    value: float | None
    saved_at: datetime
    times_skipped: int


@dataclass(frozen=True)
class CheckInView:
    """Everything that the check-in page shows; answers by (instrument, item).

    `language` is the reader's, for all that is said round the forms; each form has its own in `form_languages`.
    `instruments` are those that can be asked; what is `undefined` has no definition on this installation any more.
    """

    id: str
    patient_id: str
    occasion: str
    instruments: tuple[str, ...]
    language: str
    form_languages: Mapping[str, str]
    status: CheckInStatus
    answers: Mapping[tuple[str, str], GivenAnswer]
    row_version: int
    due_on: date
    closes_on: date
    is_closed: bool
    received_at: datetime | None
    time_zone: str
    needs_person: bool
    clinic_name: str
    answers_read: str
    crisis: CrisisText
    given: Given | None = None
    form_versions: Mapping[str, str] = field(default_factory=dict)
    undefined: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    staff_steps: tuple[str, ...] = ()
    clinic_language: str = "en"

    def form(self, name: str) -> Instrument:
        """An instrument of this check-in, in the version in which it was begun."""
        return form(name, self.form_versions)

    def local(self, instant: datetime) -> datetime:
        """An instant as the patient's own clock shows it."""
        return instant.astimezone(ZoneInfo(self.time_zone))


@dataclass(frozen=True)
class CheckInLine:
    """One check-in in a list: when it is due or was received, and how its answers were given."""

    id: str
    occasion: str
    instruments: tuple[str, ...]
    status: CheckInStatus
    due_on: date
    closes_on: date
    received_at: datetime | None
    answered_on: date | None = None
    given: Given | None = None

    @property
    def is_rating(self) -> bool:
        """A clinician's rating; the patient is not asked it."""
        return self.occasion.startswith(RATING)

    @property
    def is_withdrawn(self) -> bool:
        """Recorded by staff by mistake and taken back; what it said is kept among the earlier versions."""
        return self.occasion.startswith(WITHDRAWN)


@reads(Permission.check_in_fill, logged=False)
def open_check_in(db: Session, actor: Actor, check_in_id: str) -> CheckInView:
    """The check-in with every answer that is kept; the same after a refresh, a crash or on another device."""
    query = (
        select(CheckIn, Person, Clinic)
        .where(CheckIn.id == check_in_id)
        .where(Person.id == CheckIn.patient_id)
        .where(Clinic.id == Person.clinic_id)
    )
    row, person, clinic = db.exec(query).one()
    require_own_kind(actor, row)
    answers = db.exec(select(ItemAnswer).where(ItemAnswer.check_in_id == check_in_id)).all()
    flagged = db.exec(select(FlagAnswer.id).where(FlagAnswer.check_in_id == check_in_id)).first()
    language = person.language if actor.role is PersonRole.patient else COMMON  # staff read English
    return CheckInView(
        id=row.id,
        patient_id=row.patient_id,
        occasion=row.occasion,
        instruments=tuple(defined(row.instruments)),
        language=language,
        form_languages={name: row.language_of(name) for name in row.instruments},
        status=row.status,
        answers={(a.instrument, a.item): GivenAnswer(a.state, a.value, a.saved_at, a.times_skipped) for a in answers},
        row_version=row.row_version,
        due_on=row.due_on,
        closes_on=row.closes_on,
        is_closed=_is_closed(row),
        received_at=row.submitted_at,
        time_zone=row.time_zone,
        needs_person=flagged is not None,
        clinic_name=clinic.name,
        answers_read=clinic.answers_read,
        crisis=crisis_text(db, clinic.id, person.language),
        given=given_of(row.mode, row.way) if row.submitted_at else None,
        form_versions=row.form_versions or {},
        undefined=undefined(row.instruments),
        offers=offers_of(db, row) if flagged is not None else (),
        staff_steps=() if actor.role is PersonRole.patient else staff_steps(db, clinic.id),
        clinic_language=clinic.language,
    )


@reads(Permission.check_in_fill, logged=False)
def check_ins_of(db: Session, actor: Actor, patient_id: str) -> list[CheckInLine]:
    """The patient's check-ins, the newest first: what is due, begun or received. Clinicians' ratings are left out."""
    query = select(CheckIn).where(CheckIn.patient_id == patient_id, asked_of_patient())
    return [line_of(row) for row in db.exec(query.order_by(col(CheckIn.due_on).desc())).all()]


def line_of(row: CheckIn) -> CheckInLine:
    """A check-in as a line in a list; one whose last day has gone counts as closed."""
    status = CheckInStatus.closed if row.submitted_at is None and _is_closed(row) else row.status
    given = None if row.submitted_at is None else given_of(row.mode, row.way)
    asked, received = tuple(row.instruments), row.submitted_at
    return CheckInLine(row.id, row.occasion, asked, status, row.due_on, row.closes_on, received, row.answered_on, given)


def _is_closed(row: CheckIn) -> bool:
    local_today = now().astimezone(ZoneInfo(row.time_zone)).date()
    return row.status is CheckInStatus.closed or (row.submitted_at is None and local_today > row.closes_on)
