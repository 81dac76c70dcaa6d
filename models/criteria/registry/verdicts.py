"""One verdict over a frame of whole patients: every trial, and every published definition of resistance."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd

from models.criteria.outcome.domains import domains
from models.criteria.registry.answers import WORDS, Answers, Ints
from models.criteria.registry.errors import BadRegistry, Flaw
from models.criteria.registry.evidence import Evidence
from models.criteria.registry.findings import Finding, Values, answer_words, texts, words
from models.criteria.registry.groups import NEVER, begins, rank
from models.criteria.registry.judged import Judged, judge
from models.criteria.registry.linking import linked
from models.criteria.registry.outcomes import CATEGORIES, Outcomes
from models.criteria.registry.shape import COLUMNS, KIND, KINDS, PATIENT_ID, ROW
from models.criteria.registry.states import Texts
from models.criteria.registry.tables import Frames
from models.criteria.settings import DEFAULT, RuleSettings
from models.criteria.staging.definition import Definition, registry
from models.criteria.status import STATUSES

Columns = dict[str, Values]
OF_A_DOMAIN = ("_scale", "_improvement_percent", "_category", "_remission")


def verdicts(frame: pd.DataFrame, settings: RuleSettings = DEFAULT, as_of: date | None = None) -> pd.DataFrame:
    """One row for each trial that had begun, and one for each patient without any; rows come in any order.

    A patient must be whole in the frame. Raises BadRegistry with what cannot be read. The same patient is judged the
    same in any frame: nothing is compared between patients.
    """
    return verdicts_of(split(frame), settings, as_of)


def split(frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The records by kind, each with the columns of its kind and the number of its row."""
    check_columns(list(frame.columns))
    kind = frame[KIND]
    codes, names = pd.factorize(kind)
    strange = np.array([each not in KINDS for each in names] + [True])[codes]
    numbers = frame[ROW].to_numpy() if ROW in frame.columns else np.arange(1, len(frame) + 1)
    if strange.any():
        raise BadRegistry(Flaw(int(numbers[strange][0]), KIND, f"allowed: {', '.join(KINDS)}"))
    found = {}
    for place, name in enumerate(names):
        own = [PATIENT_ID, *(column for column in KINDS[name] if column in frame.columns)]
        here = codes == place
        found[str(name)] = frame.loc[here, own].assign(**{ROW: numbers[here]})
    return found


def check_columns(names: list[str]) -> None:
    """A column that nobody knows may be a misspelt one: it is never left out unseen."""
    flaws = [Flaw(None, name, "missing") for name in (PATIENT_ID, KIND) if name not in names]
    strange = [name for name in names if name not in COLUMNS and name != ROW]
    flaws += [Flaw(None, repr(str(name)[:40]), f"unknown; allowed: {', '.join(COLUMNS)}") for name in strange]
    if flaws:
        raise BadRegistry(*flaws)


def verdicts_of(frames: Frames, settings: RuleSettings = DEFAULT, as_of: date | None = None) -> pd.DataFrame:
    """The same of records that are parted by kind already."""
    judged = judge(linked(frames, as_of), settings)
    evidence = Evidence(judged)
    rows = _Rows(judged)
    columns = {**rows.who(), **_trial_columns(rows, evidence)}
    for own in registry():
        found = _kind(own.kind)(evidence, own)
        columns |= {name: rows.patient(values) for name, values in _named(own, found)}
    return pd.DataFrame(columns, copy=False)


def _named(own: Definition, found: Finding) -> Iterator[tuple[str, Values]]:
    for ending, values in found.results.items():
        yield f"{own.id}{ending}", values
    yield f"{own.id}_met", answer_words(found.met)


@cache
def _kind(name: str) -> Any:
    return import_module(f"models.criteria.registry.kinds.{name}").judge


class _Rows:
    """The rows of the answer: begun trials in order, and patients without one, in order of patient."""

    def __init__(self, judged: Judged) -> None:
        self.judged = judged
        self.trials, self.patients = judged.registry.trials, judged.registry.patients
        begun = np.flatnonzero(judged.begun)
        without = np.setdiff1d(np.arange(len(self.patients)), self.trials.patient[begun])
        patient = np.concatenate([self.trials.patient[begun], without])
        trial = np.concatenate([begun, np.full(len(without), -1)])
        order = np.lexsort((trial, patient))
        self.who_, self.trial_ = patient[order], trial[order]
        self.there = self.trial_ >= 0

    def who(self) -> Columns:
        ids = np.array(self.patients.ids, dtype=object)[self.who_]
        place = np.where(self.there, rank(self.who_) + 1, 0)
        names = self.trial(self.trials.id, -1)
        return {
            "patient_id": pd.Series(ids, dtype="str"),
            "as_of": _days(self.patients.as_of[self.who_]),
            "trial_number": place.astype(np.int16),
            "trial": texts(names, self.trials.names),
        }

    def patient(self, values: Values) -> Values:
        return values[self.who_] if not _one_each(self.who_) else values

    def trial(self, values: Any, missing: Any) -> Any:
        """A trial's figure, something else in the row of a patient without trials."""
        return np.where(self.there, values[self.trial_], missing) if len(values) else np.full(len(self.there), missing)


def _one_each(who: Ints) -> bool:
    return bool(begins(who).all())


def _days(days: Ints) -> Values:
    """As moments at midnight, since a column of days is one of dates for no reader of frames."""
    found = days.astype("datetime64[D]")
    found[days == NEVER] = np.datetime64("NaT")
    return found.astype("datetime64[s]")


def _trial_columns(rows: _Rows, evidence: Evidence) -> Columns:
    judged, adequacy, trials = rows.judged, rows.judged.adequacy, rows.trials
    days = rows.trial(adequacy.days, -1)

    def text(found: Texts) -> Values:
        return texts(rows.trial(found.codes, -1), found.names)

    columns = {
        "modality": text(trials.modality),
        "treatment": text(evidence.names[2]),
        "started_on": _days(rows.trial(trials.started_on, NEVER)),
        "last_on": _days(rows.trial(judged.last_day, NEVER)),
        "in_episode": _answers(rows, evidence.in_episode),
        "status": words(rows.trial(judged.status, -1), STATUSES),
        "adequate": _answers(rows, adequacy.verdict),
        "adequate_on": _days(rows.trial(adequacy.adequate_on, NEVER)),
        "weeks_at_dose": np.where(days >= 0, days / 7, np.nan),
        "sessions_attended": rows.trial(adequacy.sessions, np.nan),
    }
    columns |= _outcome(rows, "outcome", judged.outcome, judged)
    for name in domains():
        found = _outcome(rows, name, judged.domain(name), judged)
        columns |= {each: values for each, values in found.items() if each.endswith(OF_A_DOMAIN)}
    return columns


def _answers(rows: _Rows, found: Answers) -> Values:
    return words(rows.trial(found.astype(np.int64), -1), WORDS)


def _outcome(rows: _Rows, domain: str, found: Outcomes, judged: Judged) -> Columns:
    scales = [f"{facts.instrument}.{facts.scale}" for facts in judged.scales.facts]
    scale = np.where((found.baseline_on > NEVER) | (found.end_on > NEVER), found.scale, -1)
    columns = {
        "scale": texts(rows.trial(scale, -1), scales),
        "baseline": rows.trial(found.baseline, np.nan),
        "end": rows.trial(found.end, np.nan),
        "improvement_percent": rows.trial(found.percent, np.nan),
        "category": words(rows.trial(found.category, -1), CATEGORIES),
        "remission": _answers(rows, found.remission),
        "reliable_change": _answers(rows, found.reliable),
        "early_improvement": _answers(rows, found.early),
    }
    return {f"{domain}_{name}": values for name, values in columns.items()}


def output_columns(settings: RuleSettings = DEFAULT) -> Mapping[str, str]:
    """The columns of the answer and their kinds, whoever is in the frame."""
    empty = pd.DataFrame({PATIENT_ID: pd.Series([], dtype="str"), KIND: pd.Series([], dtype="str")})
    return {str(name): str(dtype) for name, dtype in verdicts(empty, settings, date.min).dtypes.items()}
