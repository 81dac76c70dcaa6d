"""One ended trial as a definition reads it: its answers, and in words why it does not count or what is missing."""

from collections.abc import Iterator

from models.criteria.outcome.change import RESPONSE
from models.criteria.outcome.window import tells_from
from models.criteria.staging.terms import Terms
from models.criteria.staging.trial_answers import TrialAnswers
from models.criteria.verdict import NO, UNKNOWN, YES
from models.criteria.wording import amount, day

SCORE_MISSING = "record a score from before the start and one from the end of {name}"


class TrialEvidence(TrialAnswers):
    """One ended trial, with words for what it answers."""

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
        if self.taken is UNKNOWN and terms.adherence == "recorded":
            found.append(taken.would_change or "")
        return found

    def only_unaffirmed(self, terms: Terms) -> bool:
        """Whether nothing keeps it from counting but that nobody has recorded how much was taken."""
        unaffirmed = self.is_drug and self.taken is UNKNOWN and self.adequate(terms) is NO
        held = (self.at_least_days(terms.days), self.nonresponse(terms.line), self.in_episode)
        return unaffirmed and NO not in held

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
            share = self.trial.adherence
            return "adherence not recorded" if share is None else f"{amount(round(share * 100, 1))} % taken"
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
        if outcome.improvement_percent is None:
            return "stopped when well"
        return f"{outcome.improvement_percent:.1f} % better"
