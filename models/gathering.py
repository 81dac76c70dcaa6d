"""From the records to what is judged: everything about some patients, in a handful of queries, as plain values."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from models import records
from models.clock import today
from models.criteria import case as values
from models.criteria.beside import share_taken
from models.errors import Unsafe

CHUNK = 500
UNREADABLE = (ValueError, LookupError, Unsafe)
DOSES_MISSED, SELF_REPORT = "doses_missed", records.AdherenceSource.self_report.value


def case_of(db: Session, patient_id: str) -> values.Case:
    """All that is known about one patient."""
    return cases_of(db, [patient_id])[patient_id]


def cases_of(db: Session, patient_ids: Sequence[str]) -> dict[str, values.Case]:
    """All that is known about some patients, in as many queries as for one."""
    gathered: dict[str, values.Case] = {}
    for start in range(0, len(patient_ids), CHUNK):
        gathered.update(_cases(db, patient_ids[start : start + CHUNK]))
    return gathered


def readable_cases(db: Session, patient_ids: Sequence[str]) -> tuple[dict[str, values.Case], frozenset[str]]:
    """The same, and whose record holds something that no program of ours wrote there: those cases are empty.

    One broken row must not take the list of all other patients, and their flags, out of sight.
    """
    try:
        return cases_of(db, patient_ids), frozenset()
    except UNREADABLE:
        found, broken = {}, set()
        for patient_id in patient_ids:
            try:
                found.update(cases_of(db, [patient_id]))
            except UNREADABLE:
                broken.add(patient_id)
                found[patient_id] = values.Case(patient=values.Patient(id=patient_id))
        return found, frozenset(broken)


def _cases(db: Session, ids: Sequence[str]) -> dict[str, values.Case]:
    # Names lie encrypted and are of no use here: to read those of ten thousand would take its time.
    columns: list[Any] = [records.Person.id, records.Person.born_on, records.Person.sex, records.Person.time_zone]
    people = db.execute(sa_select(*columns).where(col(records.Person.id).in_(ids))).all()
    episodes = _grouped(_of(db, records.Episode, ids, records.Episode.number), "patient_id")
    trials = _of(db, records.Trial, ids, records.Trial.started_on)
    doses = _grouped(_under(db, records.DoseStep, ids, records.DoseStep.from_on), "trial_id")
    sessions = _grouped(_under(db, records.TreatmentSession, ids, records.TreatmentSession.held_on), "trial_id")
    trials_by_patient = _grouped(trials, "patient_id")
    measurements = _measurements(db, ids)
    return {
        person.id: values.Case(
            patient=values.Patient(id=person.id, born_on=person.born_on, sex=person.sex.value if person.sex else None),
            diagnosis=_diagnosis(episodes[person.id]),
            episodes=tuple(_episode(e) for e in episodes[person.id]),
            trials=tuple(
                _as_told(_trial(t, doses[t.id], sessions[t.id]), person.time_zone, measurements[person.id])
                for t in trials_by_patient[person.id]
            ),
            measurements=tuple(measurements[person.id]),
        )
        for person in people
    }


def _of(db: Session, record: Any, ids: Sequence[str], order: Any) -> Sequence[Any]:
    return db.exec(select(record).where(col(record.patient_id).in_(ids)).order_by(order, record.id)).all()


def _under(db: Session, record: Any, ids: Sequence[str], order: Any) -> Sequence[Any]:
    query = select(record).join(records.Trial, col(records.Trial.id) == record.trial_id)
    return db.exec(query.where(col(records.Trial.patient_id).in_(ids)).order_by(order)).all()


def _grouped(rows: Iterable[Any], key: str) -> defaultdict[str, list[Any]]:
    groups: defaultdict[str, list[Any]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, key)].append(row)
    return groups


def _measurements(db: Session, ids: Sequence[str]) -> defaultdict[str, list[values.Measurement]]:
    score, check_in = records.Score, records.CheckIn
    columns: list[Any] = [
        score.patient_id,
        score.answered_on,
        score.instrument,
        score.scale,
        score.value,
        check_in.trial_id,
        check_in.mode,
    ]
    query = (
        sa_select(*columns)
        .join(check_in, col(check_in.id) == score.check_in_id)
        .where(col(score.patient_id).in_(ids))
        .order_by(col(score.answered_on), col(check_in.submitted_at), col(score.instrument), col(score.scale))
    )
    found: defaultdict[str, list[values.Measurement]] = defaultdict(list)
    for patient_id, on, instrument, scale, value, trial_id, mode in db.execute(query):
        # A check-in belongs to the trials that its date falls into; only an import ties a score to one trial.
        bound = trial_id if mode == records.EntryMode.imported else None
        found[patient_id].append(
            values.Measurement(on=on, instrument=instrument, scale=scale, score=value, trial=bound)
        )
    return found


def _diagnosis(episodes: Sequence[records.Episode]) -> values.Diagnosis | None:
    return episodes[-1].diagnosis if episodes else None


def _episode(row: records.Episode) -> values.Episode:
    return values.Episode(
        id=row.id,
        number=row.number,
        started_on=row.started_on,
        ended_on=row.ended_on,
        severity=row.severity,
        psychotic=row.is_psychotic,
        functional_impairment=_whole(row.functional_impairment),
        comorbid_anxiety=row.comorbid_anxiety,
        personality_disorder=row.personality_disorder,
        psychosocial_stressor=_whole(row.psychosocial_stressor),
        intensified_treatment=_whole(row.intensified_treatment),
    )


def _whole(grade: float | None) -> int | None:
    return None if grade is None else int(grade)


def _trial(
    row: records.Trial, doses: Sequence[records.DoseStep], sessions: Sequence[records.TreatmentSession]
) -> values.Trial:
    return values.Trial(
        id=row.id,
        episode=row.episode_id,
        modality=row.modality,
        role=row.role or values.Role.monotherapy,
        agent=row.agent,
        augments=row.augments_id,
        started_on=row.started_on,
        ended_on=row.ended_on,
        stop_reason=row.stop_reason,
        ascertainment=row.ascertainment,
        doses=tuple(values.DoseStep(from_on=d.from_on, mg_per_day=d.mg_per_day, to_on=d.to_on) for d in doses),
        adherence=row.adherence,
        adherence_source=row.adherence_source.value if row.adherence_source else None,
        therapy=row.therapy,
        format=row.format,
        evidence_based=row.is_evidence_based,
        evidence_reason=row.evidence_reason,
        sessions=tuple(values.TreatmentSession(on=s.held_on, attended=s.attended, minutes=s.minutes) for s in sessions),
        attended_count=row.attended_count,
        therapist=_therapist(row),
        procedure=row.procedure,
        placement=row.placement,
        serum_level_mmol_per_l=row.serum_level_mmol_per_l,
        primary_instrument=row.primary_instrument,
        recalled_improvement=row.recalled_improvement,
    )


def _as_told(trial: values.Trial, time_zone: str, measured: Sequence[values.Measurement]) -> values.Trial:
    """A drug trial whose adherence nobody recorded takes it from what the patient told, and says so by its source."""
    if trial.modality is not values.Modality.medication or trial.adherence is not None or trial.started_on is None:
        return trial
    told = [(m.on, m.score) for m in measured if m.instrument == DOSES_MISSED and m.score is not None]
    if not told:
        return trial
    last_on = trial.ended_on or today(time_zone) - timedelta(days=1)
    share = share_taken(trial.started_on, last_on, told)
    return trial if share is None else replace(trial, adherence=share, adherence_source=SELF_REPORT)


def _therapist(row: records.Trial) -> values.Therapist | None:
    facts: dict[str, Any] = {
        "experienced": row.therapist_experienced,
        "licensed": row.therapist_licensed,
        "formal_training": row.therapist_formal_training,
        "years": row.therapist_years,
        "supervised_cases": row.therapist_supervised_cases,
        "competence_rating": _rating(row),
    }
    return None if all(v is None for v in facts.values()) else values.Therapist(**facts)


def _rating(row: records.Trial) -> values.CompetenceRating | None:
    if row.therapist_rated_with is None or row.therapist_rating is None:
        return None
    return values.CompetenceRating(row.therapist_rated_with, row.therapist_rating)
