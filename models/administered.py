"""Every form that was filled in about some patients, as it was given: its answers, or the totals alone known."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select as sa_select
from sqlmodel import Session, col

from instruments import score_one, shelf
from models.records import AnswerState, CheckIn, CheckInStatus, EntryMode, EntryWay, ItemAnswer, Score

CHUNK = 500
FORM = (
    CheckIn.patient_id,
    CheckIn.id,
    CheckIn.answered_on,
    CheckIn.submitted_at,
    CheckIn.trial_id,
    CheckIn.mode,
    CheckIn.way,
    CheckIn.language,
    CheckIn.instruments,
)


@dataclass
class Administered:
    """One instrument, filled in on a day. `trial_id` ties it to that trial alone; a scale without a score is absent."""

    patient_id: str
    check_in_id: str
    on: date
    at: datetime
    instrument: str
    trial_id: str | None
    mode: EntryMode | None
    way: EntryWay | None
    language: str
    answers: dict[str, float] = field(default_factory=dict)
    not_applicable: list[str] = field(default_factory=list)
    scores: dict[str, float] = field(default_factory=dict)
    is_total_only: bool = False

    @property
    def follows(self) -> bool:
        """Whether today's version of the instrument gives the scores on record; else the scores have to be told."""
        if self.is_total_only or self.instrument not in shelf():
            return False
        instrument = shelf()[self.instrument]
        if not {*self.answers, *self.not_applicable} <= instrument.by_id.keys():
            return False
        fresh = score_one(instrument, self.answers, self.not_applicable)
        return {name: one.value for name, one in fresh.items() if one.value is not None} == self.scores


def administrations_of(db: Session, patient_ids: Sequence[str]) -> Mapping[str, list[Administered]]:
    """By patient, in order of day. Drafts and what was withdrawn are none."""
    found: dict[tuple[str, str], Administered] = {}
    for start in range(0, len(patient_ids), CHUNK):
        ids = patient_ids[start : start + CHUNK]
        _forms(db, ids, found)
        _answers(db, ids, found)
        _scores(db, ids, found)
    by_patient: defaultdict[str, list[Administered]] = defaultdict(list)
    for one in found.values():
        by_patient[one.patient_id].append(one)
    return by_patient


def _sent(ids: Sequence[str], *columns: Any) -> Any:
    there = col(CheckIn.patient_id).in_(ids)
    return sa_select(*columns).where(there, col(CheckIn.status) == CheckInStatus.submitted)


def _forms(db: Session, ids: Sequence[str], found: dict[tuple[str, str], Administered]) -> None:
    order = (col(CheckIn.answered_on), col(CheckIn.submitted_at), col(CheckIn.id))
    for patient, check_in, on, at, trial, mode, way, language, instruments in db.execute(
        _sent(ids, *FORM).order_by(*order)
    ):
        # Only an import ties a form to one trial; of every other the dates decide.
        bound = trial if mode is EntryMode.imported else None
        for name in instruments:
            found[check_in, name] = Administered(patient, check_in, on, at, name, bound, mode, way, language)


def _answers(db: Session, ids: Sequence[str], found: dict[tuple[str, str], Administered]) -> None:
    columns = (ItemAnswer.check_in_id, ItemAnswer.instrument, ItemAnswer.item, ItemAnswer.state, ItemAnswer.value)
    query = _sent(ids, *columns).join(CheckIn, col(CheckIn.id) == col(ItemAnswer.check_in_id))
    for check_in, name, item, state, value in db.execute(query.order_by(col(ItemAnswer.item))):
        one = found[check_in, name]
        if state is AnswerState.answered:
            one.answers[item] = value
        elif state is AnswerState.not_applicable:
            one.not_applicable.append(item)


def _scores(db: Session, ids: Sequence[str], found: dict[tuple[str, str], Administered]) -> None:
    columns = (Score.check_in_id, Score.instrument, Score.scale, Score.value, Score.is_total_only)
    query = _sent(ids, *columns).join(CheckIn, col(CheckIn.id) == col(Score.check_in_id))
    for check_in, name, scale, value, total_only in db.execute(query.order_by(col(Score.scale))):
        one = found[check_in, name]
        one.is_total_only |= total_only
        if value is not None:
            one.scores[scale] = value
