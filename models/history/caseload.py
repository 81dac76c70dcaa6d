"""The caseload: who needs somebody today, in order of need, with the reason in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_
from sqlmodel import Session, col, select

from models.access import Actor, Permission
from models.clock import now
from models.criteria.judge import CaseJudgement, judge_case
from models.criteria.settings import RuleSettings
from models.door import reads
from models.gathering import readable_cases
from models.history.by_name import Named, in_order, named
from models.history.looks import Look, last_looks, last_reviews
from models.records import CareTeamMember, FlagStatus, Person, SafetyFlag, Standing
from models.words import Need

PAGE_SIZE = 25
SOON = timedelta(days=7)


@dataclass(frozen=True)
class CaseloadRow:
    """One patient on the list, with the judgement made just now.

    `unread_since` is when the newest check-in came that nobody has opened the page after; `last_look` is who did last.
    `review` is the one that holds: nothing new has come since. What is not readable was changed past the program.
    """

    patient_id: str
    name: str
    record_number: str
    need: Need
    flag_id: str | None
    flag_tier: int
    flag_opened_at: datetime | None
    flag_acknowledged: bool
    worse_by_points: float | None
    overdue_from: date | None
    last_answered_on: date | None
    latest_score: float | None
    recent_scores: tuple[tuple[date, float], ...]
    judgement: CaseJudgement
    unread_since: datetime | None = None
    last_look: Look | None = None
    review: Look | None = None
    is_readable: bool = True


@dataclass(frozen=True)
class Caseload:
    """One page of the list and the counts over the whole of it."""

    rows: tuple[CaseloadRow, ...]
    found: int
    page: int
    pages: int
    patients: int
    counts: dict[Need, int]
    resistant_by_drugs_alone: int
    as_of: date
    data_to: datetime


@reads(Permission.caseload_read)
def caseload(
    db: Session,
    actor: Actor,
    search: str = "",
    needs: Sequence[Need] = (),
    page: int = 1,
    *,
    drugs_alone: bool = False,
) -> Caseload:
    """One page of the clinician's own patients, those with an open flag first. Only the rows shown are judged.

    `needs` are those that are shown, all of them where none is named; `drugs_alone` leaves only those whom drugs alone
    make resistant. The counts are always those of everybody.
    """
    day = now().date()
    mine = _mine(actor)
    why = _need(day)
    counted = db.exec(
        select(why, func.count(), func.sum(_one(Standing.resistant_by_drugs_alone))).where(mine).group_by(why)
    )
    counts, resistant = dict.fromkeys(Need, 0), 0
    for word, number, resistant_here in counted.all():
        counts[Need(word)] = number
        resistant += int(resistant_here or 0)
    wanted = and_(mine, *_filters(why, needs, drugs_alone))
    order: tuple[ColumnElement[Any], ...] = (_rank(day), col(Standing.flag_tier).desc(), _urgency(day), *_newest())
    listed = in_order(db, wanted, order, search)
    found = len(listed)
    pages = max(1, -(-found // PAGE_SIZE))
    page = min(max(1, page), pages)
    on_page = listed.part((page - 1) * PAGE_SIZE, page * PAGE_SIZE)
    people = named(db, on_page)
    query = select(Standing, why).where(col(Standing.patient_id).in_(on_page))
    shown = sorted(db.exec(query).all(), key=lambda row: on_page.index(row[0].patient_id))
    cases, broken = readable_cases(db, on_page)
    flags, looks = _open_flags(db, on_page), last_looks(db, on_page)
    reviews = last_reviews(db, [s.patient_id for s, _ in shown if s.reviewed_at])
    rows = tuple(
        _row(s, p, Need(n), flags.get(p.id), judge_case(cases[p.id], day, RuleSettings()), looks.get(p.id), reviews)
        for s, p, n in ((s, people[s.patient_id], n) for s, n in shown)
    )
    unreadable = broken | {each.id for each in people.values() if not each.is_readable}
    rows = tuple(replace(row, is_readable=row.patient_id not in unreadable) for row in rows)
    return Caseload(rows, found, page, pages, sum(counts.values()), counts, resistant, day, now())


def _open_flags(db: Session, ids: list[str]) -> dict[str, str]:
    """The open flag of each patient who has one."""
    query = select(SafetyFlag.patient_id, SafetyFlag.id).where(col(SafetyFlag.patient_id).in_(ids))
    return dict(db.exec(query.where(SafetyFlag.status != FlagStatus.closed)).all())


def _row(
    standing: Standing,
    person: Named,
    need: Need,
    flag_id: str | None,
    judgement: CaseJudgement,
    look: Look | None,
    reviews: Mapping[str, Look],
) -> CaseloadRow:
    return CaseloadRow(
        patient_id=person.id,
        name=person.name,
        record_number=person.record_number,
        need=need,
        flag_id=flag_id,
        flag_tier=standing.flag_tier,
        flag_opened_at=standing.flag_opened_at,
        flag_acknowledged=standing.flag_acknowledged,
        worse_by_points=standing.worse_by_points,
        overdue_from=standing.overdue_from,
        last_answered_on=standing.last_answered_on,
        latest_score=standing.latest_score,
        recent_scores=tuple((date.fromisoformat(str(on)), float(str(v))) for on, v in standing.recent_scores),
        judgement=judgement,
        unread_since=standing.unread_since,
        last_look=look,
        review=reviews.get(person.id),
    )


def _same() -> ColumnElement[bool]:
    return col(Person.id) == Standing.patient_id


def own_or_clinic(actor: Actor, *, whole_clinic: bool) -> ColumnElement[bool]:
    """Whose standings: those of the clinician's own patients, or of everybody in the clinic."""
    return and_(col(Standing.clinic_id) == actor.clinic_id) if whole_clinic and actor.clinic_id else _mine(actor)


def _mine(actor: Actor) -> ColumnElement[bool]:
    if actor.person_id is None:
        return (
            and_(col(Standing.clinic_id) == actor.clinic_id)
            if actor.clinic_id
            else col(Standing.clinic_id).is_not(None)
        )
    team = select(CareTeamMember.patient_id).where(
        CareTeamMember.clinician_id == actor.person_id,
        col(CareTeamMember.ended_at).is_(None),
    )
    return and_(col(Standing.clinic_id) == actor.clinic_id, col(Standing.patient_id).in_(team))


@lru_cache(maxsize=4)
def _conditions(day: date) -> list[tuple[ColumnElement[bool], Need]]:
    """Why somebody is on the list, reviewed reasons last; a review never covers a flag that nobody has taken on."""
    reasons = _reasons(day)
    asks = [(and_(reason, ~covered), need) for reason, covered, need in reasons]
    return [*asks, (or_(*[reason for reason, _, _ in reasons]), Need.reviewed)]


def _reasons(day: date) -> list[tuple[ColumnElement[bool], ColumnElement[bool], Need]]:
    """Each reason, and whether the review that holds has covered it. Days that came since the review are new."""
    is_reviewed = col(Standing.reviewed_at).is_not(None)
    overdue_then = and_(is_reviewed, col(Standing.overdue_from) <= col(Standing.reviewed_on))
    soon_then = and_(is_reviewed, col(Standing.adequate_on) <= col(Standing.reviewed_ahead_to))
    return [
        (col(Standing.flag_tier) > 0, is_reviewed, Need.flag),
        (col(Standing.worse_by_points).is_not(None), is_reviewed, Need.worse),
        (col(Standing.decide_on) <= day, is_reviewed, Need.decide),
        (col(Standing.adequate_on).between(day, day + SOON), soon_then, Need.soon),
        (col(Standing.overdue_from) <= day, overdue_then, Need.overdue),
        (col(Standing.unread_since).is_not(None), is_reviewed, Need.unread),
    ]


@lru_cache(maxsize=4)
def _need(day: date) -> ColumnElement[str]:
    return case(*[(condition, need.value) for condition, need in _conditions(day)], else_=Need.nothing.value)


@lru_cache(maxsize=4)
def _rank(day: date) -> ColumnElement[int]:
    return case(*[(condition, place) for place, (condition, _) in enumerate(_conditions(day))], else_=len(Need))


@lru_cache(maxsize=4)
def _urgency(day: date) -> ColumnElement[date]:
    """Within one need the longest wait comes first, and the trial that is adequate next."""
    return case(
        (col(Standing.decide_on) <= day, Standing.decide_on),
        (col(Standing.adequate_on).between(day, day + SOON), Standing.adequate_on),
        (col(Standing.overdue_from) <= day, Standing.overdue_from),
        else_=day,
    )


def _newest() -> tuple[ColumnElement[Any], ...]:
    """Who needs nothing: the newest answers first, so that what was not read yet stands on top."""
    return col(Standing.last_answered_on).is_(None), col(Standing.last_answered_on).desc()


def _one(flag: object) -> ColumnElement[int]:
    return case((flag, 1), else_=0)  # type: ignore[arg-type]


def _filters(why: ColumnElement[str], needs: Sequence[Need], drugs_alone: bool) -> list[ColumnElement[bool]]:
    return [
        *([why.in_([need.value for need in needs])] if needs else []),
        *([col(Standing.resistant_by_drugs_alone).is_(True)] if drugs_alone else []),
    ]
