"""Reads a table of scores, one row a visit, into patients with a trial each; the whole file or nothing of it."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import BinaryIO

from instruments import shelf
from models import recording
from models.access import Actor
from models.errors import Invalid
from models.exchange.mapping import Mapping
from models.exchange.strict_table import Row, read_table
from models.recording.arrival import ArrivalInput, TakenIn
from models.recording.inputs import (
    DoseInput,
    EpisodeInput,
    MeasurementInput,
    PatientInput,
    TrialInput,
)

EARLIEST_DAY, LATEST_DAY = -60, 3650


@dataclass
class Visits:
    """All rows of one patient, in the order of the file."""

    first: Row
    scores: dict[int, float] = field(default_factory=dict)
    days: set[int] = field(default_factory=set)


def read_arrivals(
    stream: BinaryIO, file: str, mapping: Mapping, clinic_id: str, team: Sequence[str] = ()
) -> list[ArrivalInput]:
    """The patients of a table. Raises BadTable (file, row, column) or Invalid; the database is not asked."""
    rows = read_table(stream, file, mapping.columns.named)
    people = _by_patient(rows, mapping)
    return [_arrival(number, visits, mapping, clinic_id, tuple(team)) for number, visits in people.items()]


def import_table(actor: Actor, arrivals: Sequence[ArrivalInput], told: Callable[[int], None] | None = None) -> TakenIn:
    """Write them in one transaction; a second time nothing is added."""
    return recording.take_in(actor, arrivals, told)


def _by_patient(rows: list[Row], mapping: Mapping) -> dict[str, Visits]:
    people: dict[str, Visits] = {}
    low, high = shelf()[mapping.instrument].scale(mapping.scale_id).range
    for row in rows:
        number = row.text(mapping.columns.patient)
        visits = people.setdefault(number, Visits(row))
        _require_same(visits.first, row, mapping)
        day = row.whole(mapping.columns.days, EARLIEST_DAY, LATEST_DAY)
        if day in visits.days:
            raise row.refuse(mapping.columns.days, "this patient has another row for the same day")
        if mapping.columns.baseline and day == mapping.baseline_day:
            raise row.refuse(mapping.columns.days, "the day of the baseline, which has its own column")
        visits.days.add(day)
        score = row.numeric(mapping.columns.score, low, high)
        if score is not None:
            visits.scores[day] = score
    return people


def _require_same(first: Row, row: Row, mapping: Mapping) -> None:
    """What is true of the patient, and not of the visit, stands in every row alike."""
    for column in set(mapping.columns.named) - {mapping.columns.score, mapping.columns.days}:
        if row.cells[column] != first.cells[column]:
            raise row.refuse(column, f"differs from row {first.number} of the same patient")


def _arrival(number: str, visits: Visits, mapping: Mapping, clinic_id: str, team: tuple[str, ...]) -> ArrivalInput:
    started_on = _start(visits.first, mapping)
    scores = dict(visits.scores)
    if mapping.columns.baseline:
        low, high = shelf()[mapping.instrument].scale(mapping.scale_id).range
        baseline = visits.first.numeric(mapping.columns.baseline, low, high)
        if baseline is not None:
            scores[mapping.baseline_day] = baseline
    trial = _trial(number, visits.first, mapping, clinic_id, started_on, scores)
    return ArrivalInput(
        patient=_patient(number, visits.first, mapping, clinic_id),
        team=team,
        episodes=(EpisodeInput(started_on=started_on + timedelta(days=min(0, *scores, 0))),),
        trials=(trial,),
        measurements=tuple(_measured(day, scores[day], mapping, started_on, trial) for day in sorted(scores)),
    )


def _start(row: Row, mapping: Mapping) -> date:
    if mapping.start_on is not None:
        return mapping.start_on
    assert mapping.columns.started_on is not None
    return row.day(mapping.columns.started_on)


def _patient(number: str, row: Row, mapping: Mapping, clinic_id: str) -> PatientInput:
    columns = mapping.columns
    return PatientInput.of(
        clinic_id=clinic_id,
        record_number=number,
        given_name=row.text(columns.given_name) if columns.given_name else "Participant",
        family_name=row.text(columns.family_name) if columns.family_name else number,
        born_on=row.day(columns.born_on) if columns.born_on and row.cells[columns.born_on] else None,
        sex=_sex(row, mapping),
    )


def _sex(row: Row, mapping: Mapping) -> str | None:
    column = mapping.columns.sex
    if column is None or row.cells[column] == "":
        return None
    if row.cells[column] not in mapping.sex:
        raise row.refuse(column, f"not in the mapping; allowed: {', '.join(mapping.sex)}, or an empty cell")
    return mapping.sex[row.cells[column]]


def _group(row: Row, mapping: Mapping) -> str:
    column = mapping.columns.group
    if column is None:
        return next(iter(mapping.trial))
    group = row.text(column)
    if group not in mapping.trial:
        raise row.refuse(column, f"not in the mapping; allowed: {', '.join(mapping.trial)}")
    return group


def _trial(
    number: str, row: Row, mapping: Mapping, clinic_id: str, started_on: date, scores: dict[int, float]
) -> TrialInput:
    group = _group(row, mapping)
    told = mapping.trial[group]
    last = max(scores, default=0) if told.ends == "last score" else told.ends
    doses = [DoseInput(from_on=started_on, mg_per_day=told.mg_per_day)] if told.mg_per_day else []
    try:
        return TrialInput.of(
            id=hashlib.sha256(f"{clinic_id}/{number}/{mapping.name}".encode()).hexdigest()[:32],
            started_on=started_on,
            ended_on=None if last is None else started_on + timedelta(days=max(0, last)),
            doses=doses,
            primary_instrument=mapping.instrument,
            **told.facts,
        )
    except Invalid as refused:
        problems = [type(p)(f"[trial.{group}] {p.field}", p.message) for p in refused.problems]
        raise Invalid(problems) from None


def _measured(day: int, score: float, mapping: Mapping, started_on: date, trial: TrialInput) -> MeasurementInput:
    on = started_on + timedelta(days=day)
    return MeasurementInput(
        on=on,
        instrument=mapping.instrument,
        total=score,
        scale=mapping.scale_id,
        trial_id=trial.id,
        occasion=f"{mapping.name}/{on.isoformat()}/{mapping.instrument}.{mapping.scale_id}"[:60],
    )
