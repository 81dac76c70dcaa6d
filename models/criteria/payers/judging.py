"""A payer's policy held against one history, criterion by criterion."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from models.criteria.case import Case
from models.criteria.judge import CaseJudgement
from models.criteria.payers.policy import Criterion, Policy, policies
from models.criteria.payers.predicates import PREDICATES, Held
from models.criteria.staging.evidence import Evidence, gather
from models.criteria.verdict import Answer, both, either

MET, NOT_MET, NO_EVIDENCE, ATTEST = "met", "not met", "no evidence", "needs attestation"
STATES: Mapping[Answer, str] = {
    Answer.yes: MET,
    Answer.no: NOT_MET,
    Answer.unknown: NO_EVIDENCE,
    Answer.not_applicable: ATTEST,
}


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """How one criterion came out. `observed` says what the record shows."""

    text: str
    state: str
    observed: str
    source: str
    mark: str
    checked_on: date

    @property
    def sentence(self) -> str:
        return f"{self.state.capitalize()}: {self.text}{f' ({self.observed})' if self.observed else ''}."


@dataclass(frozen=True, slots=True)
class PayerResult:
    """`met` tells what the record can tell: what somebody must attest is listed and does not decide."""

    id: str
    title: str
    treatment: str
    met: Answer
    criteria: tuple[CriterionResult, ...]
    source: str
    checked_on: date
    note: str

    @property
    def reasons(self) -> tuple[str, ...]:
        told = tuple(one.sentence for one in self.criteria)
        return (*told, self.note) if self.note else told


def judge_payers(judgement: CaseJudgement, case: Case, evidence: Evidence | None = None) -> tuple[PayerResult, ...]:
    """Every policy, in order. Never an application: policies change, and a person sends it."""
    known = evidence or gather(judgement, case)
    return tuple(_policy(one, known) for one in policies())


def _policy(policy: Policy, evidence: Evidence) -> PayerResult:
    held = [_held(one, evidence) for one in policy.criteria]
    met = both(each.answer for each in held)
    results = tuple(
        CriterionResult(one.text, STATES[each.answer], each.observed, one.source, one.mark, one.checked_on)
        for one, each in zip(policy.criteria, held, strict=True)
    )
    return PayerResult(
        policy.id, policy.title, policy.treatment, met, results, policy.source, policy.checked_on, policy.note
    )


def _held(one: Criterion, evidence: Evidence) -> Held:
    if not one.ways:
        return PREDICATES[one.predicate](evidence, one.figures)
    ways = [PREDICATES[way.predicate](evidence, way.figures) for way in one.ways]
    answer = either(each.answer for each in ways)
    return Held(answer, "; or ".join(each.observed for each in ways if each.observed))
