"""Papers that discuss resistance without a rule of their own: named here, with why nothing is computed."""

from models.criteria.staging.definition import Definition, Finding
from models.criteria.staging.evidence import Evidence
from models.criteria.verdict import NOT_APPLICABLE


def judge(_: Evidence, own: Definition) -> Finding:
    return Finding(None, NOT_APPLICABLE, (own.text("why"),))
