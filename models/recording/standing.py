"""Keeps the caseload's order true: one row a patient, made again from the records at every write."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import null
from sqlmodel import Session, col, delete, func, select

from models.clock import today
from models.criteria.case import Case
from models.criteria.cohort import lines_of, to_json
from models.criteria.judge import CaseJudgement, judge_case
from models.criteria.settings import RuleSettings
from models.gathering import cases_of
from models.records import (
    AccessLog,
    CheckIn,
    CheckInStatus,
    FlagAnswer,
    FlagStatus,
    Person,
    PersonRole,
    Review,
    SafetyFlag,
    Standing,
    TeamNote,
    asked_of_patient,
)

RECENT = timedelta(weeks=12)
CHUNK = 250
AHEAD = timedelta(days=7)  # how far before its day the caseload tells that a trial becomes adequate
OPENED = "patient_view"
POSTPONED = "patients whose rows wait for the end of the transaction"


def refresh(db: Session, patient_id: str) -> None:
    """Make one patient's row again, inside the caller's transaction."""
    db.flush()
    if POSTPONED in db.info:
        db.info[POSTPONED].add(patient_id)
    else:
        refresh_many(db, [patient_id])


@contextmanager
def refreshed_once(db: Session) -> Iterator[None]:
    """Many writes of one transaction: each patient's row is made again once, at the end."""
    waiting: set[str] = set()
    db.info[POSTPONED] = waiting
    try:
        yield
    finally:
        del db.info[POSTPONED]
    db.flush()
    ids = sorted(waiting)
    for start in range(0, len(ids), CHUNK):
        refresh_many(db, ids[start : start + CHUNK])


def refresh_many(db: Session, patient_ids: list[str]) -> None:
    """Make these patients' rows again."""
    for standing in standings(db, patient_ids):
        db.merge(standing)


def rebuild(db: Session, told: Callable[[int], None] | None = None) -> int:
    """Make every row again; returns how many. `told` hears how many are done."""
    db.exec(delete(Standing))
    ids = list(db.exec(select(Person.id).where(Person.role == PersonRole.patient).order_by(Person.id)).all())
    for start in range(0, len(ids), CHUNK):
        refresh_many(db, ids[start : start + CHUNK])
        if told:
            told(min(start + CHUNK, len(ids)))
    return len(ids)


def fill(db: Session) -> int:
    """Make those rows again that an earlier version left without what this one keeps; returns how many."""
    ids = list(db.exec(select(Standing.patient_id).where(col(Standing.trial_lines).is_(null()))).all())
    for start in range(0, len(ids), CHUNK):
        refresh_many(db, ids[start : start + CHUNK])
    return len(ids)


@dataclass(frozen=True)
class Known:
    """What orders patients beside the judgement of their trials, each by the patient's id."""

    flags: Mapping[str, SafetyFlag]
    due: Mapping[str, date]
    received: Mapping[str, datetime]
    opened: Mapping[str, datetime]
    events: Mapping[str, datetime]
    reviews: Mapping[str, Review]


def standings(db: Session, patient_ids: list[str]) -> list[Standing]:
    """The rows as they follow from the records now; nothing is written."""
    people = db.exec(select(Person).where(col(Person.id).in_(patient_ids))).all()
    cases = cases_of(db, patient_ids)
    known = _known(db, patient_ids)
    return [_standing(person, cases[person.id], known) for person in people]


def reasons_of(db: Session, patient_id: str) -> list[str]:
    """What the team has reason to look at today, as a review keeps it."""
    person = db.get_one(Person, patient_id)
    return _reasons(judge_case(cases_of(db, [patient_id])[patient_id], today(person.time_zone), RuleSettings()))


def newest_event(db: Session, ids: list[str]) -> dict[str, datetime]:
    """When the newest thing came that a person has to look at: a check-in, a rating, an answer that opened a flag."""
    sent = select(CheckIn.patient_id, func.max(CheckIn.submitted_at)).where(col(CheckIn.patient_id).in_(ids))
    found = {patient: at for patient, at in db.exec(sent.group_by(CheckIn.patient_id)).all() if at is not None}
    flagged = (
        select(SafetyFlag.patient_id, func.max(FlagAnswer.answered_at))
        .join(FlagAnswer, col(FlagAnswer.flag_id) == SafetyFlag.id)
        .where(col(SafetyFlag.patient_id).in_(ids))
        .group_by(SafetyFlag.patient_id)
    )
    for patient, at in db.exec(flagged).all():
        found[patient] = max(at, found.get(patient, at))
    return _or_note(db, ids, found)


def _or_note(db: Session, ids: list[str], found: dict[str, datetime]) -> dict[str, datetime]:
    """With a note to the team that nobody has read, where that is newer."""
    unread = select(TeamNote.patient_id, func.max(TeamNote.written_at)).where(col(TeamNote.read_at).is_(None))
    query = unread.where(col(TeamNote.patient_id).in_(ids)).group_by(TeamNote.patient_id)
    return found | {patient: max(at, found.get(patient, at)) for patient, at in db.exec(query).all()}


def _known(db: Session, ids: list[str]) -> Known:
    return Known(
        flags={f.patient_id: f for f in db.exec(_open_flags(ids)).all()},
        due=dict(db.exec(_due(ids)).all()),
        received=_or_note(db, ids, {k: at for k, at in db.exec(_received(ids)).all() if at is not None}),
        opened={str(patient): at for patient, at in db.exec(_opened(ids)).all()},
        events=newest_event(db, ids),
        reviews={review.patient_id: review for review in db.exec(_reviews(ids)).all()},
    )


def _open_flags(ids: list[str]) -> Any:
    return select(SafetyFlag).where(col(SafetyFlag.patient_id).in_(ids), SafetyFlag.status != FlagStatus.closed)


def _due(ids: list[str]) -> Any:
    waiting = (CheckInStatus.due, CheckInStatus.draft)
    query = select(CheckIn.patient_id, func.min(CheckIn.due_on)).where(asked_of_patient())
    return query.where(col(CheckIn.patient_id).in_(ids), col(CheckIn.status).in_(waiting)).group_by(CheckIn.patient_id)


def _received(ids: list[str]) -> Any:
    query = select(CheckIn.patient_id, func.max(CheckIn.submitted_at)).where(asked_of_patient())
    sent = query.where(col(CheckIn.patient_id).in_(ids), CheckIn.status == CheckInStatus.submitted)
    return sent.group_by(CheckIn.patient_id)


def _opened(ids: list[str]) -> Any:
    """When a clinician opened the page last."""
    query = select(AccessLog.patient_id, func.max(AccessLog.at)).where(col(AccessLog.patient_id).in_(ids))
    looked = query.where(AccessLog.act == OPENED, col(AccessLog.was_permitted).is_(True))
    by_team = looked.where(AccessLog.actor_role == PersonRole.clinician.value)
    return by_team.group_by(col(AccessLog.patient_id))


def _reviews(ids: list[str]) -> Any:
    """Those that were not undone, the newest last."""
    query = select(Review).where(col(Review.patient_id).in_(ids), col(Review.undone_at).is_(None))
    return query.order_by(col(Review.reviewed_at), col(Review.id))


def _standing(person: Person, case: Case, known: Known) -> Standing:
    judgement = judge_case(case, today(person.time_zone), RuleSettings())
    flag, due_on = known.flags.get(person.id), known.due.get(person.id)
    review = _holding(person.id, judgement, known)
    course = _course(case)
    return Standing(
        patient_id=person.id,
        clinic_id=person.clinic_id,
        flag_tier=flag.tier if flag else 0,
        flag_opened_at=flag.opened_at if flag else None,
        flag_acknowledged=flag is not None and flag.status is FlagStatus.acknowledged,
        worse_by_points=judgement.worse_by_points,
        decide_on=judgement.decide_on,
        adequate_on=_expected_on(judgement),
        overdue_from=due_on + timedelta(days=1) if due_on else None,
        last_answered_on=course[-1][0] if course else None,
        latest_score=course[-1][1] if course else None,
        resistant_by_drugs_alone=judgement.resistant_by_drugs_alone,
        unread_since=_unread_since(person.id, known, review),
        reviewed_at=review.reviewed_at if review else None,
        reviewed_on=review.reviewed_on if review else None,
        reviewed_ahead_to=review.reviewed_on + AHEAD if review else None,
        recent_scores=[[on.isoformat(), value] for on, value in course if course and on >= course[-1][0] - RECENT],
        trial_lines=to_json(lines_of(judgement)),
    )


def _unread_since(patient_id: str, known: Known, review: Review | None) -> datetime | None:
    """When the newest check-in came, where nobody has opened the page since, and nobody has reviewed it."""
    came, opened = known.received.get(patient_id), known.opened.get(patient_id)
    is_read = review is not None or (came is not None and opened is not None and opened >= came)
    return None if is_read else came


def _holding(patient_id: str, judgement: CaseJudgement, known: Known) -> Review | None:
    """The newest review, unless something came in after it, or the trials give a reason that did not stand there."""
    review, flag = known.reviews.get(patient_id), known.flags.get(patient_id)
    if review is None or (flag is not None and flag.status is FlagStatus.open):
        return None
    newest = known.events.get(patient_id)
    is_seen = newest is None or newest <= review.data_to
    return review if is_seen and set(_reasons(judgement)) <= set(review.saw) else None


def _reasons(judgement: CaseJudgement) -> list[str]:
    """The judgement's reasons as words that change when the judgement does."""
    worse = judgement.worse_by_points
    found = [f"worse:{worse:g}"] if worse is not None else []
    return [*found, *sorted(f"decide:{one.trial.id}" for one in judgement.deciding)]


def _course(case: Case) -> list[tuple[date, float]]:
    """The scores of the instrument that the newest trial is judged by, in order of day."""
    current = max(case.trials, key=lambda t: t.started_on, default=None)
    instrument = current.primary_instrument if current else "phq9"
    points = [(m.on, m.score) for m in case.measurements if (m.instrument, m.scale) == (instrument, "total")]
    return sorted((on, score) for on, score in points if score is not None)


def _expected_on(judgement: CaseJudgement) -> date | None:
    """The next day on which a running trial will be adequate if it goes on as it is."""
    return min((t.adequacy.expected_on for t in judgement.current if t.adequacy.expected_on), default=None)
