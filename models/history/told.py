"""What a patient told beside the questions: notes to the team, sessions to confirm, the safety plan, what is shared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from models.access import Actor, Permission
from models.clock import now
from models.door import reads
from models.records import Person, SafetyPlan, SessionProposal, Share, TeamNote

SHOWN = 20


@dataclass(frozen=True)
class NoteView:
    """One note to the team, and who of the team has read it."""

    id: str
    words: str
    written_at: datetime
    read_at: datetime | None
    read_by: str


@dataclass(frozen=True)
class ProposalView:
    """A session that a patient told of and nobody has confirmed yet."""

    id: str
    trial_id: str
    held_on: date


@dataclass(frozen=True)
class PlanView:
    """The safety plan that holds, and who wrote it down when."""

    words: str
    by: str
    written_at: datetime


@dataclass(frozen=True)
class ShareView:
    """A link with which somebody close reads along; its secret is not kept."""

    id: str
    shared_with: str
    domains: tuple[str, ...]
    with_scores: bool
    expires_at: datetime


@reads(Permission.own_course_read)
def shares_of(db: Session, actor: Actor, patient_id: str) -> list[ShareView]:
    """The links of a patient that work now, the newest first."""
    query = select(Share).where(Share.patient_id == patient_id, col(Share.revoked_at).is_(None))
    rows = db.exec(query.where(Share.expires_at > now()).order_by(col(Share.made_at).desc())).all()
    return [ShareView(r.id, r.shared_with, tuple(r.domains), r.with_scores, r.expires_at) for r in rows]


@reads(Permission.own_course_read, logged=False)
def own_safety_plan(db: Session, actor: Actor, patient_id: str) -> PlanView | None:
    """The patient's own plan, to be read beside the crisis text."""
    return safety_plan_of(db, patient_id)


def notes_of(db: Session, patient_id: str) -> tuple[NoteView, ...]:
    """The newest notes first."""
    query = select(TeamNote, Person).join(Person, col(Person.id) == TeamNote.read_by_id, isouter=True)
    rows = db.exec(query.where(TeamNote.patient_id == patient_id).order_by(col(TeamNote.written_at).desc())).all()
    return tuple(NoteView(row.id, row.words, row.written_at, row.read_at, _name(who)) for row, who in rows[:SHOWN])


def proposals_of(db: Session, patient_id: str) -> tuple[ProposalView, ...]:
    """Sessions that wait for a clinician's word, in order of their days."""
    query = select(SessionProposal).where(SessionProposal.patient_id == patient_id)
    open_ones: Sequence[SessionProposal] = db.exec(query.where(col(SessionProposal.settled_at).is_(None))).all()
    return tuple(ProposalView(r.id, r.trial_id, r.held_on) for r in sorted(open_ones, key=lambda r: r.held_on))


def safety_plan_of(db: Session, patient_id: str) -> PlanView | None:
    """The newest plan; None where there is none, or it was ended."""
    query = select(SafetyPlan, Person).join(Person, col(Person.id) == SafetyPlan.written_by_id, isouter=True)
    query = query.where(SafetyPlan.patient_id == patient_id)
    found = db.exec(query.order_by(col(SafetyPlan.written_at).desc(), col(SafetyPlan.id))).first()
    return PlanView(found[0].words, _name(found[1]), found[0].written_at) if found and found[0].words else None


def _name(who: Person | None) -> str:
    return f"{who.given_name} {who.family_name}" if who else ""
