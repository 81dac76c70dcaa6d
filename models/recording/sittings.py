"""Whole sittings of the past, with the hour and the way in which they came: for the invented people of the demo."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime
from sqlmodel import Session, insert, select

from instruments import Instrument, ScaleScore, score_one, shelf
from models import clock
from models.access import Actor, ActorKind, Permission
from models.criteria.languages import form_languages
from models.door import writes
from models.errors import NotPermitted
from models.recording.flag import open_flag
from models.recording.inputs import Input, MeasurementInput
from models.recording.measurement import require_possible
from models.recording.occasion import open_next
from models.recording.standing import refresh, refreshed_once
from models.records import (
    AnswerState,
    CheckIn,
    CheckInPlan,
    CheckInStatus,
    EntryMode,
    ItemAnswer,
    Person,
    Score,
    ScoreStatus,
    new_id,
)

TIMES_SKIPPED = 2  # passed over, and once more when it was asked again at the end
Row = dict[str, Any]


class SittingInput(Input):
    """One check-in as it was sent: answers by instrument and item; what is not there was skipped."""

    at: AwareDatetime
    due_on: date
    closes_on: date
    occasion: str
    answers: Mapping[str, Mapping[str, float]]
    not_applicable: Mapping[str, tuple[str, ...]] = {}
    mode: EntryMode = EntryMode.link


@writes(Permission.measurement_write)
def record_sittings(
    db: Session, actor: Actor, patient_id: str, sittings: Sequence[SittingInput], every_days: int | None = None
) -> int:
    """Keep sittings of the past; returns how many are new. An occasion that is there is left as it is.

    With `every_days` the patient has a plan from the last one on, and the next is due that many days later.
    Only the installation itself may: nobody else can know how and when somebody else answered.
    """
    if actor.kind is not ActorKind.system:
        raise NotPermitted("Not found.")
    person = db.get_one(Person, patient_id)
    there = set(db.exec(select(CheckIn.occasion).where(CheckIn.patient_id == patient_id)).all())
    new = sorted((each for each in sittings if each.occasion not in there), key=lambda each: each.at)
    _keep(db, person, new)
    if every_days is not None and sittings:
        _go_on(db, patient_id, max(sittings, key=lambda each: each.at), every_days)
    refresh(db, patient_id)
    return len(new)


def _keep(db: Session, person: Person, sittings: Sequence[SittingInput]) -> None:
    """Insert all at once: a demo must not take minutes."""
    check_ins: list[Row] = []
    answers: list[Row] = []
    scores: list[Row] = []
    fired: list[tuple[SittingInput, str, str, str, float]] = []
    for sitting in sittings:
        check_in = _check_in(person, sitting)
        check_ins.append(check_in)
        for measured in _measured(check_in["answered_on"], sitting):
            require_possible(db, person, measured)
            instrument, given = shelf()[measured.instrument], dict(measured.answers or {})
            answers += _answers(check_in, instrument, given, measured.not_applicable)
            made = score_one(instrument, given, measured.not_applicable)
            scores += _scores(check_in, instrument, made)
            for alert in instrument.fired(given):
                value = given.get(alert.item) if alert.of == "item" else made[alert.item].value
                if value is not None:
                    fired.append((sitting, check_in["id"], instrument.id, alert.item, value))
    for table, rows in ((CheckIn, check_ins), (ItemAnswer, answers), (Score, scores)):
        if rows:
            db.execute(insert(table), rows)
    for sitting, check_in_id, instrument_id, item, value in fired:
        with clock.at(sitting.at), refreshed_once(db):
            open_flag(db, db.get_one(CheckIn, check_in_id), instrument_id, item, value)


def _go_on(db: Session, patient_id: str, last: SittingInput, every_days: int) -> None:
    db.merge(CheckInPlan(patient_id=patient_id, every_days=every_days, counted_from_on=last.due_on))
    query = select(CheckIn).where(CheckIn.patient_id == patient_id, CheckIn.occasion == last.occasion)
    with clock.at(last.at):
        open_next(db, db.exec(query).one())


def _measured(on: date, sitting: SittingInput) -> Iterator[MeasurementInput]:
    for name, answers in sitting.answers.items():
        not_applicable = sitting.not_applicable.get(name, ())
        yield MeasurementInput(on=on, instrument=name, answers=answers, not_applicable=not_applicable)


def _check_in(person: Person, sitting: SittingInput) -> Row:
    return {
        "id": new_id(),
        "patient_id": person.id,
        "occasion": sitting.occasion,
        "instruments": list(sitting.answers),
        "language": person.language,
        "form_languages": form_languages(sitting.answers, person.language),
        "status": CheckInStatus.submitted,
        "mode": sitting.mode,
        "due_on": sitting.due_on,
        "closes_on": sitting.closes_on,
        "started_at": sitting.at,
        "submitted_at": sitting.at,
        "answered_on": sitting.at.astimezone(ZoneInfo(person.time_zone)).date(),
        "time_zone": person.time_zone,
        "row_version": sum(map(len, sitting.answers.values())),
    }


def _answers(
    check_in: Row, instrument: Instrument, given: Mapping[str, float], not_applicable: Sequence[str]
) -> Iterator[Row]:
    for item in instrument.items:
        state = AnswerState.answered if item.id in given else AnswerState.skipped
        state = AnswerState.not_applicable if item.id in not_applicable else state
        yield {
            "check_in_id": check_in["id"],
            "instrument": instrument.id,
            "item": item.id,
            "state": state,
            "value": given.get(item.id),
            "times_skipped": TIMES_SKIPPED if state is AnswerState.skipped else 0,
            "saved_at": check_in["submitted_at"],
        }


def _scores(check_in: Row, instrument: Instrument, made: Mapping[str, ScaleScore]) -> Iterator[Row]:
    for scale, score in made.items():
        yield {
            "check_in_id": check_in["id"],
            "instrument": instrument.id,
            "scale": scale,
            "patient_id": check_in["patient_id"],
            "answered_on": check_in["answered_on"],
            "value": score.value,
            "answered": score.answered,
            "status": ScoreStatus(score.status),
            "band": score.band,
            "instrument_version": instrument.version,
            "is_total_only": False,
        }
