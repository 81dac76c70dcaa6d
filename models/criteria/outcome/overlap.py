"""What a drug and a psychotherapy did together: one outcome over the days on which both ran."""

from dataclasses import replace
from datetime import date

from models.criteria.adequacy.combined import Combined
from models.criteria.case import Case
from models.criteria.outcome import Outcome, judge_outcome
from models.criteria.settings import RuleSettings

TOGETHER = "combined treatment"


def judge_overlap(pair: Combined, case: Case, as_of: date, settings: RuleSettings) -> Outcome:
    """The scores of both trials, and those tied to none, from the first to the last common day.

    The windows are those of every trial: the baseline may lie some days before, the end some days after.
    """
    drug = case.trial_by_id[pair.medication]
    ended_on = pair.last_on if pair.last_on < as_of else None
    both_ran = replace(
        drug, id=TOGETHER, started_on=pair.started_on, ended_on=ended_on, doses=(), recalled_improvement=None
    )
    scores = tuple(one._replace(trial=TOGETHER) for one in case.measurements if one.trial in (None, *pair.trials))
    return judge_outcome(both_ran, Case(case.patient, case.episodes, (both_ran,), scores), as_of, settings)
