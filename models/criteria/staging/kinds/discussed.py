"""Papers that discuss resistance without a rule of their own: named here, with why nothing is computed."""

from models.criteria.staging.definition import Definition, Finding
from models.criteria.staging.evidence import Evidence
from models.criteria.verdict import Answer


def judge(_: Evidence, own: Definition) -> Finding:
    return Finding(None, Answer.not_applicable, (own.text("why"),))
