"""Two fair trials without response, and a depression that is still severe enough on the Hamilton scale afterwards."""

from datetime import date

from models.criteria.staging.definition import Definition, Finding
from models.criteria.staging.evidence import Evidence
from models.criteria.staging.kinds.failures import drugs_missing, enough
from models.criteria.staging.telling import counted_trials
from models.criteria.verdict import UNKNOWN, YES, Answer, answer, both
from models.criteria.wording import amount, day


def judge(evidence: Evidence, own: Definition) -> Finding:
    terms, needed = own.terms(evidence.settings), own.needed
    found = evidence.counted(terms)
    drugs = enough(found, needed, "trial")
    severe, why = still_depressed(evidence, own)
    met = both((drugs, severe))
    change = list(drugs_missing(found, drugs, needed, "trial", terms))
    if severe is UNKNOWN:
        change.append("a HAM-D17 score after the last of these trials")
    reasons = (*counted_trials(found, needed, terms), why)
    return Finding(None if met is UNKNOWN else met is YES, met, reasons, tuple(change))


def still_depressed(evidence: Evidence, own: Definition) -> tuple[Answer, str]:
    """The latest HAM-D17 since the last drug trial began; with none it is not known."""
    line = own.number("end_score")
    days, scores = evidence.readings("hamd17")
    begun = max((one.trial.started_on for one in evidence.drugs), default=None)
    if begun is None or not days or days[-1] <= begun.toordinal():
        return UNKNOWN, "No HAM-D17 score after these trials."
    score, on = scores[-1], day(date.fromordinal(days[-1]))
    return answer(score >= line), f"HAM-D17 {amount(score)} on {on}; {amount(line)} or more is asked for."
