"""How a count of trials is told: which count, which do not and why, and what is still missing."""

from collections.abc import Sequence
from functools import lru_cache

from models.criteria.staging.evidence import Counted, Evidence
from models.criteria.staging.terms import Terms
from models.criteria.staging.trial_evidence import TrialEvidence
from models.criteria.wording import count, listed


def counted_trials(found: Counted, needed: int, terms: Terms) -> tuple[str, ...]:
    """The count in one sentence, then what cannot be judged and what does not count; told once for all who ask."""
    key = (needed, terms)
    told: tuple[str, ...] | None = found.kept.get(key)
    if told is None:
        told = found.kept[key] = (_counts(found, needed, terms), *the_others(found, terms))
    return told


def _counts(found: Counted, needed: int, terms: Terms) -> str:
    who = f" ({found.names})" if found.sure else ""
    return f"{terms.fair_trials}: {len(found.sure) or 'none'}{who}; {needed} needed."


def the_others(found: Counted, terms: Terms) -> tuple[str, ...]:
    told: tuple[str, ...] | None = found.kept.get(terms)
    if told is None:
        told = found.kept[terms] = (*_not_known(found), *_not_counted(found, terms))
    return told


def _not_known(found: Counted) -> tuple[str, ...]:
    return (f"Cannot be judged: {listed([one.name for one in found.open])}.",) if found.open else ()


def _not_counted(found: Counted, terms: Terms) -> tuple[str, ...]:
    if not found.others:
        return ()
    return (f"Does not count: {', '.join([f'{one.name} ({one.why_not(terms)})' for one in found.others])}.",)


def to_record(open_: Sequence[TrialEvidence], terms: Terms) -> tuple[str, ...]:
    """What to record so that the trials not known can be judged."""
    return tuple(dict.fromkeys(change for one in open_ for change in one.missing(terms))) if open_ else ()


def to_affirm(others: Sequence[TrialEvidence], terms: Terms) -> tuple[str, ...]:
    """Where adherence must be affirmed: of which trials nothing else is missing."""
    return tuple([f"record how much of {one.name} was taken" for one in others if one.only_unaffirmed(terms)])


@lru_cache(maxsize=1024)
def more(number: int, terms: Terms, which: str = "") -> str:
    """The smallest treatment that is missing."""
    noun = "antidepressant" if number == 1 else "antidepressants"
    each = "" if number == 1 else ", each"
    return f"{count(number)} more {noun}{which}{each} with {terms.fair}"


def another(different: str, sure: Sequence[TrialEvidence], short: int) -> str:
    """Where a definition asks for different drugs or classes: from what the next one must differ."""
    if different == "class":
        classes = sorted({one.klass for one in sure})
        if short > 1:
            return " of different classes"
        return f" of another class than {listed(classes)}" if classes else ""
    names = sorted({one.substance for one in sure})
    return f" other than {listed(names)}" if different == "drug" and names else ""


def outside(evidence: Evidence, scope: str) -> tuple[str, ...]:
    """Says that earlier episodes were left out, where there were trials in them."""
    if scope == "any" or len(evidence.trials) == len(evidence.present):
        return ()
    left_out = len(evidence.trials) - len(evidence.present)
    trials = "trial" if left_out == 1 else "trials"
    return (f"{count(left_out).capitalize()} {trials} of earlier episodes not counted.",)
