"""Two fair trials without response, and a depression that is still severe enough on the Hamilton scale afterwards."""

from datetime import date

from models.criteria.staging.definition import Definition, Finding
from models.criteria.staging.evidence import Evidence
from models.criteria.staging.kinds.failures import drug_arm
from models.criteria.verdict import UNKNOWN, YES, Answer, answer, both
from models.criteria.wording import amount, day


def judge(evidence: Evidence, own: Definition) -> Finding:
    terms, needed = own.terms(evidence.settings), own.needed
    found = evidence.counted(terms)
    drugs, told, missing = drug_arm(found, needed, "trial", terms)
    severe, why = still_depressed(evidence, own)
    met = both((drugs, severe))
    if severe is UNKNOWN:
        missing += ("a HAM-D17 score after the last of these trials",)
    return Finding(None if met is UNKNOWN else met is YES, met, (*told, why), missing)


def still_depressed(evidence: Evidence, own: Definition) -> tuple[Answer, str]:
    """The latest HAM-D17 since the last drug trial began; with none it is not known."""
    line = own.number("end_score")
    days, scores = evidence.readings("hamd17")
    begun = max((one.trial.started_on for one in evidence.drugs), default=None)
    if begun is None or not days or days[-1] <= begun.toordinal():
        return UNKNOWN, "No HAM-D17 score after these trials."
    score, on = scores[-1], day(date.fromordinal(days[-1]))
    return answer(score >= line), f"HAM-D17 {amount(score)} on {on}; {amount(line)} or more is asked for."
