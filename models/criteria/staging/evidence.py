"""What each ended trial shows to a definition: was it fair by its numbers, and did it bring no response."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Any

from models.criteria.adequacy.dose import days_at_dose, stretches
from models.criteria.adequacy.psychotherapy import evidence_reason, profile, sessions_reason
from models.criteria.adequacy.sessions import attended
from models.criteria.case import Ascertainment, Case, Episode, Modality, Procedure, RecalledImprovement, Role, Trial
from models.criteria.formulary import Drug, formulary
from models.criteria.judge import CaseJudgement, TrialJudgement
from models.criteria.outcome.change import NONRESPONSE, RESPONSE
from models.criteria.outcome.scale import scale_facts
from models.criteria.outcome.window import EMPTY, all_scores, tells_from
from models.criteria.settings import RuleSettings
from models.criteria.therapies import therapies
from models.criteria.verdict import NO, UNKNOWN, YES, Answer, answer, both
from models.criteria.wording import amount, day

SCORE_MISSING = "record a score from before the start and one from the end of {name}"


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """What a definition calls no response: less improvement than `percent`, or no more than it when `inclusive`."""

    percent: float
    inclusive: bool = False

    def without_response(self, improvement: float) -> bool:
        return improvement <= self.percent if self.inclusive else improvement < self.percent

    @property
    def words(self) -> str:
        """As in: brought no response (less than 50 % better)."""
        return f"{'at most' if self.inclusive else 'less than'} {amount(self.percent)} % better"


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """What makes one drug trial count: weeks at dose, the line of response, and whether adherence must be affirmed.

    Made by `terms` alone, so that equal ones are one and the same: they are looked up a hundred times a patient.
    """

    weeks: float
    days: int
    line: Line
    adherence: str  # "unless_poor", "affirmed" or "not_asked"
    fair: str
    fair_trials: str


@cache
def line(percent: float, inclusive: bool = False) -> Line:
    return Line(percent, inclusive)


@cache
def terms(weeks: float, percent: float, inclusive: bool = False, adherence: str = "unless_poor") -> Terms:
    drawn = line(percent, inclusive)
    told = f"({amount(weeks)} weeks or more at dose) without response ({drawn.words})"
    return Terms(weeks, round(weeks * 7), drawn, adherence, f"a fair trial {told}", f"Fair trials {told}")


class TrialEvidence:
    """One ended trial. Answers are worked out once for each set of terms, since many definitions share theirs."""

    def __init__(self, judged: TrialJudgement, in_episode: Answer) -> None:
        self.judged = judged
        self.trial = trial = judged.trial
        self.in_episode = in_episode
        self._answers: dict[object, Answer] = {}
        self._words: dict[Terms, str] = {}
        self._fair_under: dict[str, tuple[Answer, date | None]] = {}
        self.name = trial.treatment
        medication = trial.modality == Modality.medication
        self.is_adjunct = medication and trial.role == Role.augmentation
        self.is_added = medication and trial.role != Role.monotherapy  # an adjunct, or a second antidepressant
        self.is_drug = medication and not self.is_adjunct
        self.is_psychotherapy = trial.modality == Modality.psychotherapy
        self.drug: Drug | None = formulary().find(trial.agent) if medication else None

    # Which treatment it was

    def is_procedure(self, *procedures: str) -> bool:
        return self.trial.modality == Modality.neuromodulation and self.trial.procedure in procedures

    @cached_property
    def klass(self) -> str:
        """The drug's class; of a course of stimulation, the procedure; of a psychotherapy, its family."""
        if self.is_psychotherapy:
            return self.family
        return self.drug.klass if self.drug else str(self.trial.procedure or self.trial.agent)

    @property
    def substance(self) -> str:
        return self.drug.name if self.drug else self.name

    @property
    def prospective(self) -> bool:
        """Followed while it ran, and measured at least twice."""
        return self.trial.ascertainment == Ascertainment.prospective and not self.judged.outcome.recalled

    # Was it fair

    def adequate(self, terms: Terms) -> Answer:
        """By a definition's own weeks; of other treatments than drugs, by the rule of the treatment itself."""
        if not self.is_drug:
            return self.judged.adequacy.verdict.answer
        key = (terms.days, terms.adherence)
        found = self._answers.get(key)
        if found is None:
            found = self._answers[key] = self._fair(terms)
        return found

    def _fair(self, terms: Terms) -> Answer:
        weeks = self.at_least_days(terms.days)
        if terms.adherence == "not_asked":
            return weeks
        taken = self.taken
        if taken is UNKNOWN and terms.adherence == "unless_poor":
            return weeks
        return both((weeks, taken))

    @cached_property
    def taken(self) -> Answer:
        """Whether enough of it was taken; unknown where that is not recorded."""
        floor, share = self.judged.settings.adherence_floor, self.trial.adherence
        return answer(None if share is None else share >= floor)

    @cached_property
    def days_at_dose(self) -> int | None:
        """Days at or above the smallest dose that counts; None where no such dose is known."""
        progress = self.judged.adequacy.progress
        return round((progress.observed or 0) * 7) if progress and progress.unit == "weeks" else None

    def at_least_days(self, needed: int) -> Answer:
        had = self.days_at_dose
        if had is None:
            return UNKNOWN
        if had >= needed:
            return YES
        if not self.trial.doses:
            return UNKNOWN
        if any(step.mg_per_day is None for step in self.trial.doses):
            return UNKNOWN if self._days_from(None) >= needed else NO
        return NO

    def held_at(self, mg: float) -> int:
        """Days at or above another dose than the smallest."""
        return self._days_from(mg)

    def _days_from(self, mg: float | None) -> int:
        """Days at or above `mg`; with None, days that may have been at or above the smallest dose."""
        minimum = self.judged.adequacy.minimum_mg or 0
        last = self.trial.last_day(self.judged.as_of)

        def counts(dose: float | None) -> bool:
            return dose is None or dose >= minimum if mg is None else dose is not None and dose >= mg

        found = stretches(self.trial.doses, self.trial.started_on, last, counts)
        return days_at_dose(found, last, 0, self.judged.settings.gap_days).days

    def fair_on(self, terms: Terms) -> date | None:
        """The day on which it had become fair by these terms; None where it has not, or no day is known."""
        adequacy, settings = self.judged.adequacy, self.judged.settings
        if not self.is_drug or terms.weeks == settings.weeks:
            return adequacy.adequate_on
        last = self.trial.last_day(self.judged.as_of)
        found = days_at_dose(adequacy.at_dose, last, terms.days, settings.gap_days).complete_on
        return date.fromordinal(found) if found else None

    # What it did

    def nonresponse(self, line: Line) -> Answer:
        """Measured or remembered: no more improvement than the line. A remission is never without response."""
        found = self._answers.get(line)
        if found is None:
            found = self._answers[line] = self._nonresponse(line)
        return found

    def _nonresponse(self, line: Line) -> Answer:
        outcome = self.judged.outcome
        if outcome.recalled:
            return self._remembered(line)
        if not outcome.judged or outcome.improvement_percent is None:
            return UNKNOWN
        if outcome.remission is YES:
            return NO
        return answer(line.without_response(outcome.improvement_percent))

    def _remembered(self, line: Line) -> Answer:
        """A remembered band answers for every line that does not cut through it."""
        band = self.trial.recalled_improvement
        if self.judged.outcome.category == RESPONSE:
            return NO
        if self.judged.outcome.category == NONRESPONSE:
            return YES
        assert band == RecalledImprovement["25to49"]
        return answer(line.percent > self.judged.settings.partial_percent)

    def failed(self, terms: Terms) -> Answer:
        """A fair trial without response by these terms. Its absence must have been seen when the trial was fair."""
        found = self._answers.get(terms)
        if found is None:
            found = self._answers[terms] = self._failed(terms)
        return found

    def _failed(self, terms: Terms) -> Answer:
        without = self.nonresponse(terms.line)
        fair = NO if without is NO else self.adequate(terms)
        if fair is NO:
            return NO
        if without is YES and fair is YES and not self._late_enough(self.fair_on(terms)):
            return UNKNOWN
        return both((fair, without))

    def failed_within(self, scope: str, terms: Terms) -> Answer:
        """The same, of a trial that must belong to the present episode unless the scope is any."""
        found = self._answers.get(terms) or self.failed(terms)
        return found if scope == "any" or self.in_episode is YES else both((found, self.in_episode))

    def _late_enough(self, fair_on: date | None) -> bool:
        end_on = self.judged.outcome.end_on
        if fair_on is None or end_on is None:
            return True
        return end_on >= tells_from(self.trial, fair_on, self.judged.as_of, self.judged.settings)

    def therapy_failed(self, name: str, line: Line) -> Answer:
        """A psychotherapy judged by another profile than the one in force."""
        fair, fair_on = self.fair_under(name)
        without = self.nonresponse(line)
        late = without is not YES or fair is not YES or self._late_enough(fair_on)
        return both((fair, without)) if late else UNKNOWN

    def fair_under(self, name: str) -> tuple[Answer, date | None]:
        """Sessions and evidence by a profile that asks for nothing else, and the day on which they were enough."""
        if name not in self._fair_under:
            self._fair_under[name] = self._by_profile(name)
        return self._fair_under[name]

    def _by_profile(self, name: str) -> tuple[Answer, date | None]:
        asked = profile(name)
        seen = attended(self.trial, self.judged.as_of, once_a_day=True)
        fair = both((sessions_reason(seen, asked).verdict, evidence_reason(self.trial, asked).verdict))
        return fair, seen.days[asked.sessions - 1] if len(seen.days) >= asked.sessions else None

    @cached_property
    def has_evidence(self) -> Answer:
        """Whether the therapy is one that works in depression, guided internet treatment included."""
        return evidence_reason(self.trial, profile("conway")).verdict

    @property
    def family(self) -> str:
        """Therapies that count as one kind."""
        listed = therapies().find(self.trial.therapy)
        return listed.family if listed else str(self.trial.therapy)

    # In words

    def missing(self, terms: Terms) -> Iterator[str]:
        """What to record so that this trial can be judged by these terms."""
        if self.in_episode is UNKNOWN:
            yield f"record to which episode {self.name} belongs"
        if self.adequate(terms) is UNKNOWN:
            yield from (
                change if self.name in change else f"{self.name}: {change}" for change in self._to_record(terms)
            )
        if self.nonresponse(terms.line) is UNKNOWN:
            yield SCORE_MISSING.format(name=self.name)
        elif self.failed(terms) is UNKNOWN and self.adequate(terms) is YES:
            fair_on = self.fair_on(terms)
            assert fair_on
            since = tells_from(self.trial, fair_on, self.judged.as_of, self.judged.settings)
            yield f"record a score of {self.name} from {day(since)} or later"

    def _to_record(self, terms: Terms) -> list[str]:
        reasons = self.judged.adequacy.verdict.reasons
        if not self.is_drug:
            return [one.would_change for one in reasons if one.verdict is UNKNOWN and one.would_change]
        weeks, taken = reasons[:2]
        found = []
        if self.at_least_days(terms.days) is UNKNOWN:
            found.append(weeks.would_change or "record the doses that are missing")
        if self.taken is UNKNOWN and terms.adherence == "affirmed":
            found.append(taken.would_change or "")
        return found

    def why_not(self, terms: Terms) -> str:
        """Why it does not count, in a few words."""
        if terms not in self._words:
            self._words[terms] = self._why_not(terms)
        return self._words[terms]

    def _why_not(self, terms: Terms) -> str:
        if self.is_drug and self.adequate(terms) is NO:
            if self.at_least_days(terms.days) is NO:
                had = (self.days_at_dose or 0) / 7
                dose = amount(self.judged.adequacy.minimum_mg or 0)
                return f"{had:.1f} of {amount(terms.weeks)} weeks at {dose} mg or more"
            return f"{amount(round((self.trial.adherence or 0) * 100, 1))} % taken"
        if self.adequate(terms) is NO:
            return self.judged.adequacy.sentence.rstrip(".").lower()
        return self.improvement_words

    @property
    def improvement_words(self) -> str:
        outcome = self.judged.outcome
        if outcome.remission is YES:
            return "remission"
        if outcome.recalled:
            return "better as remembered" if outcome.category == RESPONSE else "partly better as remembered"
        return f"{outcome.improvement_percent or 0:.1f} % better"


@dataclass(frozen=True, slots=True)
class Counted:
    """The drug trials (and what else a definition counts) that were fair without response, and those not known."""

    sure: tuple[TrialEvidence, ...]
    open: tuple[TrialEvidence, ...]
    others: tuple[TrialEvidence, ...]
    told: dict[object, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def possible(self) -> tuple[TrialEvidence, ...]:
        return (*self.sure, *self.open) if self.open else self.sure


@dataclass(frozen=True, eq=False)
class Evidence:
    """Everything that definitions read: the ended trials, the present episode, what was measured."""

    judgement: CaseJudgement
    case: Case
    episode: Episode | None
    trials: tuple[TrialEvidence, ...]
    members: frozenset[str | None] = frozenset()
    _counted: dict[object, Counted] = field(default_factory=dict, repr=False, compare=False)

    @property
    def as_of(self) -> date:
        return self.judgement.as_of

    @property
    def settings(self) -> RuleSettings:
        return self.judgement.settings

    @cached_property
    def kept(self) -> dict[object, Any]:
        """What has been worked out for one definition or payer and serves others as well."""
        return {}

    def readings(self, instrument: str) -> tuple[Sequence[int], Sequence[float]]:
        """Days (ordinals) and scores of an instrument's first scale up to the day, in order."""
        key = ("readings", instrument)
        if key not in self.kept:
            facts = scale_facts(instrument)
            days, scores, _ = all_scores(self.case, facts) if facts else EMPTY
            end = bisect_right(days, self.as_of.toordinal())
            self.kept[key] = (days[:end], scores[:end])
        found: tuple[Sequence[int], Sequence[float]] = self.kept[key]
        return found

    def within(self, scope: str) -> tuple[TrialEvidence, ...]:
        """Trials of the present episode, or of the whole life."""
        return self.trials if scope == "any" else self._of_episode

    @cached_property
    def _of_episode(self) -> tuple[TrialEvidence, ...]:
        return tuple(one for one in self.trials if one.in_episode is not NO)

    def counted(self, terms: Terms, scope: str = "current") -> Counted:
        """Antidepressant trials sorted by whether they count as fair without response; worked out once."""
        key = (terms, scope)
        found = self._counted.get(key)
        if found is None:
            drugs = [one for one in self.within(scope) if one.is_drug]
            found = self._counted[key] = sort_out([(one, one.failed_within(scope, terms)) for one in drugs])
        return found

    @cached_property
    def began(self) -> date | None:
        """The first day of the present episode, with the one it goes on from; None where it is not recorded."""
        begins = [one.started_on for one in self.case.episodes if one.id in self.members]
        return min((on for on in begins if on), default=None) if all(begins) else None

    @cached_property
    def drugs(self) -> tuple[TrialEvidence, ...]:
        return tuple(one for one in self._of_episode if one.is_drug)

    @cached_property
    def ECT(self) -> tuple[TrialEvidence, ...]:
        return tuple(one for one in self._of_episode if one.is_procedure(Procedure.ECT))

    @cached_property
    def adjuncts(self) -> tuple[TrialEvidence, ...]:
        return tuple(one for one in self._of_episode if one.is_adjunct)

    @cached_property
    def psychotherapies(self) -> tuple[TrialEvidence, ...]:
        return tuple(one for one in self._of_episode if one.is_psychotherapy)


def sort_out(answered: Sequence[tuple[TrialEvidence, Answer]]) -> Counted:
    sure: list[TrialEvidence] = []
    open_: list[TrialEvidence] = []
    others: list[TrialEvidence] = []
    for one, found in answered:
        (sure if found is YES else others if found is NO else open_).append(one)
    return Counted(tuple(sure), tuple(open_), tuple(others))


def gather(judgement: CaseJudgement, case: Case) -> Evidence:
    """Ended trials only: what still runs has not yet shown what it does."""
    episode, found = present_episode(case, judgement.as_of, judgement.settings)
    members: frozenset[str | None] = frozenset(found)
    if not case.episodes and judgement.trials:
        members = frozenset({judgement.trials[-1].trial.episode})
    ended = [one for one in judgement.trials if not one.running]
    trials = tuple(TrialEvidence(one, _belongs(one.trial, case.episodes, members)) for one in ended)
    return Evidence(judgement, case, episode, trials, members)


def present_episode(case: Case, as_of: date, settings: RuleSettings) -> tuple[Episode | None, frozenset[str]]:
    """The newest episode begun by `as_of`, and the ids of those that are one with it.

    One that is open, and whose beginning is not recorded, is taken for the present one.

    An episode that begins less than eight weeks after the last one ended is that one, going on.
    """
    begun = sorted(
        (one for one in case.episodes if one.started_on is None or one.started_on <= as_of),
        key=lambda one: (one.started_on or (date.min if one.ended_on else as_of), one.number or 0, one.id),
    )
    if not begun:
        return None, frozenset()
    newest = begun.pop()
    members, first = [newest.id], newest
    while begun and _goes_on(begun[-1], first, settings):
        first = begun.pop()
        members.append(first.id)
    return newest, frozenset(members)


def _goes_on(before: Episode, after: Episode, settings: RuleSettings) -> bool:
    if before.ended_on is None or after.started_on is None:
        return False
    return after.started_on - before.ended_on < timedelta(days=settings.episode_gap_days)


def _belongs(trial: Trial, episodes: Sequence[Episode], members: frozenset[str | None]) -> Answer:
    """A trial without an episode belongs to the one in whose time it began."""
    if trial.episode is not None or not episodes:
        return answer(trial.episode in members)
    if len(episodes) == 1:
        before = trial.ended_on and episodes[0].started_on and trial.ended_on < episodes[0].started_on
        return NO if before else YES
    begun = [(on, one) for one in episodes if (on := one.started_on) and on <= trial.started_on]
    if not begun or any(one.started_on is None for one in episodes):
        return UNKNOWN
    return answer(max(begun, key=lambda each: (each[0], each[1].number or 0, each[1].id))[1].id in members)
