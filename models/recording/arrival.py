"""Whole patients taken in at once, all or none of them: for an import, and for the invented people of the demo."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from inspect import unwrap
from typing import Any

from pydantic import AwareDatetime
from sqlmodel import Session, col, func, select

from models import clock
from models.access import Actor, ActorKind, Permission
from models.door import writes
from models.errors import Conflict, Invalid, NotPermitted, Problem
from models.recording.episode import open_episode
from models.recording.inputs import EpisodeInput, Input, MeasurementInput, PatientInput, TrialInput
from models.recording.measurement import record_measurement
from models.recording.people import add_patient, join_team
from models.recording.standing import refreshed_once
from models.recording.trial import as_it_is, record_trial
from models.records import AccessLog, CheckIn, Episode, Person, Trial

# What each of these doors does, inside a transaction that is open already.
_add_patient: Callable[..., str] = unwrap(add_patient)
_join_team: Callable[..., None] = unwrap(join_team)
_open_episode: Callable[..., str] = unwrap(open_episode)
_record_trial: Callable[..., str] = unwrap(record_trial)
_record_measurement: Callable[..., str] = unwrap(record_measurement)


class ArrivalInput(Input):
    """One patient with what is known. Trials carry an `id`; without `episode_id` their first day finds the episode."""

    patient: PatientInput
    since: AwareDatetime | None = None  # since when the clinic knows the patient; now, where that is not told
    team: tuple[str, ...] = ()
    episodes: tuple[EpisodeInput, ...] = ()
    trials: tuple[TrialInput, ...] = ()
    measurements: tuple[MeasurementInput, ...] = ()


@dataclass(frozen=True)
class TakenIn:
    """The patients' ids in the order in which they came, and how much of it was new."""

    patient_ids: tuple[str, ...]
    patients: int
    trials: int
    measurements: int


@writes(Permission.patient_add)
def take_in(
    db: Session, actor: Actor, arrivals: Sequence[ArrivalInput], told: Callable[[int], None] | None = None
) -> TakenIn:
    """Take patients in, known by their record number; what is there already is left as it is.

    Raises Invalid for what cannot be and Conflict for what is there with other facts; then nothing at all is
    written. Each problem's field begins with the record number. Only the installation itself may.
    """
    if actor.kind is not ActorKind.system:
        raise NotPermitted("Not found.")
    before = _count(db, [each.patient for each in arrivals])
    ids: list[str] = []
    with refreshed_once(db):
        for arrival in arrivals:
            try:
                ids.append(_one(db, actor, arrival))
            except Invalid as refused:
                number = arrival.patient.record_number
                raise Invalid([Problem(f"{number}.{p.field}", p.message) for p in refused.problems]) from None
            except Conflict as refused:
                raise Conflict(f"{arrival.patient.record_number}: {refused}") from None
            if told:
                told(len(ids))
    after = _count(db, [each.patient for each in arrivals])
    return TakenIn(tuple(ids), *(new - old for new, old in zip(after, before, strict=True)))


def _one(db: Session, actor: Actor, arrival: ArrivalInput) -> str:
    patient_id = _patient(db, actor, arrival)
    for episode in arrival.episodes:
        _episode(db, actor, patient_id, episode)
    for trial in arrival.trials:
        _trial(db, actor, patient_id, trial)
    for measured in arrival.measurements:
        _record_measurement(db, actor, patient_id, measured)
    db.add(_entry(actor, patient_id))
    return patient_id


def _patient(db: Session, actor: Actor, arrival: ArrivalInput) -> str:
    given = arrival.patient
    same = select(Person.id).where(Person.clinic_id == given.clinic_id, Person.record_number == given.record_number)
    there = db.exec(same).first()
    if there is not None:
        return there
    with clock.at(arrival.since) if arrival.since else nullcontext():
        patient_id = _add_patient(db, actor, given)
        for clinician_id in arrival.team:
            _join_team(db, actor, patient_id, clinician_id)
    return patient_id


def _episode(db: Session, actor: Actor, patient_id: str, episode: EpisodeInput) -> None:
    same = select(Episode.id).where(Episode.patient_id == patient_id, Episode.started_on == episode.started_on)
    if db.exec(same).first() is None:
        _open_episode(db, actor, patient_id, episode)


def _trial(db: Session, actor: Actor, patient_id: str, trial: TrialInput) -> None:
    there = db.get(Trial, trial.id) if trial.id else None
    if there is not None:
        _refuse_another(as_it_is(db, there), trial)
        return
    found = trial.episode_id or _episode_on(db, patient_id, trial)
    # Whoever wrote the file meant what it says: there is nobody to ask.
    _record_trial(db, actor, patient_id, trial.model_copy(update={"episode_id": found}), confirmed=True)


def _episode_on(db: Session, patient_id: str, trial: TrialInput) -> str | None:
    query = select(Episode.id).where(Episode.patient_id == patient_id, col(Episode.started_on) <= trial.started_on)
    return db.exec(query.order_by(col(Episode.started_on).desc())).first()


def _refuse_another(there: dict[str, Any], trial: TrialInput) -> None:
    """The same trial, told differently, is no new trial; correcting one needs a reason and is done by amending."""
    told = trial.model_dump(mode="json", exclude={"id", "episode_id", "augments_id"})
    different = [
        name for name, value in told.items() if there.get(name) != value and not _alike(there.get(name), value)
    ]
    if different:
        raise Conflict(f"the trial is recorded already with another {', '.join(different)}; amend it instead.")


def _alike(one: object, other: object) -> bool:
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return all({k: v for k, v in a.items() if k != "ordinal"} == b for a, b in zip(one, other, strict=True))
    return False


def _entry(actor: Actor, patient_id: str) -> AccessLog:
    role, clinic_id = actor.kind.value, actor.clinic_id
    return AccessLog(
        at=clock.now(), actor_role=role, act="take_in", was_permitted=True, patient_id=patient_id, clinic_id=clinic_id
    )


def _count(db: Session, patients: Sequence[PatientInput]) -> tuple[int, int, int]:
    """How many of these patients are there, with how many trials and check-ins."""
    db.flush()
    clinics = {each.clinic_id for each in patients}
    people = select(Person.id).where(col(Person.clinic_id).in_(clinics), col(Person.record_number).is_not(None))
    number = select(func.count()).select_from(Person).where(col(Person.id).in_(people))
    trials = select(func.count()).select_from(Trial).where(col(Trial.patient_id).in_(people))
    check_ins = select(func.count()).select_from(CheckIn).where(col(CheckIn.patient_id).in_(people))
    return db.exec(number).one(), db.exec(trials).one(), db.exec(check_ins).one()
