"""Two fair trials without response, and a depression that is still severe enough on the Hamilton scale afterwards."""

from models.criteria.outcome.scale import scale_facts
from models.criteria.outcome.window import all_scores
from models.criteria.staging.definition import Definition, Finding
from models.criteria.staging.evidence import Evidence
from models.criteria.staging.kinds.failures import drugs_missing, enough
from models.criteria.staging.telling import counted_trials
from models.criteria.verdict import UNKNOWN, YES, Answer, answer, both
from models.criteria.wording import amount, day


def judge(evidence: Evidence, own: Definition) -> Finding:
    terms, needed = own.terms(evidence.settings), own.whole("trials")
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
    facts = scale_facts("hamd17")
    begun = max((one.trial.started_on for one in evidence.drugs), default=None)
    assert facts
    days, scores, _ = all_scores(evidence.case, facts)
    past = [(on, score) for on, score in zip(days, scores, strict=True) if on <= evidence.as_of.toordinal()]
    if begun is None or not past or past[-1][0] <= begun.toordinal():
        return UNKNOWN, "No HAM-D17 score after these trials."
    score = past[-1][1]
    on = day(begun.fromordinal(past[-1][0]))
    return answer(score >= line), f"HAM-D17 {amount(score)} on {on}; {amount(line)} or more is asked for."
