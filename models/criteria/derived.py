"""What a table of treatment trials can say beyond what was recorded: sudden gains, early improvement, dropout."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from models.criteria.case import Case, Trial
from models.criteria.outcome.result import Outcome
from models.criteria.outcome.scale import scale_facts
from models.criteria.outcome.sudden import sudden_gains, undecided
from models.criteria.outcome.window import window
from models.criteria.rule import rule
from models.criteria.settings import RuleSettings
from models.criteria.verdict import NO, NOT_APPLICABLE, UNKNOWN, YES, Answer


class Derived(NamedTuple):
    """The columns of one trial, by their names. None is unknown; of what is unknown, nothing is counted as no."""

    sudden_gains: int | None
    sudden_gain_on: date | None  # the first
    sudden_gain_points: float | None  # the first
    sudden_gain_lost: Answer  # the first
    sudden_gain_undecided: int | None  # steps with too few scores around them
    early_improvement: Answer
    early_improvement_percent: float | None
    early_improvement_on: date | None
    dropout: Answer
    dropout_on: date | None
    dropout_week: float | None


def derive(trial: Trial, outcome: Outcome, case: Case, as_of: date, settings: RuleSettings) -> Derived:
    """The columns of one trial, judged on the scale of its outcome."""
    left = dropped_out(trial, as_of)
    ended_on = trial.ended_on if left == YES else None
    return Derived(
        *_sudden(trial, outcome, case, as_of, settings),
        outcome.early_improvement,
        outcome.early_percent,
        outcome.early_on,
        left,
        ended_on,
        (ended_on - trial.started_on).days / 7 if ended_on else None,
    )


def dropped_out(trial: Trial, as_of: date) -> Answer:
    """Whether the treatment was left before it could help: by its reason of stopping; not asked while it runs."""
    if trial.running(as_of):
        return NOT_APPLICABLE
    if trial.stop_reason is None or trial.stop_reason == "other":
        return UNKNOWN
    return YES if trial.stop_reason in rule("derived.dropout.reasons").value else NO


def _sudden(
    trial: Trial, outcome: Outcome, case: Case, as_of: date, settings: RuleSettings
) -> tuple[int | None, date | None, float | None, Answer, int | None]:
    facts = scale_facts(outcome.instrument, outcome.scale or None)
    nothing = (None, None, None, UNKNOWN, None)
    if facts is None or facts.reliable_change is None:
        return nothing
    seen = window(trial, case, facts, as_of.toordinal(), settings)
    if seen.baseline is None:
        return nothing
    days = [seen.baseline[0], *seen.days[seen.settled : seen.end]]
    scores: Sequence[float] = [seen.baseline[1], *seen.scores[seen.settled : seen.end]]
    direction = -1 if facts.lower_is_better else 1
    gains = sudden_gains(scores, facts.reliable_change, direction)
    open_steps = undecided(scores, facts.reliable_change, direction)
    if not gains:
        return 0, None, None, NOT_APPLICABLE, open_steps
    first = gains[0]
    return len(gains), date.fromordinal(days[first.at]), first.size, YES if first.lost else NO, open_steps
