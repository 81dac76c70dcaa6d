"""Read from prescriptions alone: two switches between three drugs, each taken long enough, without a long pause."""

from collections.abc import Sequence

from models.criteria.staging.definition import Definition, Finding
from models.criteria.staging.evidence import Evidence
from models.criteria.staging.trial_evidence import TrialEvidence
from models.criteria.verdict import NO, UNKNOWN, YES
from models.criteria.wording import count, listed


def judge(evidence: Evidence, own: Definition) -> Finding:
    days = round(own.number("weeks") * 7)
    long_enough = [(one, one.at_least_days(days)) for one in evidence.trials if one.is_drug]
    sure = [one for one, held in long_enough if held is YES]
    open_ = [one for one, held in long_enough if held is UNKNOWN]
    chain = longest(sure, own)
    possible = longest([one for one, held in long_enough if held is not NO], own) if open_ else chain
    needed = own.whole("drugs")
    reasons = (f"{len(chain)} of {needed} drugs needed, one after the other: {listed(chain) or 'none'}.",)
    if len(chain) >= needed:
        return Finding(True, YES, reasons)
    if len(possible) >= needed:
        record = tuple(f"record the doses of {one.name}, each with its days" for one in open_)
        return Finding(None, UNKNOWN, reasons, record)
    more = needed - len(chain)
    drugs = "drug, taken" if more == 1 else "drugs, each taken"
    weeks = f"{own.whole('weeks')} weeks or more at dose"
    change = f"{count(more)} more {drugs} for {weeks}, begun soon after the one before"
    return Finding(False, NO, reasons, (change,))


def longest(trials: Sequence[TrialEvidence], own: Definition) -> list[str]:
    """The longest run of different drugs in which each began soon enough after the one before."""
    best: list[str] = []
    chain: list[str] = []
    last: TrialEvidence | None = None
    for one in trials:
        pause = (one.trial.started_on - last.trial.last_day(one.judged.as_of)).days if last else 0
        if pause > own.number("pause_weeks") * 7:
            chain = []
        chain = [*chain, one.substance] if one.substance not in chain else chain
        last = one
        best = max(best, chain, key=len)
    return best
