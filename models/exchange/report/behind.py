"""The figures behind a treatment in a line of a payer’s rule: its highest dose, how much was taken, its scores."""

from collections.abc import Iterator
from datetime import date

from models.criteria.case import Modality, Trial
from models.criteria.judge import TrialJudgement
from models.criteria.wording import amount, day
from models.exchange.report.facts import score_words
from models.exchange.report.numbers import Numbers


def behind(one: TrialJudgement, numbers: Numbers, as_of: date) -> str:
    """In brackets; empty where nothing is recorded. Each score has the number under which the report lists it."""
    told = "; ".join([*_drug(one.trial, as_of), *_scores(one, numbers)])
    return f" ({told})" if told else ""


def _drug(trial: Trial, as_of: date) -> Iterator[str]:
    if trial.modality is not Modality.medication:
        return
    sizes = [step.mg_per_day for step in trial.doses if step.mg_per_day is not None and step.from_on <= as_of]
    if sizes:
        yield f"highest dose {amount(max(sizes))} mg/day"
    taken = trial.adherence
    yield "adherence not recorded" if taken is None else f"{amount(round(taken * 100, 1))} % taken"


def _scores(one: TrialJudgement, numbers: Numbers) -> Iterator[str]:
    outcome = one.outcome
    pairs = ((outcome.baseline, outcome.baseline_on), (outcome.end, outcome.end_on))
    told = []
    for value, on in pairs:
        if value is not None and on is not None:
            number = numbers.score(outcome, on, value)
            told.append(f"{score_words(value)} on {day(on)}" + (f", {number}" if number else ""))
    if told:
        yield f"{outcome.name} {', then '.join(told)}"
