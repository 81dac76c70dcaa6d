"""Everything that definitions and payers read of one patient: the ended trials, the present episode, the scores."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models.criteria.case import ECT, Case, Episode
from models.criteria.episodes import Members, belongs
from models.criteria.judge import CaseJudgement
from models.criteria.outcome.scale import scale_facts
from models.criteria.outcome.window import EMPTY, all_scores
from models.criteria.settings import RuleSettings
from models.criteria.staging.terms import Terms
from models.criteria.staging.trial_evidence import TrialEvidence
from models.criteria.verdict import NO, YES, Answer
from models.criteria.wording import listed

Trials = tuple[TrialEvidence, ...]


class Counted:
    """The drug trials (and what else a definition counts) that were fair without response, and those not known.

    `possible` are both. `kept` has what follows from them, since several definitions ask for the same and tell the
    same.
    """

    __slots__ = ("_names", "kept", "open", "others", "possible", "sure")

    def __init__(self, sure: Trials, open_: Trials, others: Trials) -> None:
        self.sure, self.open, self.others = sure, open_, others
        self.possible = (*sure, *open_) if open_ else sure
        self.kept: dict[object, Any] = {}
        self._names: str | None = None

    @property
    def names(self) -> str:
        """The sure ones in words."""
        if self._names is None:
            self._names = listed([one.name for one in self.sure])
        return self._names


@dataclass(eq=False)
class Evidence:
    """What follows from it is worked out once and serves every definition and payer that asks for the same.

    `kept` holds answers under whatever names them: definitions and payers put theirs there as well.
    """

    judgement: CaseJudgement
    case: Case
    episode: Episode | None
    trials: Trials
    members: Members = frozenset()
    kept: dict[object, Any] = field(default_factory=dict, repr=False)
    as_of: date = field(init=False)
    settings: RuleSettings = field(init=False)
    present: Trials = field(init=False)
    drugs: Trials = field(init=False)
    ECT: Trials = field(init=False)
    one_episode: bool = field(init=False)
    adjuncts: Trials = field(init=False)
    psychotherapies: Trials = field(init=False)
    began: date | None = field(init=False)

    def __post_init__(self) -> None:
        """Trials of the present episode by kind, and when it began."""
        self.as_of, self.settings = self.judgement.as_of, self.judgement.settings
        self.present = present = tuple([one for one in self.trials if one.in_episode is not NO])
        self.drugs = tuple([one for one in present if one.is_drug])
        self.adjuncts = tuple([one for one in present if one.is_adjunct])
        self.psychotherapies = tuple([one for one in present if one.is_psychotherapy])
        self.ECT = tuple([one for one in present if one.is_procedure(ECT)])
        self.one_episode = [one.in_episode for one in self.trials].count(YES) == len(self.trials)
        self.began = _began([one.started_on for one in self.case.episodes if one.id in self.members])

    def readings(self, instrument: str) -> tuple[Sequence[int], Sequence[float]]:
        """Days (ordinals) and scores of an instrument's first scale up to the day, in order."""
        key = ("readings", instrument)
        found: tuple[Sequence[int], Sequence[float]] | None = self.kept.get(key)
        if found is None:
            facts = scale_facts(instrument)
            days, scores, _ = all_scores(self.case, facts) if facts else EMPTY
            end = bisect_right(days, self.as_of.toordinal()) if days else 0
            found = self.kept[key] = (days[:end], scores[:end])
        return found

    def within(self, scope: str) -> Trials:
        """Trials of the present episode, or of the whole life."""
        return self.trials if scope == "any" else self.present

    def counted(self, terms: Terms, scope: str = "current") -> Counted:
        """Antidepressant trials sorted by whether they count as fair without response; worked out once."""
        key = (terms, scope) if scope == "any" and not self.one_episode else terms
        found: Counted | None = self.kept.get(key)
        if found is None:
            drugs = self.drugs_within(scope)
            found = self.kept[key] = sort_out([(one, one.failed_within(scope, terms)) for one in drugs])
        return found

    def talked(self, terms: Terms) -> Counted:
        """The psychotherapies of the present episode, sorted in the same way by the rule in force."""
        key = ("psychotherapies", terms)
        found: Counted | None = self.kept.get(key)
        if found is None:
            answered = [(one, one.failed_within("current", terms)) for one in self.psychotherapies]
            found = self.kept[key] = sort_out(answered)
        return found

    def drugs_within(self, scope: str) -> Trials:
        """Antidepressant trials of the present episode, or of the whole life."""
        if scope != "any" or self.one_episode:
            return self.drugs
        return tuple([one for one in self.trials if one.is_drug])


def _began(begins: Sequence[date | None]) -> date | None:
    """The first day of the present episode, with the one it goes on from; None where it is not recorded."""
    known = [on for on in begins if on]
    return min(known, default=None) if len(known) == len(begins) else None


def sort_out(answered: Iterable[tuple[TrialEvidence, Answer]]) -> Counted:
    sure: list[TrialEvidence] = []
    open_: list[TrialEvidence] = []
    others: list[TrialEvidence] = []
    for one, found in answered:
        (sure if found is YES else others if found is NO else open_).append(one)
    return Counted(tuple(sure), tuple(open_), tuple(others))


def gather(judgement: CaseJudgement, case: Case) -> Evidence:
    """Ended trials only: what still runs has not yet shown what it does."""
    episode, members = judgement.present
    ended = [one for one in judgement.trials if not one.running]
    trials = tuple([TrialEvidence(one, belongs(one.trial, case.episodes, members)) for one in ended])
    return Evidence(judgement, case, episode, trials, members)
