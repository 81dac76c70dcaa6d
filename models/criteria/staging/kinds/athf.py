"""How many antidepressants had a fair trial without response: in this episode, and ever."""

from models.criteria.staging.definition import Definition, Finding
from models.criteria.staging.evidence import Evidence
from models.criteria.staging.telling import the_others, to_record
from models.criteria.verdict import NOT_APPLICABLE, UNKNOWN
from models.criteria.wording import listed


def judge(evidence: Evidence, own: Definition) -> Finding:
    terms = own.terms(evidence.settings)
    now, ever = evidence.counted(terms), evidence.counted(terms, "any")
    reasons = (
        f"In this episode: {listed([one.name for one in now.sure]) or 'none'}.",
        f"Ever: {listed([one.name for one in ever.sure]) or 'none'}.",
        *the_others(ever, terms),
    )
    if now.open or ever.open:
        return Finding(None, UNKNOWN, reasons, to_record((*now.open, *ever.open), terms))
    return Finding({"current": len(now.sure), "lifetime": len(ever.sure)}, NOT_APPLICABLE, reasons)
