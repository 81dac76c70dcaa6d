"""A payer's policy held against one history, criterion by criterion."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from models.criteria.case import Case
from models.criteria.judge import CaseJudgement
from models.criteria.payers.policy import Criterion, Policy, policies
from models.criteria.payers.predicates import ATTEST, PREDICATES, Held
from models.criteria.staging.evidence import Evidence, gather
from models.criteria.verdict import Answer, both, either

STATES: Mapping[Answer, str] = {
    Answer.yes: "Met",
    Answer.no: "Not met",
    Answer.unknown: "No evidence",
    Answer.not_applicable: "Needs attestation",
}


class CriterionResult(NamedTuple):
    """How one criterion came out. `observed` says what the record shows."""

    text: str
    state: str
    observed: str
    source: str
    mark: str
    checked_on: date

    @property
    def sentence(self) -> str:
        return f"{self.state}: {self.text} ({self.observed})." if self.observed else f"{self.state}: {self.text}."


class PayerResult(NamedTuple):
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
        told = tuple([one.sentence for one in self.criteria])
        return (*told, self.note) if self.note else told


def judge_payers(judgement: CaseJudgement, case: Case, evidence: Evidence | None = None) -> tuple[PayerResult, ...]:
    """Every policy, in order. Never an application: policies change, and a person sends it."""
    known = evidence or gather(judgement, case)
    return tuple([_policy(one, known) for one in policies()])


def _policy(policy: Policy, evidence: Evidence) -> PayerResult:
    held = [answer_of(one, evidence) for one in policy.criteria]
    met = both([each.answer for each in held])
    results = tuple([_result(one, each) for one, each in zip(policy.criteria, held, strict=True)])
    return PayerResult(
        policy.id, policy.title, policy.treatment, met, results, policy.source, policy.checked_on, policy.note
    )


def _result(one: Criterion, held: Held) -> CriterionResult:
    if held is ATTEST:
        return _to_attest(one)
    return CriterionResult(one.text, STATES[held.answer], held.observed, one.source, one.mark, one.checked_on)


@cache
def _to_attest(one: Criterion) -> CriterionResult:
    return CriterionResult(one.text, STATES[ATTEST.answer], "", one.source, one.mark, one.checked_on)


def answer_of(one: Criterion, evidence: Evidence) -> Held:
    """Payers ask many of the same things; each is looked up once for a history."""
    found = evidence.kept.get(one.key)
    if found is None:
        found = evidence.kept[one.key] = _ways(one, evidence) if one.ways else _asked(one, evidence)
    return found


def _asked(one: Criterion, evidence: Evidence) -> Held:
    return PREDICATES[one.predicate](evidence, one.figures)


def _ways(one: Criterion, evidence: Evidence) -> Held:
    """One of the ways is enough."""
    ways = [answer_of(way, evidence) for way in one.ways]
    return Held(either(each.answer for each in ways), "; or ".join(each.observed for each in ways if each.observed))
