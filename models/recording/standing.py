"""Keeps the caseload's order true: one row a patient, made again from the records at every write."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, delete, func, select

from models.clock import today
from models.criteria.case import Case
from models.criteria.judge import CaseJudgement, judge_case
from models.criteria.settings import RuleSettings
from models.gathering import cases_of
from models.records import (
    CheckIn,
    CheckInStatus,
    FlagStatus,
    Person,
    PersonRole,
    SafetyFlag,
    Standing,
    asked_of_patient,
)

RECENT = timedelta(weeks=12)
CHUNK = 250
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


def standings(db: Session, patient_ids: list[str]) -> list[Standing]:
    """The rows as they follow from the records now; nothing is written."""
    people = db.exec(select(Person).where(col(Person.id).in_(patient_ids))).all()
    cases = cases_of(db, patient_ids)
    flags = {f.patient_id: f for f in db.exec(_open_flags(patient_ids)).all()}
    due: dict[str, date] = dict(db.exec(_due(patient_ids)).all())
    return [_standing(p, cases[p.id], flags.get(p.id), due.get(p.id)) for p in people]


def _open_flags(ids: list[str]) -> Any:
    return select(SafetyFlag).where(col(SafetyFlag.patient_id).in_(ids), SafetyFlag.status != FlagStatus.closed)


def _due(ids: list[str]) -> Any:
    waiting = (CheckInStatus.due, CheckInStatus.draft)
    query = select(CheckIn.patient_id, func.min(CheckIn.due_on)).where(asked_of_patient())
    return query.where(col(CheckIn.patient_id).in_(ids), col(CheckIn.status).in_(waiting)).group_by(CheckIn.patient_id)


def _standing(person: Person, case: Case, flag: SafetyFlag | None, due_on: date | None) -> Standing:
    day = today(person.time_zone)
    judgement = judge_case(case, day, RuleSettings())
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
        recent_scores=[[on.isoformat(), value] for on, value in course if course and on >= course[-1][0] - RECENT],
    )


def _course(case: Case) -> list[tuple[date, float]]:
    """The scores of the instrument that the newest trial is judged by, in order of day."""
    current = max(case.trials, key=lambda t: t.started_on, default=None)
    instrument = current.primary_instrument if current else "phq9"
    points = [(m.on, m.score) for m in case.measurements if (m.instrument, m.scale) == (instrument, "total")]
    return sorted((on, score) for on, score in points if score is not None)


def _expected_on(judgement: CaseJudgement) -> date | None:
    """The next day on which a running trial will be adequate if it goes on as it is."""
    return min((t.adequacy.expected_on for t in judgement.current if t.adequacy.expected_on), default=None)
