"""Two trials of at least four weeks; those shorter than six are flagged."""

from models.criteria.staging.definition import Definition, Finding
from models.criteria.staging.evidence import Evidence
from models.criteria.staging.kinds import failures
from models.criteria.wording import amount, listed


def judge(evidence: Evidence, own: Definition) -> Finding:
    found = failures.judge(evidence, own)
    sure = evidence.counted(own.terms(evidence.settings)).sure
    full = own.number("full_weeks")
    short = [one.name for one in sure if (one.days_at_dose or 0) < full * 7]
    if not short:
        return found
    return found._replace(reasons=(*found.reasons, f"Shorter than {amount(full)} weeks: {listed(short)}."))
