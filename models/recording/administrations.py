"""Forms of the past, many at once: what is there already is left as it is, and a flag opens with each answer."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, insert, select

from instruments import Instrument, score_one, shelf
from models.administered import Administered, administrations_of
from models.clock import now, today
from models.errors import Invalid, Problem
from models.recording.flag import open_flag
from models.recording.inputs import MeasurementInput
from models.recording.measurement import require_possible, totals_of, with_looked_up
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
    new_id,
)

Row = dict[str, Any]
Key = tuple[object, str, str | None]
DIFFERENT = "recorded already on this day with other figures; nothing is overwritten"


def put_new(db: Session, person: Person, given: Sequence[tuple[str, MeasurementInput]]) -> int:
    """Put those forms into the transaction that are not there yet; returns how many.

    Each comes with its place in the file. Raises Invalid with every problem, each under its place.
    """
    problems: list[Problem] = []
    for place, measured in given:
        try:
            require_possible(db, person, measured)
        except Invalid as refused:
            problems += [Problem(f"{place}.{one.field}", one.message) for one in refused.problems]
    if problems:
        raise Invalid(problems)
    new = list(_new(given, administrations_of(db, [person.id])[person.id]))
    if new:
        _put(db, person, new)
        refresh(db, person.id)
    return len(new)


def _new(given: Sequence[tuple[str, MeasurementInput]], there: Sequence[Administered]) -> Iterator[MeasurementInput]:
    """What no form on record is. On a day on which another one is, a form with other figures is refused."""
    left: defaultdict[Key, list[Administered]] = defaultdict(list)
    for one in there:
        left[one.on, one.instrument, one.trial_id].append(one)
    waiting = []
    for place, measured in given:
        on_record = left[_key(measured)]
        same = next((one for one in on_record if is_same(one, measured)), None)
        if same is not None:
            on_record.remove(same)
        else:
            waiting.append((place, measured))
    if wrong := [Problem(place, DIFFERENT) for place, measured in waiting if left[_key(measured)]]:
        raise Invalid(wrong)
    for _, measured in waiting:
        yield measured


def _key(measured: MeasurementInput) -> Key:
    return measured.on, measured.instrument, measured.trial_id


def is_same(one: Administered, measured: MeasurementInput) -> bool:
    """Whether a form on record has the figures that are given."""
    if measured.answers is not None:
        given = dict(measured.answers), sorted(measured.not_applicable)
        return not one.is_total_only and (one.answers, sorted(one.not_applicable)) == given
    instrument = shelf()[measured.instrument]
    return with_looked_up(instrument, totals_of(instrument, measured)).items() <= one.scores.items()


def _put(db: Session, person: Person, new: Sequence[MeasurementInput]) -> None:
    """Insert all at once: a register must not take hours."""
    check_ins: list[Row] = []
    answers: list[Row] = []
    scores: list[Row] = []
    fired: list[tuple[str, str, str, float]] = []
    occasions = _free_occasions(db, person.id)
    for measured in new:
        check_in = _check_in(person, measured, next(occasions[measured.on.isoformat(), measured.instrument]))
        check_ins.append(check_in)
        instrument = shelf()[measured.instrument]
        made = list(_scores(check_in, instrument, measured))
        answers += _answers(check_in, measured)
        scores += made
        fired += [(check_in["id"], instrument.id, item, value) for item, value in _fired(instrument, measured, made)]
    for table, rows in ((CheckIn, check_ins), (ItemAnswer, answers), (Score, scores)):
        if rows:
            db.execute(insert(table), rows)
    for check_in_id, instrument_id, item, value in fired:
        open_flag(db, db.get_one(CheckIn, check_in_id), instrument_id, item, value)


class _free_occasions(dict[tuple[str, str], Iterator[str]]):
    """By day and instrument: names of occasions that are not taken."""

    def __init__(self, db: Session, patient_id: str) -> None:
        super().__init__()
        self._taken = set(db.exec(select(CheckIn.occasion).where(CheckIn.patient_id == patient_id)).all())

    def __missing__(self, key: tuple[str, str]) -> Iterator[str]:
        self[key] = names = self._names("/".join(key))
        return names

    def _names(self, first: str) -> Iterator[str]:
        number = 1
        while True:
            name = first if number == 1 else f"{first}/{number}"
            number += 1
            if name not in self._taken:
                yield name


def _check_in(person: Person, measured: MeasurementInput, occasion: str) -> Row:
    zone = ZoneInfo(person.time_zone)
    noon = datetime.combine(measured.on, time(12), zone).astimezone(UTC)
    return {
        "id": new_id(),
        "patient_id": person.id,
        "trial_id": measured.trial_id,
        "occasion": occasion,
        "instruments": [measured.instrument],
        "language": person.language,
        "form_languages": {},
        "status": CheckInStatus.submitted,
        "mode": EntryMode.imported,
        "due_on": measured.on,
        "closes_on": measured.on,
        "started_at": now(),
        "submitted_at": now() if measured.on == today(person.time_zone) else noon,
        "answered_on": measured.on,
        "time_zone": person.time_zone,
        "row_version": 0,
    }


def _answers(check_in: Row, measured: MeasurementInput) -> Iterator[Row]:
    given: Iterable[tuple[str, float | None]] = [
        *(measured.answers or {}).items(),
        *((item, None) for item in measured.not_applicable),
    ]
    for item, value in given:
        yield {
            "check_in_id": check_in["id"],
            "instrument": measured.instrument,
            "item": item,
            "state": AnswerState.not_applicable if value is None else AnswerState.answered,
            "value": value,
            "times_skipped": 0,
            "saved_at": check_in["submitted_at"],
        }


def _scores(check_in: Row, instrument: Instrument, measured: MeasurementInput) -> Iterator[Row]:
    if measured.answers is None:
        totals = with_looked_up(instrument, totals_of(instrument, measured))
        for name, total in totals.items():
            band = instrument.scale(name).band_of(total)
            yield _score(check_in, instrument, name, total, None, ScoreStatus.complete, band, only=True)
        return
    for name, made in score_one(instrument, measured.answers, measured.not_applicable).items():
        yield _score(check_in, instrument, name, made.value, made.answered, ScoreStatus(made.status), made.band)


def _score(
    check_in: Row,
    instrument: Instrument,
    scale: str,
    value: float | None,
    answered: int | None,
    status: ScoreStatus,
    band: str | None,
    *,
    only: bool = False,
) -> Row:
    return {
        "check_in_id": check_in["id"],
        "instrument": instrument.id,
        "scale": scale,
        "patient_id": check_in["patient_id"],
        "answered_on": check_in["answered_on"],
        "value": value,
        "answered": answered,
        "status": status,
        "band": band,
        "instrument_version": instrument.version,
        "is_total_only": only,
    }


def _fired(instrument: Instrument, measured: MeasurementInput, scores: Sequence[Row]) -> Iterator[tuple[str, float]]:
    """What needs a person: an answer, or a score, with its value."""
    made: Mapping[str, float | None] = {one["scale"]: one["value"] for one in scores}
    answers = measured.answers
    if answers is not None:
        for alert in instrument.fired(answers):
            value = answers.get(alert.item) if alert.of == "item" else made[alert.item]
            if value is not None:
                yield alert.item, value
        return
    for alert in instrument.safety:
        value = made.get(alert.item)
        if alert.of == "scale" and value is not None and alert.holds(value):
            yield alert.item, value
