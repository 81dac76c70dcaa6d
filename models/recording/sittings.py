"""Whole sittings of the past, with the hour and the way in which they came: for the invented people of the demo."""

from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime
from sqlmodel import Session, select

from instruments import shelf
from models import clock
from models.access import Actor, ActorKind, Permission
from models.door import writes
from models.errors import NotPermitted
from models.recording.check_in import complete
from models.recording.inputs import Input, MeasurementInput
from models.recording.measurement import put_answers, require_possible
from models.recording.occasion import open_next
from models.recording.standing import refresh, refreshed_once
from models.records import AnswerState, CheckIn, CheckInPlan, CheckInStatus, EntryMode, ItemAnswer, Person


class SittingInput(Input):
    """One check-in as it was sent: answers by instrument and item; what is not there was skipped."""

    at: AwareDatetime
    due_on: date
    closes_on: date
    occasion: str
    answers: Mapping[str, Mapping[str, float]]
    not_applicable: Mapping[str, tuple[str, ...]] = {}
    mode: EntryMode = EntryMode.link
    trial_id: str | None = None


@writes(Permission.measurement_write)
def record_sittings(
    db: Session, actor: Actor, patient_id: str, sittings: Sequence[SittingInput], every_days: int | None = None
) -> list[str]:
    """Keep sittings of the past; returns the ids of their check-ins. An occasion that is there is left as it is.

    With `every_days` the patient has a plan from the last one on, and the next is due that many days later.
    Only the installation itself may: nobody else can know how and when somebody else answered.
    """
    if actor.kind is not ActorKind.system:
        raise NotPermitted("Not found.")
    person = db.get_one(Person, patient_id)
    kept = [_keep(db, person, sitting) for sitting in sorted(sittings, key=lambda each: each.at)]
    if every_days is not None:
        db.merge(CheckInPlan(patient_id=patient_id, every_days=every_days))
        db.flush()
        if kept:
            with clock.at(kept[-1].submitted_at or clock.now()):
                open_next(db, kept[-1])
    refresh(db, patient_id)
    return [check_in.id for check_in in kept]


def _keep(db: Session, person: Person, sitting: SittingInput) -> CheckIn:
    same = select(CheckIn).where(CheckIn.patient_id == person.id, CheckIn.occasion == sitting.occasion)
    there = db.exec(same).first()
    if there is not None:
        return there
    on = sitting.at.astimezone(ZoneInfo(person.time_zone)).date()
    measured = [_measured(name, on, sitting) for name in sitting.answers]
    for each in measured:
        require_possible(db, person, each)
    check_in = _check_in(person, sitting)
    db.add(check_in)
    db.flush()
    for each in measured:
        put_answers(db, check_in, each)
        _put_skipped(db, check_in, each)
    with clock.at(sitting.at), refreshed_once(db):
        complete(db, check_in, sitting.at, sitting.mode, on)
    return check_in


def _put_skipped(db: Session, check_in: CheckIn, measured: MeasurementInput) -> None:
    given = {*(measured.answers or {}), *measured.not_applicable}
    for item in shelf()[measured.instrument].items:
        if item.id not in given:
            db.add(
                ItemAnswer(
                    check_in_id=check_in.id,
                    instrument=measured.instrument,
                    item=item.id,
                    state=AnswerState.skipped,
                    times_skipped=2,
                    saved_at=check_in.submitted_at,
                )
            )


def _measured(name: str, on: date, sitting: SittingInput) -> MeasurementInput:
    return MeasurementInput(
        on=on, instrument=name, answers=sitting.answers[name], not_applicable=sitting.not_applicable.get(name, ())
    )


def _check_in(person: Person, sitting: SittingInput) -> CheckIn:
    return CheckIn(
        patient_id=person.id,
        trial_id=sitting.trial_id,
        occasion=sitting.occasion,
        instruments=list(sitting.answers),
        language=person.language,
        status=CheckInStatus.submitted,
        mode=sitting.mode,
        due_on=sitting.due_on,
        closes_on=sitting.closes_on,
        started_at=sitting.at,
        submitted_at=sitting.at,
        answered_on=sitting.at.astimezone(ZoneInfo(person.time_zone)).date(),
        time_zone=person.time_zone,
    )

