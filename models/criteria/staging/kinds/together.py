"""A drug and a psychotherapy side by side, each a fair trial: what did both bring together?"""

from collections.abc import Mapping
from dataclasses import dataclass

from models.criteria.adequacy import Combined
from models.criteria.outcome.overlap import judge_overlap
from models.criteria.staging.evidence import Evidence
from models.criteria.staging.terms import Terms
from models.criteria.staging.trial_evidence import TrialEvidence
from models.criteria.verdict import NO, UNKNOWN, YES, Answer, answer, both
from models.criteria.wording import amount


@dataclass(frozen=True, slots=True)
class Together:
    failed: Answer
    reasons: tuple[str, ...]
    record: tuple[str, ...]


def together(evidence: Evidence, terms: Terms) -> Together:
    """The combined treatments of the present episode; the one that is known to have brought no response decides."""
    known = {one.trial.id: one for one in evidence.within("current")}
    pairs = [pair for pair in evidence.judgement.combined if set(pair.trials) <= set(known)]
    found = [_one(pair, known, evidence, terms) for pair in pairs]
    for wanted in (YES, UNKNOWN):
        chosen = next((each for each in found if each.failed == wanted), None)
        if chosen:
            return chosen
    weeks = amount(evidence.settings.combined_weeks)
    missing = (
        f"combined-missing: no drug and psychotherapy, both fair, side by side for {weeks} weeks without response."
    )
    change = f"{weeks} weeks of an antidepressant and a psychotherapy side by side, both fair, without response"
    return Together(NO, (missing,), (change,))


def _one(pair: Combined, known: Mapping[str, TrialEvidence], evidence: Evidence, terms: Terms) -> Together:
    drug, talking = (known[each] for each in pair.trials)
    names = f"{drug.name} with {talking.name}"
    fair = both((drug.adequate(terms), talking.adequate(terms), drug.in_episode, talking.in_episode))
    outcome = judge_overlap(pair, evidence.case, evidence.as_of, evidence.settings)
    without = UNKNOWN
    if outcome.judged and outcome.improvement_percent is not None:
        held = outcome.remission is not YES and terms.line.without_response(outcome.improvement_percent)
        without = answer(held)
    failed = both((fair, without))
    if failed is YES:
        return Together(failed, (f"{names}: {pair.weeks:.0f} weeks side by side without response.",), ())
    if failed is UNKNOWN:
        change = f"record a score from the beginning and one from the end of the time with {names}"
        return Together(failed, (f"{names}: cannot be judged together.",), (change,))
    return Together(failed, (), ())
