"""What staff recorded wrongly is corrected or withdrawn: the earlier figures are kept with who, when and why."""

from typing import Any

from sqlmodel import Session, col, delete, select

from instruments import Instrument, shelf
from models.access import Actor, Permission
from models.door import writes
from models.errors import Conflict, Invalid, Problem
from models.recording.check_in import answers_of, score_form
from models.recording.earlier import keep_earlier, refuse_unchanged
from models.recording.inputs import MeasurementInput
from models.recording.measurement import put_answers, put_totals, require_possible
from models.recording.standing import refresh
from models.records import AnswerState, CheckIn, CheckInStatus, EntryMode, ItemAnswer, Person, Score
from models.records.check_in import WITHDRAWN


@writes(Permission.measurement_write)
def correct_measurement(
    db: Session, actor: Actor, check_in_id: str, measured: MeasurementInput, reason: str, row_version: int
) -> int:
    """Put other answers or totals in the place of what staff recorded; returns the new version's number.

    Judgements use the new figures at once. Raises Conflict for what a patient sent or somebody else has changed since,
    Invalid without a reason, for what the instrument does not allow, and where nothing would change.
    """
    row = _recorded_by_staff(db, check_in_id)
    person, instrument = db.get_one(Person, row.patient_id), _instrument(db, row)
    _require_same_kind(db, row, measured)
    require_possible(db, person, measured)
    before = as_it_is(db, row)
    keep_earlier(db, actor, row, before, reason, row_version)
    _forget(db, row)
    row.answered_on = row.due_on = row.closes_on = measured.on
    if measured.answers is not None:
        put_answers(db, row, measured)
        score_form(db, row, measured.on, instrument, answers_of(db, row.id))
    else:
        put_totals(db, row, measured)
    db.flush()
    refuse_unchanged(before, as_it_is(db, row), Problem("total", "nothing differs from what is recorded"))
    refresh(db, row.patient_id)
    return row.row_version


@writes(Permission.measurement_write)
def withdraw_measurement(db: Session, actor: Actor, check_in_id: str, reason: str, row_version: int) -> None:
    """Take back what staff recorded by mistake, such as for another patient: no judgement uses it any more."""
    row = _recorded_by_staff(db, check_in_id)
    keep_earlier(db, actor, row, as_it_is(db, row), reason, row_version)
    _forget(db, row)
    row.status, row.submitted_at, row.answered_on = CheckInStatus.closed, None, None
    row.occasion = f"{WITHDRAWN}{row.id}"  # so that the day can be recorded again
    refresh(db, row.patient_id)


def as_it_is(db: Session, row: CheckIn) -> dict[str, Any]:
    """The administration in plain values: instrument, day, answers and scores."""
    scores = db.exec(select(Score).where(Score.check_in_id == row.id).order_by(Score.scale)).all()
    answers = sorted(answers_of(db, row.id), key=lambda one: one.item)
    return {
        "instrument": row.instruments[0],
        "on": row.answered_on.isoformat() if row.answered_on else None,
        "scores": {score.scale: score.value for score in scores},
        "answers": {one.item: one.value for one in answers if one.state is AnswerState.answered},
        "not_applicable": [one.item for one in answers if one.state is AnswerState.not_applicable],
    }


def _recorded_by_staff(db: Session, check_in_id: str) -> CheckIn:
    row = db.exec(select(CheckIn).where(CheckIn.id == check_in_id).with_for_update()).one()
    if row.status is not CheckInStatus.submitted or row.mode is not EntryMode.staff or len(row.instruments) != 1:
        raise Conflict("Only what staff recorded can be corrected; what a patient sent stays as it was given.")
    return row


def _instrument(db: Session, row: CheckIn) -> Instrument:
    """The instrument in the version under which it was recorded."""
    name = row.instruments[0]
    made = db.exec(select(Score.instrument_version).where(Score.check_in_id == row.id)).first()
    return shelf().version(name, made) if made in shelf().versions(name) else shelf()[name]


def _require_same_kind(db: Session, row: CheckIn, measured: MeasurementInput) -> None:
    problems = []
    if measured.instrument != row.instruments[0]:
        problems.append(Problem("instrument", f"the correction of {row.instruments[0]} is of the same instrument"))
    if bool(answers_of(db, row.id)) != (measured.answers is not None):
        problems.append(Problem("total", "answers are corrected by answers, totals by totals"))
    if problems:
        raise Invalid(problems)


def _forget(db: Session, row: CheckIn) -> None:
    db.exec(delete(Score).where(col(Score.check_in_id) == row.id))
    db.exec(delete(ItemAnswer).where(col(ItemAnswer.check_in_id) == row.id))
    db.flush()
