"""The check-in: each answer is kept as it is given, sending is safe to repeat, and a flag opens with its answer."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select, update

from instruments import Instrument, Item, ScaleScore, check_value, score_one, shelf
from instruments.errors import BadAnswer
from models.access import Actor, ActorKind, Permission, require_own_kind
from models.begun import defined, form
from models.clock import now
from models.door import writes
from models.errors import Conflict, Invalid, Problem
from models.recording.flag import open_flag
from models.recording.occasion import open_next
from models.recording.session_proposal import propose_session
from models.recording.standing import refresh
from models.records import (
    AnswerState,
    CheckIn,
    CheckInStatus,
    EntryMode,
    EntryWay,
    ItemAnswer,
    ReplacedAnswer,
    Score,
    ScoreStatus,
)

LATEST_PAPER = timedelta(days=31)  # a form that is older is recorded as a measurement of the past


@dataclass(frozen=True)
class Saved:
    """An answer that is in the database: when, and whether it needs a person now."""

    saved_at: datetime
    needs_person: bool


@dataclass(frozen=True)
class Receipt:
    """A check-in that is in the database: when it was received, and whether that was before this request."""

    check_in_id: str
    received_at: datetime
    was_there_already: bool


@writes(Permission.check_in_fill)
def save_answer(
    db: Session,
    actor: Actor,
    check_in_id: str,
    instrument: str,
    item: str,
    state: AnswerState,
    value: float | None = None,
) -> Saved:
    """Keep one answer. The same answer twice changes nothing; another one keeps the earlier beside it.

    Raises Conflict once the check-in has been sent or has closed, Invalid for an answer that the item does not allow.
    """
    check_in = _locked(db, check_in_id)
    require_own_kind(actor, check_in)
    _refuse_unless_open(check_in)
    _check_answer(check_in, instrument, item, state, value)
    saved_at = _put(db, check_in, instrument, item, state, value)
    asked = form(instrument, check_in.form_versions)
    fired = asked.fired({item: value}) if state is AnswerState.answered else ()
    if fired and value is not None:
        open_flag(db, check_in, instrument, item, value)
        refresh(db, check_in.patient_id)
    return Saved(saved_at, bool(fired))


@writes(Permission.check_in_fill)
def send_check_in(
    db: Session,
    actor: Actor,
    check_in_id: str,
    seen_version: int | None = None,
    *,
    way: EntryWay | None = None,
    answered_on: date | None = None,
) -> Receipt:
    """Send a check-in: score it, keep the receipt. Sending again returns the receipt that is already there.

    Staff say how the answers were given (`way`) and on which day, for a paper form that was filled in before.
    Raises Conflict where the answers are not those that the sender saw (`seen_version`), or the check-in has closed.
    """
    check_in = _locked(db, check_in_id)
    require_own_kind(actor, check_in)
    if check_in.submitted_at is not None:
        return Receipt(check_in.id, check_in.submitted_at, True)
    _refuse_unless_open(check_in)
    if seen_version is not None and seen_version != check_in.row_version:
        raise Conflict("The answers were changed in another window. Please look at them once more.")
    received_at, mode = now(), mode_of(actor)
    _refuse_story(check_in, mode, way, answered_on)
    check_in.mode, check_in.way = mode, EntryWay.kiosk if actor.kind is ActorKind.kiosk else way
    complete(db, check_in, received_at, mode, answered_on)
    if not check_in.is_rating:
        open_next(db, check_in)
    refresh(db, check_in.patient_id)
    return Receipt(check_in.id, received_at, False)


def complete(db: Session, check_in: CheckIn, received_at: datetime, mode: EntryMode, on: date | None = None) -> None:
    """Score every instrument of the check-in and mark it as sent, inside the caller's transaction."""
    answers = answers_of(db, check_in.id)
    check_in.status, check_in.submitted_at, check_in.mode = CheckInStatus.submitted, received_at, mode
    check_in.answered_on = answered_on = on or received_at.astimezone(ZoneInfo(check_in.time_zone)).date()
    for name in defined(check_in.instruments):
        given = [a for a in answers if a.instrument == name]
        instrument = _version_of(check_in, name, given)
        score_form(db, check_in, answered_on, instrument, [a for a in given if a.item in instrument.by_id])
    propose_session(db, check_in)


def _version_of(check_in: CheckIn, name: str, answers: list[ItemAnswer]) -> Instrument:
    """The version in which the form was begun; where that is gone, the newest that has every item answered."""
    begun = form(name, check_in.form_versions)
    if begun.version == (check_in.form_versions or {}).get(name):
        return begun
    versions = [shelf().version(name, each) for each in reversed(shelf().versions(name))]
    return next((one for one in versions if all(a.item in one.by_id for a in answers)), versions[0])


def score_form(db: Session, check_in: CheckIn, on: date, instrument: Instrument, answers: list[ItemAnswer]) -> None:
    """Score one form of a check-in and open a flag for what needs a person, inside the caller's transaction."""
    given = {a.item: a.value for a in answers if a.state is AnswerState.answered}
    not_applicable = [a.item for a in answers if a.state is AnswerState.not_applicable]
    scores = score_one(instrument, given, not_applicable)
    for scale, score in scores.items():
        db.add(score_row(check_in, on, instrument, scale, score))
    for alert in instrument.fired(given):
        value = given.get(alert.item) if alert.of == "item" else scores[alert.item].value
        if value is not None:
            open_flag(db, check_in, instrument.id, alert.item, value)


def score_row(check_in: CheckIn, answered_on: date, instrument: Instrument, scale: str, score: ScaleScore) -> Score:
    """The score of one scale as a record, with the version of the definition that made it."""
    return Score(
        check_in_id=check_in.id,
        instrument=instrument.id,
        scale=scale,
        patient_id=check_in.patient_id,
        answered_on=answered_on,
        value=score.value,
        answered=score.answered,
        status=ScoreStatus(score.status),
        band=score.band,
        instrument_version=instrument.version,
    )


def answers_of(db: Session, check_in_id: str) -> list[ItemAnswer]:
    """Every answer of a check-in as it stands now."""
    return list(db.exec(select(ItemAnswer).where(ItemAnswer.check_in_id == check_in_id)).all())


def mode_of(actor: Actor) -> EntryMode:
    """How answers come in when this actor gives them: modes inside one trial are not mixed unseen."""
    if actor.kind is ActorKind.system:
        return EntryMode.imported
    if actor.patient_id is None:
        return EntryMode.staff
    return EntryMode.link if actor.kind in (ActorKind.link, ActorKind.kiosk) else EntryMode.account


def _locked(db: Session, check_in_id: str) -> CheckIn:
    return db.exec(select(CheckIn).where(CheckIn.id == check_in_id).with_for_update()).one()


def _refuse_unless_open(check_in: CheckIn) -> None:
    if check_in.submitted_at is not None:
        raise Conflict("This check-in has been sent already. Nothing was changed.")
    local_today = now().astimezone(ZoneInfo(check_in.time_zone)).date()
    if check_in.status is CheckInStatus.closed or local_today > check_in.closes_on:
        raise Conflict("This check-in has closed. The next one will ask you again.")


def _refuse_story(check_in: CheckIn, mode: EntryMode, way: EntryWay | None, answered_on: date | None) -> None:
    """Only staff may say how and when somebody else answered; a rating is staff's own."""
    if way is None and answered_on is None:
        return
    if mode is not EntryMode.staff or check_in.is_rating or way is EntryWay.kiosk:
        raise Invalid([Problem("way", "said by staff who enter somebody's answers")])
    today = now().astimezone(ZoneInfo(check_in.time_zone)).date()
    if answered_on is not None and not today - LATEST_PAPER <= answered_on <= today:
        raise Invalid([Problem("answered_on", f"a day of the last {LATEST_PAPER.days}, and not in the future")])


def _check_answer(check_in: CheckIn, instrument: str, item: str, state: AnswerState, value: float | None) -> None:
    if instrument not in defined(check_in.instruments):
        raise Invalid([Problem(instrument, "this check-in does not ask it")])
    known = {i.id: i for i in form(instrument, check_in.form_versions).items}
    if item not in known:
        raise Invalid([Problem(f"{instrument}_{item}", "there is no such item")])
    if state is AnswerState.not_applicable and not known[item].not_applicable:
        raise Invalid([Problem(f"{instrument}_{item}", "'does not apply' is not offered here")])
    if (state is AnswerState.answered) != (value is not None):
        raise Invalid([Problem(f"{instrument}_{item}", "an answer has a value, and nothing else has")])
    if value is not None:
        _check_value(f"{instrument}_{item}", known[item], value)


def _check_value(field: str, item: Item, value: float) -> None:
    try:
        check_value(item, value)
    except BadAnswer as refused:
        raise Invalid([Problem(field, str(refused))]) from None


def _put(
    db: Session, check_in: CheckIn, instrument: str, item: str, state: AnswerState, value: float | None
) -> datetime:
    at = now()
    there = db.get(ItemAnswer, (check_in.id, instrument, item))
    if there is not None and there.state is state and there.value == value and state is not AnswerState.skipped:
        return there.saved_at
    if there is None:
        there = ItemAnswer(check_in_id=check_in.id, instrument=instrument, item=item, state=state, saved_at=at)
        db.add(there)
    else:
        db.add(_kept(there, at))
    there.state, there.value, there.saved_at = state, value, at
    if state is AnswerState.skipped:
        there.times_skipped = min(2, there.times_skipped + 1)
    _note_change(db, check_in, instrument, at)
    return at


def _kept(answer: ItemAnswer, at: datetime) -> ReplacedAnswer:
    return ReplacedAnswer(
        check_in_id=answer.check_in_id,
        instrument=answer.instrument,
        item=answer.item,
        state=answer.state,
        value=answer.value,
        saved_at=answer.saved_at,
        replaced_at=at,
    )


def _note_change(db: Session, check_in: CheckIn, instrument: str, at: datetime) -> None:
    """Count the change; with the first answer, keep in which version the form is answered."""
    started, begun = check_in.started_at or at, check_in.form_versions or {}
    if instrument not in begun:
        check_in.form_versions = {**begun, instrument: shelf()[instrument].version}
    changed = update(CheckIn).where(col(CheckIn.id) == check_in.id)
    db.exec(changed.values(status=CheckInStatus.draft, started_at=started, row_version=CheckIn.row_version + 1))
