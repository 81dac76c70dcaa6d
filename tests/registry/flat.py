"""Turns cases into the table of a registry, and what is judged of one case into the row that the table should give."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd

from models.criteria.case import Case, Trial
from models.criteria.judge import CaseJudgement, TrialJudgement, judge_case
from models.criteria.outcome import Outcome
from models.criteria.outcome.domains import domains
from models.criteria.registry import KINDS
from models.criteria.registry.verdicts import OF_A_DOMAIN
from models.criteria.settings import DEFAULT, RuleSettings
from models.criteria.staging import gather, judge_definitions

Row = dict[str, Any]
FLAT = ("doses", "sessions", "therapist")


def table(cases: Iterable[tuple[Case, date]]) -> pd.DataFrame:
    """Every record of every case as a row."""
    found = pd.DataFrame([row for case, as_of in cases for row in rows(case, as_of)])
    for name in [column for column in found if column.endswith("_on") or column in ("on", "as_of")]:
        found[name] = pd.to_datetime(found[name])
    return found


def rows(case: Case, as_of: date) -> list[Row]:
    found: list[Row] = [{"kind": "patient", "as_of": as_of, "diagnosis": case.diagnosis and str(case.diagnosis)}]
    found += [_row("episode", vars(one)) for one in case.episodes]
    for one in case.trials:
        found += [_trial(one), *_doses(one), *_sessions(one)]
    found += [_row("measurement", one._asdict()) for one in case.measurements]
    return [{"patient_id": case.patient.id, **row} for row in found]


def _row(kind: str, facts: Row) -> Row:
    """Words as plain text, since a file knows no enum."""
    known = {name: value for name, value in facts.items() if name in KINDS[kind] and value is not None}
    return {"kind": kind, **{name: str(value) if isinstance(value, str) else value for name, value in known.items()}}


def _trial(one: Trial) -> Row:
    facts = {name: getattr(one, name) for name in Trial.__dataclass_fields__ if name not in FLAT}
    if one.therapist is not None:
        rating = one.therapist.competence_rating
        facts |= one.therapist._asdict()
        if rating is not None:
            facts |= {"competence_instrument": rating.instrument, "competence_score": rating.score}
    return _row("trial", facts)


def _doses(one: Trial) -> list[Row]:
    return [_row("dose", {"trial": one.id, **step._asdict()}) for step in one.doses]


def _sessions(one: Trial) -> list[Row]:
    return [_row("session", {"trial": one.id, **each._asdict()}) for each in one.sessions]


def expected(case: Case, as_of: date, settings: RuleSettings = DEFAULT) -> list[Row]:
    """What the judgement of one patient says, in the columns of the table."""
    judgement = judge_case(case, as_of, settings)
    evidence = gather(judgement, case)
    staged: Row = {}
    for one in judge_definitions(judgement, case, evidence):
        staged |= _staged(one.id, one.result) | {f"{one.id}_met": one.met.value}
    begins = {"patient_id": case.patient.id, "as_of": as_of}
    if not judgement.trials:
        return [{**begins, "trial_number": 0, **staged}]
    listed = enumerate(judgement.trials, start=1)
    return [{**begins, "trial_number": number, **_judged(one, judgement), **staged} for number, one in listed]


def _staged(name: str, result: object) -> Row:
    if name == "MSM":
        found = result if isinstance(result, dict) else {"score": None, "band": None}
        return {"MSM": found["score"], "MSM_band": found["band"]}
    if name == "ATHFSF":
        found = result if isinstance(result, dict) else {"current": None, "lifetime": None}
        return {"ATHFSF_current": found["current"], "ATHFSF_lifetime": found["lifetime"]}
    return {name: result}


def _judged(one: TrialJudgement, judgement: CaseJudgement) -> Row:
    adequacy, trial = one.adequacy, one.trial
    sessions = adequacy.progress.observed if adequacy.progress and adequacy.progress.unit == "sessions" else None
    if trial.procedure and adequacy.verdict.reasons[0].criterion == "treatments given":
        sessions = adequacy.verdict.reasons[0].observed  # type: ignore[assignment]
    row: Row = {
        "trial": trial.id,
        "modality": str(trial.modality),
        "treatment": str(trial.treatment),
        "started_on": trial.started_on,
        "last_on": trial.last_day(judgement.as_of),
        "status": one.status,
        "adequate": adequacy.verdict.answer.value,
        "adequate_on": adequacy.adequate_on,
        "weeks_at_dose": adequacy.weeks_at_dose,
        "sessions_attended": sessions,
    }
    row |= _outcome("outcome", one.outcome)
    for name in domains():
        found = _outcome(name, one.outcomes[name])
        row |= {key: value for key, value in found.items() if key.endswith(OF_A_DOMAIN)}
    return row


def _outcome(domain: str, one: Outcome) -> Row:
    row: Row = {
        f"{domain}_baseline": one.baseline,
        f"{domain}_end": one.end,
        f"{domain}_improvement_percent": one.improvement_percent,
        f"{domain}_category": one.category,
        f"{domain}_remission": one.remission.value,
        f"{domain}_reliable_change": one.reliable_change.value,
        f"{domain}_early_improvement": one.early_improvement.value,
    }
    measured = one.baseline is not None or one.end is not None
    row[f"{domain}_scale"] = f"{one.instrument}.{one.scale}" if measured else None
    return row


def plain(frame: pd.DataFrame) -> list[Row]:
    """The rows of the answer as plain values, None where a cell is empty."""
    cells = frame.astype(object).where(frame.notna(), None)
    return [{str(name): _plain(value) for name, value in row.items()} for row in cells.to_dict("records")]


def _plain(value: Any) -> Any:
    return value.date() if isinstance(value, pd.Timestamp) else value
