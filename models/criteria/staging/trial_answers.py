"""What one ended trial answers to a definition: was it fair by its numbers, and did it bring no response."""

from datetime import date
from functools import cached_property

from models.criteria.adequacy.dose import days_at_dose, stretches
from models.criteria.adequacy.psychotherapy import evidence_reason, profile, sessions_reason
from models.criteria.case import (
    AUGMENTATION,
    MEDICATION,
    MONOTHERAPY,
    NEUROMODULATION,
    PSYCHOTHERAPY,
    Ascertainment,
    RecalledImprovement,
    Trial,
)
from models.criteria.formulary import Drug, formulary
from models.criteria.judge import TrialJudgement
from models.criteria.outcome.change import NONRESPONSE, RESPONSE
from models.criteria.outcome.window import tells_from
from models.criteria.staging.terms import Line, Terms
from models.criteria.therapies import therapies
from models.criteria.verdict import NO, UNKNOWN, YES, Answer, answer, both

LENIENT = "conway"  # the profile that counts guided internet treatment and asks for no therapist


def _scored_at_the_end(judged: TrialJudgement) -> bool:
    """A score from the last days of a trial tells what it did, whenever it had become fair."""
    trial, end_on = judged.trial, judged.outcome.end_on
    if end_on is None or trial.ended_on is None or judged.running:
        return end_on is None
    return end_on >= tells_from(trial, trial.ended_on, judged.as_of, judged.settings)


def _improvement(judged: TrialJudgement) -> float | None:
    """What a line of response is held against; None where no number decides."""
    outcome = judged.outcome
    decides = outcome.judged and not outcome.recalled and outcome.remission is not YES
    return outcome.improvement_percent if decides else None


class TrialAnswers:
    """Answers are worked out once for each set of terms, since many definitions share theirs."""

    def __init__(self, judged: TrialJudgement, in_episode: Answer) -> None:
        """`klass` is the drug's class; of a course of stimulation the procedure, of a psychotherapy its family.

        `days_at_dose` are those at or above the smallest dose that counts, None where no such dose is known. `taken`
        tells whether enough of it was taken, unknown where that is not recorded.
        """
        self.judged = judged
        self.trial = trial = judged.trial
        self.in_episode = in_episode
        self.name = self.substance = trial.treatment
        self._answers: dict[object, Answer] = {}
        self._words: dict[Terms, str] = {}
        self._held_at: dict[float, int] = {}
        self._fair_under: dict[str, tuple[Answer, date | None]] = {}
        weeks, share = judged.adequacy.weeks_at_dose, trial.adherence
        self.days_at_dose = None if weeks is None else round(weeks * 7)
        self.taken = answer(None if share is None else share >= judged.settings.adherence_floor)
        self._scored_at_the_end = _scored_at_the_end(judged)
        self._improvement = _improvement(judged)
        self.is_psychotherapy = trial.modality == PSYCHOTHERAPY
        self.is_drug = self.is_adjunct = self.is_added = False
        self.drug: Drug | None = None
        if trial.modality == MEDICATION:
            self._a_medication(trial)
        elif self.is_psychotherapy:
            self.klass = self.family
        else:
            self.klass = str(trial.procedure or trial.agent)

    def _a_medication(self, trial: Trial) -> None:
        self.is_adjunct = trial.role == AUGMENTATION
        self.is_added = trial.role != MONOTHERAPY  # an adjunct, or a second antidepressant
        self.is_drug = not self.is_adjunct
        self.drug = drug = formulary().find(trial.agent)
        self.substance = drug.name if drug else self.name
        self.klass = drug.klass if drug else str(trial.procedure or trial.agent)

    def is_procedure(self, *procedures: str) -> bool:
        return self.trial.modality == NEUROMODULATION and self.trial.procedure in procedures

    @property
    def prospective(self) -> bool:
        """Followed while it ran, and measured at least twice."""
        return self.trial.ascertainment == Ascertainment.prospective and not self.judged.outcome.recalled

    # Was it fair

    def adequate(self, terms: Terms) -> Answer:
        """By a definition's own weeks; of other treatments than drugs, by the rule of the treatment itself."""
        if not self.is_drug:
            return self.judged.adequacy.verdict.answer
        weeks = self.at_least_days(terms.days)
        if terms.adherence == "not_asked" or weeks is NO:
            return weeks
        taken = self.taken
        if taken is YES or (taken is UNKNOWN and terms.adherence == "unless_poor"):
            return weeks
        return both((weeks, taken)) if terms.adherence == "recorded" else NO  # what nobody affirmed is not affirmed

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
        if mg not in self._held_at:
            self._held_at[mg] = self._days_from(mg)
        return self._held_at[mg]

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
        if self._improvement is not None:
            return YES if line.without_response(self._improvement) else NO
        outcome = self.judged.outcome
        if outcome.recalled:
            return self._remembered(line)
        return NO if outcome.judged and outcome.remission is YES else UNKNOWN

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
        if without is NO:
            return NO
        fair = self.adequate(terms)
        if fair is YES and without is YES:
            return YES if self._scored_at_the_end or self._late_enough(self.fair_on(terms)) else UNKNOWN
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
        seen = self.judged.adequacy.visits
        listed = self.has_evidence if name == LENIENT else evidence_reason(self.trial, asked).verdict
        fair = both((sessions_reason(seen, asked).verdict, listed))
        return fair, seen.days[asked.sessions - 1] if len(seen.days) >= asked.sessions else None

    @cached_property
    def has_evidence(self) -> Answer:
        """Whether the therapy is one that works in depression, guided internet treatment included."""
        return evidence_reason(self.trial, profile(LENIENT)).verdict

    @property
    def family(self) -> str:
        """Therapies that count as one kind."""
        listed = therapies().find(self.trial.therapy)
        return listed.family if listed else str(self.trial.therapy)
