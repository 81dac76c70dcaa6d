"""What a cohort needs to know of one trial: small enough to be kept beside the record, and without a name."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from models.criteria.case import AUGMENTATION, MEDICATION, PSYCHOTHERAPY
from models.criteria.derived import dropped_out
from models.criteria.formulary import formulary
from models.criteria.judge import CaseJudgement, TrialJudgement
from models.criteria.outcome.change import change
from models.criteria.outcome.scale import ScaleFacts, scale_facts
from models.criteria.outcome.window import window
from models.criteria.verdict import NOT_APPLICABLE, YES


class TrialLine(NamedTuple):
    """One trial of one patient. Days are ISO; `_after` are days since the start of the trial, None where it never was.

    `step` counts the treatments of the episode from 1; what began on one day is one step. Whether a trial was adequate
    is not asked while it runs. `baseline` and `end` are on `instrument`.`scale`. `followed` is the day of the last
    score after the start. `domains` has a category for each domain in which the trial could be judged.
    """

    step: int
    diagnosis: str | None
    modality: str
    treatment: str
    group: str
    started_on: str
    ended_on: str | None
    status: str
    adequate: str
    category: str
    remission: str
    reliable_change: str
    dropout: str
    instrument: str
    scale: str
    baseline: float | None
    end: float | None
    responded_after: int | None
    remitted_after: int | None
    followed: int | None
    domains: Mapping[str, str]

    @property
    def is_running(self) -> bool:
        return self.ended_on is None

    @property
    def is_measured(self) -> bool:
        """Whether a baseline and a later score were there, so that change can be told."""
        return self.baseline is not None and self.end is not None

    @property
    def was_fair(self) -> bool:
        return self.adequate == YES


def lines_of(judgement: CaseJudgement) -> list[TrialLine]:
    """The trials of one patient in order of their start."""
    return [_line(one, step, judgement) for step, one in _steps(judgement.trials)]


def _steps(trials: Sequence[TrialJudgement]) -> Iterable[tuple[int, TrialJudgement]]:
    steps: dict[str | None, int] = {}
    for (episode, _), together in groupby(trials, key=lambda one: (one.trial.episode, one.trial.started_on)):
        steps[episode] = steps.get(episode, 0) + 1
        for one in together:
            yield steps[episode], one


def _line(one: TrialJudgement, step: int, judgement: CaseJudgement) -> TrialLine:
    trial, outcome = one.trial, one.outcome
    responded, remitted, followed = _days(one, judgement.as_of)
    diagnosis = judgement.case.diagnosis
    return TrialLine(
        step,
        None if diagnosis is None else str(diagnosis),
        str(trial.modality),
        *_named(one),
        trial.started_on.isoformat(),
        None if one.running or trial.ended_on is None else trial.ended_on.isoformat(),
        one.status,
        str(NOT_APPLICABLE if one.running else one.adequacy.verdict.answer),  # else it would change as days pass
        outcome.category,
        str(outcome.remission),
        str(outcome.reliable_change),
        str(dropped_out(trial, judgement.as_of)),
        outcome.instrument,
        outcome.scale,
        outcome.baseline,
        outcome.end,
        responded,
        remitted,
        followed,
        {domain: found.category for domain, found in one.outcomes.items() if found.judged},
    )


def _named(one: TrialJudgement) -> tuple[str, str]:
    """The treatment, and the kind of treatment that it is counted with."""
    trial = one.trial
    if trial.modality == MEDICATION:
        name = trial.agent or ""
        drug = formulary().find(name)
        kind = "augmentation" if trial.role == AUGMENTATION else drug.klass if drug else "other drug"
        return name, str(kind)
    if trial.modality == PSYCHOTHERAPY:
        return trial.therapy or "", "psychotherapy"
    return str(trial.procedure or ""), "neuromodulation"


def _days(one: TrialJudgement, as_of: date) -> tuple[int | None, int | None, int | None]:
    """After how many days the first score told of response, of remission, and when the last score was."""
    facts = scale_facts(one.outcome.instrument, one.outcome.scale or None)
    if facts is None:
        return None, None, None
    seen = window(one.trial, one.case, facts, as_of.toordinal(), one.settings)
    start = one.trial.started_on.toordinal()
    after = [(day - start, score) for day, score in zip(seen.days, seen.scores, strict=True) if day > start]
    if seen.baseline is None or not after:
        return None, None, None
    percent, baseline = one.settings.response_percent, seen.baseline[1]
    responded = (day for day, score in after if change(baseline, score, facts).at_least(percent))
    remitted = (day for day, score in after if _remits(score, facts))
    return next(responded, None), next(remitted, None), after[-1][0]


def _remits(score: float, facts: ScaleFacts) -> bool:
    return facts.remission is not None and facts.remission.holds(score)


def to_json(lines: Iterable[TrialLine]) -> list[list[Any]]:
    """As they are kept beside the record."""
    return [list(line) for line in lines]


def from_json(kept: Iterable[Sequence[Any]]) -> list[TrialLine]:
    """As they were kept; raises TypeError where they were kept by another version of the program."""
    return [TrialLine(*line) for line in kept]
