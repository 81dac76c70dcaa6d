"""Administrations that did not come through a check-in: a clinician's rating, a past form, an imported total."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from instruments import Instrument, check_value, shelf
from instruments.errors import BadAnswer
from models.access import Actor, Permission
from models.clock import now, today
from models.door import writes
from models.errors import Conflict, Invalid, Problem
from models.licences import uses_of
from models.recording.check_in import answers_of, complete, mode_of
from models.recording.flag import open_flag
from models.recording.inputs import MeasurementInput
from models.recording.standing import refresh
from models.records import (
    AnswerState,
    CheckIn,
    CheckInStatus,
    EntryMode,
    ItemAnswer,
    Person,
    Score,
    ScoreStatus,
    Trial,
)

WAYS = ("answers", "total", "totals")  # of giving an administration: exactly one of them


@writes(Permission.measurement_write)
def record_measurement(db: Session, actor: Actor, patient_id: str, measured: MeasurementInput) -> str:
    """Keep one administration with its day; returns the id of the check-in that holds it.

    The same occasion with the same figures twice changes nothing; with others it raises Conflict.
    Raises Invalid for a day in the future, an answer or total that the instrument does not allow.
    """
    person = db.get_one(Person, patient_id)
    require_possible(db, person, measured)
    if mode_of(actor) is EntryMode.staff:
        _require_stated_use(db, person, shelf()[measured.instrument])
    occasion = measured.occasion or f"{measured.on.isoformat()}/{measured.instrument}"
    there = db.exec(select(CheckIn).where(CheckIn.patient_id == patient_id, CheckIn.occasion == occasion)).first()
    if there is not None:
        _refuse_if_different(db, there, measured)
        return there.id
    mode = mode_of(actor)
    check_in = _check_in(person, measured, occasion, mode)
    db.add(check_in)
    db.flush()
    if measured.answers is not None:
        put_answers(db, check_in, measured)
        complete(db, check_in, check_in.submitted_at or now(), mode, measured.on)
    else:
        put_totals(db, check_in, measured)
    refresh(db, patient_id)
    return check_in.id


def require_possible(db: Session, person: Person, measured: MeasurementInput) -> None:
    problems = []
    if measured.on > today(person.time_zone):
        problems.append(Problem("on", "not in the future"))
    if person.born_on is not None and measured.on < person.born_on:
        problems.append(Problem("on", "not before the patient was born"))
    instrument = shelf().get(measured.instrument)
    if instrument is None:
        raise Invalid([*problems, Problem("instrument", "an instrument of the shelf")])
    if [measured.answers, measured.total, measured.totals or None].count(None) != len(WAYS) - 1:
        problems.append(Problem("total", "give either the answers or a total"))
    trial = db.get(Trial, measured.trial_id) if measured.trial_id else None
    if measured.trial_id and (trial is None or trial.patient_id != person.id):
        problems.append(Problem("trial_id", "a trial of this patient"))
    problems += _answer_problems(instrument, measured) + _total_problems(instrument, measured)
    if problems:
        raise Invalid(problems)


def _answer_problems(instrument: Instrument, measured: MeasurementInput) -> list[Problem]:
    known = instrument.by_id
    problems = [Problem(name, "there is no such item") for name in (measured.answers or {}) if name not in known]
    for name, value in (measured.answers or {}).items():
        if name in known:
            try:
                check_value(known[name], value)
            except BadAnswer as refused:
                problems.append(Problem(f"{instrument.id}_{name}", str(refused)))
    for name in measured.not_applicable:
        if name not in known or not known[name].not_applicable:
            problems.append(Problem(f"{instrument.id}_{name}", "'does not apply' is not offered here"))
    return problems


def _total_problems(instrument: Instrument, measured: MeasurementInput) -> list[Problem]:
    scales, problems = {s.id: s for s in instrument.scales}, []
    for name, total in totals_of(instrument, measured).items():
        field = "total" if measured.totals is None else f"total.{name}"
        if name not in scales:
            problems.append(Problem("scale", "one of " + ", ".join(scales)))
            continue
        low, high = scales[name].range
        if not low <= total <= high:
            problems.append(Problem(field, f"from {low:g} to {high:g}"))
    return problems


def totals_of(instrument: Instrument, measured: MeasurementInput) -> dict[str, float]:
    """The totals that were given, by scale."""
    if measured.total is not None:
        return {measured.scale or instrument.primary.id: measured.total}
    return dict(measured.totals or {})


def with_looked_up(instrument: Instrument, totals: dict[str, float]) -> dict[str, float]:
    """The totals, and those that the instrument's own tables give for them, such as the T-score of a raw sum."""
    found = {
        scale.id: scale.lookup[totals[scale.of]]
        for scale in instrument.scales
        if scale.method == "lookup" and scale.of in totals and totals[scale.of] in scale.lookup
    }
    return {**found, **totals}


def _require_stated_use(db: Session, person: Person, instrument: Instrument) -> None:
    """Where a licence has conditions, the clinic's own staff uses the instrument only once they are stated."""
    if instrument.licence.needs_statement and instrument.id not in uses_of(db, person.clinic_id):
        raise Invalid([Problem("instrument", f"{instrument.abbreviation} is off until the clinic has stated its use")])


def _check_in(person: Person, measured: MeasurementInput, occasion: str, mode: EntryMode) -> CheckIn:
    is_today = measured.on == today(person.time_zone)
    noon = datetime.combine(measured.on, time(12), ZoneInfo(person.time_zone)).astimezone(UTC)
    return CheckIn(
        patient_id=person.id,
        trial_id=measured.trial_id,
        occasion=occasion,
        instruments=[measured.instrument],
        language=person.language,
        status=CheckInStatus.submitted,
        mode=mode,
        due_on=measured.on,
        closes_on=measured.on,
        started_at=now(),
        submitted_at=now() if is_today else noon,
        answered_on=measured.on,
        time_zone=person.time_zone,
    )


def put_answers(db: Session, check_in: CheckIn, measured: MeasurementInput) -> None:
    at = check_in.submitted_at or now()
    name = measured.instrument
    for item, value in (measured.answers or {}).items():
        state = AnswerState.answered
        db.add(ItemAnswer(check_in_id=check_in.id, instrument=name, item=item, state=state, value=value, saved_at=at))
    for item in measured.not_applicable:
        state = AnswerState.not_applicable
        db.add(ItemAnswer(check_in_id=check_in.id, instrument=name, item=item, state=state, saved_at=at))
    db.flush()


def put_totals(db: Session, check_in: CheckIn, measured: MeasurementInput) -> None:
    """Keep the totals, and open a flag for one that needs a person today."""
    instrument = shelf()[measured.instrument]
    totals = with_looked_up(instrument, totals_of(instrument, measured))
    db.add_all([_total(check_in, instrument, name, total) for name, total in totals.items()])
    db.flush()
    for alert in instrument.safety:
        if alert.of == "scale" and alert.holds(totals.get(alert.item)):
            open_flag(db, check_in, instrument.id, alert.item, totals[alert.item])


def _total(check_in: CheckIn, instrument: Instrument, name: str, total: float) -> Score:
    scale = instrument.scale(name)
    return Score(
        check_in_id=check_in.id,
        instrument=instrument.id,
        scale=scale.id,
        patient_id=check_in.patient_id,
        answered_on=_day(check_in),
        value=total,
        answered=None,
        status=ScoreStatus.complete,
        band=scale.band_of(total),
        instrument_version=instrument.version,
        is_total_only=True,
    )


def _day(check_in: CheckIn) -> date:
    return check_in.answered_on or check_in.due_on


def _refuse_if_different(db: Session, there: CheckIn, measured: MeasurementInput) -> None:
    scores = db.exec(select(Score).where(Score.check_in_id == there.id)).all()
    answers = {a.item: a.value for a in answers_of(db, there.id) if a.state is AnswerState.answered}
    totals = totals_of(shelf()[measured.instrument], measured)
    same_total = not totals or totals.items() <= {s.scale: s.value for s in scores if s.is_total_only}.items()
    same_answers = measured.answers is None or answers == dict(measured.answers)
    if there.answered_on != measured.on or not (same_total and same_answers):
        raise Conflict(f"The occasion {there.occasion} is recorded already with other figures. Nothing was changed.")
