"""Treatment trials: recorded, amended with the earlier version kept, sessions added as they happen."""

from datetime import date
from typing import Any

from sqlmodel import Session, col, delete, select

from models.access import Actor, Permission
from models.clock import now, today
from models.door import writes
from models.errors import Conflict, Invalid, NeedsConfirming, Problem
from models.recording.earlier import keep_earlier, refuse_unchanged
from models.recording.inputs import SessionInput, TrialInput
from models.recording.standing import refresh
from models.recording.trial_checks import Around, problems_of, questions_of
from models.records import DoseStep, Episode, Person, TreatmentSession, Trial, new_id

PARTS = {"id", "episode_id", "doses", "sessions"}


@writes(Permission.trial_write)
def record_trial(db: Session, actor: Actor, patient_id: str, trial: TrialInput, confirmed: bool = False) -> str:
    """Record a trial; returns its id. The same `trial.id` twice returns the first and changes nothing.

    Raises Invalid for what cannot be, NeedsConfirming for what is unusual and not yet `confirmed`.
    """
    trial_id = put_trial(db, actor, patient_id, trial, confirmed)
    refresh(db, patient_id)
    return trial_id


def put_trial(db: Session, actor: Actor, patient_id: str, trial: TrialInput, confirmed: bool) -> str:
    """Check one trial and put it into the transaction; what follows from it is not worked out yet."""
    if trial.id is not None and (there := db.get(Trial, trial.id)) is not None:
        if there.patient_id != patient_id:
            raise Invalid([Problem("id", "is taken")])
        return there.id
    _check(db, patient_id, trial, None, confirmed)
    row = Trial(
        id=trial.id or new_id(),
        patient_id=patient_id,
        episode_id=trial.episode_id or _newest_episode(db, patient_id),
        recorded_by_id=actor.person_id,
        recorded_at=now(),
        **trial.model_dump(exclude=PARTS),
    )
    db.add(row)
    db.flush()
    _put_parts(db, row.id, trial)
    return row.id


@writes(Permission.trial_write)
def amend_trial(
    db: Session, actor: Actor, trial_id: str, trial: TrialInput, reason: str, row_version: int, confirmed: bool = False
) -> int:
    """Change a trial and keep it as it was, with who, when and why; returns the new version's number.

    Raises Conflict where `row_version` is not the one that stands, Invalid without a reason and where nothing would
    change.
    """
    row = db.exec(select(Trial).where(Trial.id == trial_id).with_for_update()).one()
    _check(db, row.patient_id, trial, row, confirmed)
    before = as_it_is(db, row)
    keep_earlier(db, actor, row, before, reason, row_version)
    for field, value in trial.model_dump(exclude=PARTS).items():
        setattr(row, field, value)
    row.episode_id = trial.episode_id or row.episode_id
    db.exec(delete(DoseStep).where(col(DoseStep.trial_id) == row.id))
    db.exec(delete(TreatmentSession).where(col(TreatmentSession.trial_id) == row.id))
    _put_parts(db, row.id, trial)
    refuse_unchanged(before, as_it_is(db, row))
    refresh(db, row.patient_id)
    return row.row_version


@writes(Permission.trial_write)
def record_session(db: Session, actor: Actor, trial_id: str, held: SessionInput) -> None:
    """Add one visit, attended or missed. The same day twice changes nothing; another answer for it is refused."""
    put_session(db, trial_id, held)


def put_session(db: Session, trial_id: str, held: SessionInput) -> None:
    """Add one visit inside the caller's transaction."""
    row = db.exec(select(Trial).where(Trial.id == trial_id).with_for_update()).one()
    query = select(TreatmentSession).where(TreatmentSession.trial_id == trial_id)
    there = db.exec(query.where(TreatmentSession.held_on == held.held_on)).first()
    if there is not None:
        if there.attended != held.attended:
            raise Conflict("This day is recorded already with the other answer. Amend the trial to change it.")
        return
    local = today(db.get_one(Person, row.patient_id).time_zone)
    if held.held_on < row.started_on or held.held_on > min(row.ended_on or local, local):
        raise Invalid([Problem("held_on", "a day within the trial and not in the future")])
    db.add(TreatmentSession(trial_id=trial_id, **held.model_dump()))
    row.row_version += 1
    refresh(db, row.patient_id)


@writes(Permission.trial_write)
def take_back_session(db: Session, actor: Actor, trial_id: str, held_on: date, reason: str) -> None:
    """Take the last session of a day out of the log; the trial as it was is kept with who, when and why.

    A day without a session changes nothing, so that the second of two taps is harmless.
    """
    row = db.exec(select(Trial).where(Trial.id == trial_id).with_for_update()).one()
    query = select(TreatmentSession).where(TreatmentSession.trial_id == trial_id, TreatmentSession.held_on == held_on)
    there = db.exec(query.order_by(col(TreatmentSession.ordinal).desc())).first()
    if there is None:
        return
    keep_earlier(db, actor, row, as_it_is(db, row), reason, row.row_version)
    db.delete(there)
    db.flush()
    refresh(db, row.patient_id)


def as_it_is(db: Session, row: Trial) -> dict[str, Any]:
    """The whole trial as plain values, doses and sessions included."""
    doses = db.exec(select(DoseStep).where(DoseStep.trial_id == row.id).order_by(col(DoseStep.from_on))).all()
    held = select(TreatmentSession).where(TreatmentSession.trial_id == row.id)
    sessions = db.exec(held.order_by(col(TreatmentSession.held_on), col(TreatmentSession.ordinal))).all()
    without = {"id", "trial_id"}
    return {
        **row.model_dump(mode="json"),
        "doses": [d.model_dump(mode="json", exclude=without) for d in doses],
        "sessions": [s.model_dump(mode="json", exclude=without) for s in sessions],
    }


def _put_parts(db: Session, trial_id: str, trial: TrialInput) -> None:
    for dose in trial.doses:
        db.add(DoseStep(trial_id=trial_id, **dose.model_dump()))
    count: dict[Any, int] = {}
    for held in trial.sessions:
        count[held.held_on] = count.get(held.held_on, 0) + 1
        db.add(TreatmentSession(trial_id=trial_id, ordinal=count[held.held_on], **held.model_dump()))
    db.flush()


def _check(db: Session, patient_id: str, trial: TrialInput, amended: Trial | None, confirmed: bool) -> None:
    person = db.get_one(Person, patient_id)
    episode_id = trial.episode_id or (amended.episode_id if amended else _newest_episode(db, patient_id))
    episode = db.get(Episode, episode_id)
    if episode is None or episode.patient_id != patient_id:
        raise Invalid([Problem("episode_id", "not an episode of this patient")])
    others = db.exec(select(Trial).where(Trial.patient_id == patient_id)).all()
    around = Around(
        today=today(person.time_zone),
        born_on=person.born_on,
        episode=episode,
        others=tuple(t for t in others if amended is None or t.id != amended.id),
    )
    problems = problems_of(trial, around)
    if problems:
        raise Invalid(problems)
    questions = questions_of(trial)
    if questions and not confirmed:
        raise NeedsConfirming(questions)


def _newest_episode(db: Session, patient_id: str) -> str:
    newest = select(Episode.id).where(Episode.patient_id == patient_id).order_by(col(Episode.number).desc())
    found = db.exec(newest).first()
    if found is None:
        raise Invalid([Problem("episode_id", "record the episode first")])
    return found
