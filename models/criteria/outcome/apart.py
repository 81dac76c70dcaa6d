"""Where symptoms and life go different ways: functioning or well-being recovers alone, or is left behind."""

from collections.abc import Mapping

from models.criteria.outcome.change import RESPONSE
from models.criteria.outcome.domains import SYMPTOMS
from models.criteria.outcome.result import Outcome
from models.criteria.rule import number
from models.criteria.verdict import UNKNOWN, YES, Answer, answer

NO_LINE = "No threshold is agreed on for this domain; the line of a symptom response is used."


def apart(outcomes: Mapping[str, Outcome]) -> tuple[str, ...]:
    """One sentence for each domain that parts from the symptoms; only what was judged is compared."""
    symptoms = outcomes.get(SYMPTOMS)
    if symptoms is None or not symptoms.judged or symptoms.recalled:
        return ()
    better = symptoms.category == RESPONSE or symptoms.remission is YES
    told = []
    for domain, one in outcomes.items():
        if domain != SYMPTOMS and one.judged and (one.category == RESPONSE) != better:
            told.append(_sentence(domain.replace("_", " "), better))
    return tuple(told)


def _sentence(domain: str, symptoms_better: bool) -> str:
    if symptoms_better:
        return f"Symptoms responded, {domain} did not. {NO_LINE}"
    return f"{domain.capitalize()} recovered by half or more without a response of symptoms. {NO_LINE}"


def clinically_significant(one: Outcome) -> Answer:
    """Published parameters, never the clinic's own sample: for the PHQ-9 at most 9 at the end, and half better."""
    if one.instrument != "phq9" or not one.judged or one.end is None:
        return UNKNOWN
    return answer(one.category == RESPONSE and one.end <= number("track.significant.phq9_end"))
