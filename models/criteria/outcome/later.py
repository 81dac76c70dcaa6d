"""A psychotherapy can act late: what it had done some weeks after, and when a long one was due to be looked at."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from models.criteria.adequacy.sessions import Attended, attended
from models.criteria.case import PSYCHOTHERAPY, Case, Trial
from models.criteria.outcome import Outcome, judge_outcome
from models.criteria.outcome.scale import scale_facts
from models.criteria.outcome.window import scores_of
from models.criteria.rule import whole
from models.criteria.settings import RuleSettings

NOTHING: Mapping[str, Outcome] = {}


def seen_again(
    trial: Trial, case: Case, outcome: Outcome, as_of: date, settings: RuleSettings, visits: Attended | None = None
) -> Mapping[str, Outcome]:
    """`at_review` and `four_weeks_later`, each only where another score than the one that decided tells it.

    They are shown beside the outcome and decide nothing. `visits` are those up to the day, where they are counted.
    """
    if trial.modality != PSYCHOTHERAPY or trial.running(as_of) or outcome.end_on is None:
        return NOTHING
    found = {}
    days = (visits or attended(trial, as_of, once_a_day=True)).days
    review, last = _review(trial, days), days[-1] if days else trial.last_day(as_of)
    if review < last:
        found["at_review"] = _until(trial, case, outcome, review, as_of, settings)
    later = last + timedelta(days=whole("psychotherapy.review.later_days"))
    if _scored(trial, case, outcome, min(later, as_of)):
        found["four_weeks_later"] = _until(trial, case, outcome, later, as_of, settings)
    return {name: one for name, one in found.items() if one.judged and one.end_on != outcome.end_on}


def _review(trial: Trial, days: tuple[date, ...]) -> date:
    """The day on which a long course is looked at: after so many sessions or weeks, whichever comes first."""
    sessions = whole("psychotherapy.review.sessions")
    by_weeks = trial.started_on + timedelta(weeks=whole("psychotherapy.review.weeks"))
    return min(by_weeks, days[sessions - 1]) if len(days) >= sessions else by_weeks


def _scored(trial: Trial, case: Case, outcome: Outcome, until: date) -> bool:
    """Whether there is a score after the one that decided, up to a day."""
    facts = scale_facts(outcome.instrument, outcome.scale)
    if facts is None or outcome.end_on is None:
        return False
    days = scores_of(trial.id, case, facts).days
    return bisect_right(days, outcome.end_on.toordinal()) < bisect_right(days, until.toordinal())


def _until(trial: Trial, case: Case, outcome: Outcome, day: date, as_of: date, settings: RuleSettings) -> Outcome:
    shortened = replace(trial, ended_on=day)
    to_the_day = replace(settings, end_days_after=0)
    return judge_outcome(shortened, case, as_of, to_the_day, outcome.instrument, outcome.scale)
