"""Sessions that a patient told of: proposed when the check-in is sent, counted only when a clinician has said so."""

from datetime import timedelta

from sqlmodel import Session, col, select

from models.access import Actor, Permission
from models.clock import now
from models.door import writes
from models.errors import Conflict
from models.recording.inputs import SessionInput
from models.recording.trial import put_session
from models.records import AnswerState, CheckIn, ItemAnswer, SessionProposal, TreatmentSession, Trial
from models.words import Modality

ASKED, ITEM = "session_yesterday", "took_place"


def propose_session(db: Session, check_in: CheckIn) -> None:
    """Keep the proposal of a check-in that says yes, unless the day is recorded; inside the caller's transaction."""
    told = db.get(ItemAnswer, (check_in.id, ASKED, ITEM))
    if told is None or told.state is not AnswerState.answered or not told.value or check_in.answered_on is None:
        return
    held_on = check_in.answered_on - timedelta(days=1)
    trial = _running_therapy(db, check_in.patient_id, held_on)
    if trial is None or _is_recorded(db, trial.id, held_on):
        return
    row = SessionProposal(
        patient_id=check_in.patient_id,
        check_in_id=check_in.id,
        trial_id=trial.id,
        held_on=held_on,
        proposed_at=now(),
    )
    db.add(row)


@writes(Permission.trial_write)
def settle_session(db: Session, actor: Actor, proposal_id: str, took_place: bool) -> None:
    """Say whether a session took place that a patient told of; only a yes is recorded, as attended.

    Saying the same again changes nothing. Raises Conflict where somebody has said otherwise.
    """
    row = db.exec(select(SessionProposal).where(SessionProposal.id == proposal_id).with_for_update()).one()
    if row.settled_at is not None:
        if row.took_place is not took_place:
            raise Conflict("Somebody of the team has answered this already.")
        return
    if took_place:
        put_session(db, row.trial_id, SessionInput(held_on=row.held_on, attended=True))
    row.settled_at, row.settled_by_id, row.took_place = now(), actor.person_id, took_place


def _running_therapy(db: Session, patient_id: str, on: object) -> Trial | None:
    query = select(Trial).where(Trial.patient_id == patient_id, Trial.modality == Modality.psychotherapy)
    query = query.where(col(Trial.started_on) <= on, col(Trial.ended_on).is_(None) | (col(Trial.ended_on) >= on))
    return db.exec(query.order_by(col(Trial.started_on).desc(), col(Trial.id))).first()


def _is_recorded(db: Session, trial_id: str, held_on: object) -> bool:
    there = select(TreatmentSession.id).where(TreatmentSession.trial_id == trial_id)
    return db.exec(there.where(col(TreatmentSession.held_on) == held_on)).first() is not None
