"""The judgement of one patient: every trial, what ran together, and what is to be decided now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from models.criteria.adequacy import Adequacy, Combined, combined_treatments, judge_adequacy
from models.criteria.case import AUGMENTATION, MEDICATION, PSYCHOTHERAPY, Case, Episode, Trial
from models.criteria.episodes import Members, belongs, present_episode
from models.criteria.headline import headline
from models.criteria.outcome import Outcome, judge_outcome, outcomes_by_domain
from models.criteria.rule import whole
from models.criteria.settings import DEFAULT, RuleSettings
from models.criteria.status import status_of
from models.criteria.verdict import NO, YES
from models.criteria.worsening import Worsening, worsening

NONE_YET = "No treatment trial in the present episode yet."


@dataclass
class TrialJudgement:
    """One trial: was it fair, what did it do on the scale that decides, and both in one word; never changed."""

    trial: Trial
    adequacy: Adequacy
    outcome: Outcome
    status: str
    running: bool
    as_of: date
    settings: RuleSettings
    case: Case = field(repr=False, compare=False)

    @cached_property
    def outcomes(self) -> Mapping[str, Outcome]:
        """What it did in each of the five domains; worked out when first asked for, since a caseload never asks."""
        since = self.adequacy.adequate_on
        return outcomes_by_domain(self.trial, self.case, self.as_of, self.settings, self.outcome, since)

    @property
    def adequate(self) -> bool:
        return self.adequacy.verdict.answer is YES

    @property
    def without_response(self) -> bool:
        """A fair trial, ended or running, that has firmly not brought a response."""
        return self.adequate and self.outcome.without_response

    @property
    def with_response(self) -> bool:
        return self.adequate and self.outcome.judged and not self.outcome.without_response and self.outcome.firm

    @property
    def is_drug_trial(self) -> bool:
        """An adjunct is no drug trial of its own."""
        return self.trial.modality == MEDICATION and self.trial.role != AUGMENTATION


@dataclass
class CaseJudgement:
    """One patient as of one day, never changed once it is made.

    Trials are in order of their start; a trial that begins later is left out. `counted` are the trials of the present
    episode, by the same rule as in the definitions. `deciding` are the trials after which treatment should be changed:
    fair, and without response. `decide_on` is the day since when. What not every reader asks for is worked out when it
    is asked for.
    """

    as_of: date
    settings: RuleSettings
    trials: tuple[TrialJudgement, ...]
    combined: tuple[Combined, ...]
    case: Case = field(repr=False, compare=False)

    @cached_property
    def current(self) -> tuple[TrialJudgement, ...]:
        return tuple(one for one in self.trials if one.running)

    @cached_property
    def present(self) -> tuple[Episode | None, Members]:
        """The present episode, and the ids of those that are one with it."""
        return present_episode(self.case, self.as_of, self.settings)

    @cached_property
    def counted(self) -> tuple[TrialJudgement, ...]:
        """What was tried in earlier episodes is not counted; what may belong to this one is."""
        episodes, (_, members) = self.case.episodes, self.present
        return tuple(one for one in self.trials if belongs(one.trial, episodes, members) is not NO)

    @cached_property
    def deciding(self) -> tuple[TrialJudgement, ...]:
        return _deciding(self.current, self.counted)

    @cached_property
    def headline(self) -> str:
        return headline(self.counted) if self.counted or not self.trials else NONE_YET

    @cached_property
    def worsening(self) -> Worsening | None:
        return worsening(self.current, self.case, self.as_of, self.settings)

    @cached_property
    def resistant_by_drugs_alone(self) -> bool:
        return _resistant_by_drugs_alone(self.counted)

    def trial(self, trial_id: str) -> TrialJudgement:
        return next(one for one in self.trials if one.trial.id == trial_id)

    @property
    def time_to_decide(self) -> bool:
        return bool(self.deciding)

    @property
    def decide_on(self) -> date | None:
        """The day on which the trial to decide about had become adequate; None where nothing is to be decided."""
        return min((one.adequacy.adequate_on or one.trial.started_on for one in self.deciding), default=None)

    @property
    def worse_by_points(self) -> float | None:
        return self.worsening.points if self.worsening else None


def judge_trial(
    trial: Trial, case: Case, as_of: date, settings: RuleSettings = DEFAULT, known: Mapping[str, Adequacy] | None = None
) -> TrialJudgement:
    """One trial, judged by nothing but its own records and the scores that belong to it, up to `as_of`.

    Of an adjunct the trial underneath is looked at as well; `known` has those that are judged already, by their ids.
    """
    running = trial.running(as_of)
    adequacy = judge_adequacy(trial, case, as_of, settings, known)
    outcome = judge_outcome(trial, case, as_of, settings, adequate_on=adequacy.adequate_on)
    status = status_of(trial, adequacy, outcome, running)
    return TrialJudgement(trial, adequacy, outcome, status, running, as_of, settings, case)


def judge_case(case: Case, as_of: date, settings: RuleSettings = DEFAULT) -> CaseJudgement:
    begun = sorted((one for one in case.trials if one.started_on <= as_of), key=lambda one: (one.started_on, one.id))
    judged: list[TrialJudgement] = []
    known: dict[str, Adequacy] = {}
    for one in begun:
        judged.append(judge_trial(one, case, as_of, settings, known))
        known[one.id] = judged[-1].adequacy
    return CaseJudgement(as_of, settings, tuple(judged), combined_treatments(begun, as_of, settings), case)


def _deciding(current: tuple[TrialJudgement, ...], counted: tuple[TrialJudgement, ...]) -> tuple[TrialJudgement, ...]:
    """Running trials that had their time without response; without a running trial, the one that ended last."""
    asked = current
    if not current:
        asked = (max(counted, key=lambda one: (one.trial.ended_on or date.max, one.trial.id)),) if counted else ()
    return tuple(one for one in asked if one.without_response)


def _resistant_by_drugs_alone(counted: tuple[TrialJudgement, ...]) -> bool:
    """Enough drugs had a fair trial without response, and no psychotherapy has had one."""
    drugs = sum(one.is_drug_trial and one.without_response for one in counted)
    psychotherapy = any(one.adequate for one in counted if one.trial.modality == PSYCHOTHERAPY)
    return drugs >= whole("resistance.drug_trials") and not psychotherapy
