"""One patient's course, gathered, judged and frozen: what the clinician decides on and what the patient may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from models.access import Actor, Permission
from models.administration import Given, changes, given_of
from models.begun import undefined
from models.clock import now, today
from models.criteria.case import Case, Episode
from models.criteria.judge import CaseJudgement, judge_case
from models.criteria.occasions import Plan
from models.criteria.settings import RuleSettings
from models.criteria.staging import DefinitionResult, judge_definitions
from models.door import reads
from models.errors import Unsafe
from models.gathering import case_of
from models.history.beside import EventView, PreferenceView, events_of, preferences_of
from models.history.by_name import sorting
from models.history.check_in import CheckInLine, line_of
from models.history.flag import FlagView, flags_of
from models.history.looks import Look, read_now, review_that_holds
from models.history.told import NoteView, PlanView, ProposalView, notes_of, proposals_of, safety_plan_of
from models.recording.occasion import plan_of
from models.records import (
    Amended,
    AnswerState,
    CareTeamMember,
    CheckIn,
    CheckInPlan,
    CheckInStatus,
    Clinic,
    EarlierVersion,
    EntryMode,
    EntryWay,
    ItemAnswer,
    Person,
    PersonRole,
    Score,
    ScoreStatus,
    Trial,
)
from models.records import Episode as EpisodeRow
from models.sealing.reading import not_as_sealed


@dataclass(frozen=True)
class PatientHeader:
    """Who this is: always shown with two identifiers, so that nobody reads the wrong record."""

    id: str
    name: str
    record_number: str
    born_on: date | None
    clinic_name: str
    time_zone: str
    language: str
    team: tuple[str, ...]


@dataclass(frozen=True)
class ScorePoint:
    """One score of one scale on one day; value None where it could not be scored."""

    on: date
    instrument: str
    scale: str
    value: float | None
    answered: int | None
    status: ScoreStatus
    band: str | None
    check_in_id: str
    mode: EntryMode | None
    way: EntryWay | None = None

    @property
    def given(self) -> Given | None:
        """How it was given, in one word."""
        return given_of(self.mode, self.way)


@dataclass(frozen=True)
class ItemPoint:
    """One answer to one item on one day, such as item 9 of the PHQ-9."""

    on: date
    instrument: str
    item: str
    value: float


@dataclass(frozen=True)
class Amendment:
    """An earlier version of a trial or an episode: who changed it, when, and why."""

    entity: Amended
    entity_id: str
    row_version: int
    amended_at: datetime
    amended_by: str
    reason: str
    as_it_was: dict[str, Any]


@dataclass(frozen=True)
class PatientView:
    """All that the patient page shows, as of one day, with the judgement of every trial.

    `definitions` are those of treatment resistance, in order of publication; a patient's own view has none. `review` is
    that of the team which holds: nothing new has come since. Scores of instruments that are `undefined`, having no
    definition here any more, stay on record and are left out.
    """

    header: PatientHeader
    as_of: date
    data_to: datetime
    case: Case
    judgement: CaseJudgement
    episodes: tuple[Episode, ...]
    scores: tuple[ScorePoint, ...]
    safety_answers: tuple[ItemPoint, ...]
    flags: tuple[FlagView, ...]
    check_ins: tuple[CheckInLine, ...]
    every_days: int | None
    trial_versions: dict[str, int]
    episode_versions: dict[str, int]
    trial_notes: dict[str, str]
    amendments: tuple[Amendment, ...]
    events: tuple[EventView, ...] = ()
    preferences: tuple[PreferenceView, ...] = ()
    definitions: tuple[DefinitionResult, ...] = ()
    plan: Plan | None = None
    review: Look | None = None
    undefined: tuple[str, ...] = ()
    notes: tuple[NoteView, ...] = ()
    proposals: tuple[ProposalView, ...] = ()
    safety_plan: PlanView | None = None

    @cached_property
    def given_otherwise(self) -> Mapping[str, Given]:
        """Check-ins of a trial that were given in another way than the one before, with that earlier way."""
        spans = [(one.trial.started_on, one.trial.last_day(self.as_of)) for one in self.judgement.trials]
        return changes(self.check_ins, spans)

    def course(self, instrument: str, scale: str) -> tuple[ScorePoint, ...]:
        """The scores of one scale in order of time."""
        return tuple(s for s in self.scores if (s.instrument, s.scale) == (instrument, scale))


@reads(Permission.patient_read, noted=read_now)
def patient_view(db: Session, actor: Actor, patient_id: str, as_of: date | None = None) -> PatientView:
    """The whole course of one patient, judged as of a day (today where none is given)."""
    return whole_view(db, patient_id, as_of)


@reads(Permission.own_course_read)
def own_view(db: Session, actor: Actor, patient_id: str) -> PatientView:
    """A patient's own course; flags, the clinic's notes and ratings that are not theirs to fill in are left out."""
    return patients_own_view(db, patient_id)


def whole_view(db: Session, patient_id: str, as_of: date | None = None) -> PatientView:
    """What a door for those who treat the patient shows."""
    view = _view(db, patient_id, as_of)
    review = review_that_holds(db, patient_id)
    return replace(view, definitions=judge_definitions(view.judgement, view.case), review=review)


def patients_own_view(db: Session, patient_id: str) -> PatientView:
    """What a door for the patient shows."""
    view = _view(db, patient_id, None)
    own = tuple(line for line in view.check_ins if not line.is_rating)
    return PatientView(**{**vars(view), "check_ins": own, "flags": (), "trial_notes": {}, "amendments": ()})


def _view(db: Session, patient_id: str, as_of: date | None) -> PatientView:
    header = header_of(db, patient_id)
    day = as_of or today(header.time_zone)
    scores = _scores(db, patient_id)
    missing = undefined(point.instrument for point in scores)
    case = case_of(db, patient_id)
    trials = db.exec(select(Trial).where(Trial.patient_id == patient_id)).all()
    plan = db.get(CheckInPlan, patient_id)
    return PatientView(
        header=header,
        as_of=day,
        data_to=now(),
        case=case,
        judgement=judge_case(case, day, RuleSettings()),
        episodes=case.episodes,
        scores=tuple(point for point in scores if point.instrument not in missing),
        safety_answers=_safety_answers(db, patient_id),
        flags=flags_of(db, patient_id),
        check_ins=tuple(line_of(row) for row in check_ins_about(db, patient_id)),
        every_days=plan.every_days if plan and plan.is_active else None,
        trial_versions={t.id: t.row_version for t in trials},
        episode_versions={e.id: e.row_version for e in _episodes(db, patient_id)},
        trial_notes={t.id: t.note for t in trials if t.note},
        amendments=_amendments(db, patient_id),
        plan=plan_of(db, plan, day) if plan and plan.is_active else None,
        events=events_of(db, patient_id),
        preferences=preferences_of(db, patient_id),
        undefined=missing,
        notes=notes_of(db, patient_id),
        proposals=proposals_of(db, patient_id),
        safety_plan=safety_plan_of(db, patient_id),
    )


def check_ins_about(db: Session, patient_id: str) -> Sequence[CheckIn]:
    """Every check-in of a patient, the newest first."""
    return db.exec(select(CheckIn).where(CheckIn.patient_id == patient_id).order_by(col(CheckIn.due_on).desc())).all()


def header_of(db: Session, patient_id: str) -> PatientHeader:
    """Who a patient is, with the names of the care team."""
    query = select(Person, Clinic).where(Person.id == patient_id).where(Clinic.id == Person.clinic_id)
    person, clinic = db.exec(query.where(Person.role == PersonRole.patient)).one()
    if not_as_sealed(db, "person", [patient_id]):
        raise Unsafe("Who this patient is was changed past the program; run: fairtrial verify.")
    team = (
        select(Person)
        .join(CareTeamMember, col(CareTeamMember.clinician_id) == Person.id)
        .where(CareTeamMember.patient_id == patient_id, col(CareTeamMember.ended_at).is_(None))
    )
    return PatientHeader(
        id=person.id,
        name=full_name(person),
        record_number=person.record_number or "",
        born_on=person.born_on,
        clinic_name=clinic.name,
        time_zone=person.time_zone,
        language=person.language,
        team=tuple(full_name(p) for p in sorted(db.exec(team).all(), key=sorting)),
    )


def full_name(person: Person | None) -> str:
    """A person's name as it is shown."""
    return f"{person.given_name} {person.family_name}" if person else "—"


def _scores(db: Session, patient_id: str) -> tuple[ScorePoint, ...]:
    # Columns instead of rows: of three hundred check-ins this is most of what the page takes.
    columns: list[Any] = [
        Score.answered_on,
        Score.instrument,
        Score.scale,
        Score.value,
        Score.answered,
        Score.status,
        Score.band,
        Score.check_in_id,
        CheckIn.mode,
        CheckIn.way,
    ]
    query = (
        sa_select(*columns)
        .join(CheckIn, col(CheckIn.id) == Score.check_in_id)
        .where(col(Score.patient_id) == patient_id)
        .order_by(col(Score.answered_on), col(CheckIn.submitted_at))
    )
    return tuple(ScorePoint(*row) for row in db.execute(query))


def _safety_answers(db: Session, patient_id: str) -> tuple[ItemPoint, ...]:
    from instruments import shelf

    watched = {(i.id, s.item) for i in shelf().values() for s in i.safety if s.of == "item"}
    columns: list[Any] = [CheckIn.answered_on, ItemAnswer.instrument, ItemAnswer.item, ItemAnswer.value]
    query = (
        sa_select(*columns)
        .join(ItemAnswer, col(ItemAnswer.check_in_id) == CheckIn.id)
        .where(col(CheckIn.patient_id) == patient_id, col(CheckIn.status) == CheckInStatus.submitted)
        .where(col(ItemAnswer.state) == AnswerState.answered)
        .where(col(ItemAnswer.item).in_({item for _, item in watched}))
        .order_by(col(CheckIn.answered_on))
    )
    return tuple(
        ItemPoint(on, instrument, item, value)
        for on, instrument, item, value in db.execute(query)
        if on is not None and value is not None and (instrument, item) in watched
    )


def _episodes(db: Session, patient_id: str) -> Sequence[EpisodeRow]:
    return db.exec(select(EpisodeRow).where(EpisodeRow.patient_id == patient_id)).all()


def _amendments(db: Session, patient_id: str) -> tuple[Amendment, ...]:
    query = (
        select(EarlierVersion, Person)
        .join(Person, col(Person.id) == EarlierVersion.amended_by_id, isouter=True)
        .where(EarlierVersion.patient_id == patient_id)
        .order_by(col(EarlierVersion.amended_at).desc())
    )
    return tuple(
        Amendment(v.entity, v.entity_id, v.row_version, v.amended_at, full_name(who), v.reason, v.as_it_was)
        for v, who in db.exec(query).all()
    )
