"""A payer's policy held against one history, criterion by criterion."""

from datetime import date
from typing import NamedTuple

from models.criteria.case import Case
from models.criteria.judge import CaseJudgement
from models.criteria.payers.policy import STATES, Criterion, Policy, policies
from models.criteria.payers.predicates import PREDICATES, Held
from models.criteria.staging.evidence import Evidence, gather
from models.criteria.verdict import Answer, both, either


class CriterionResult(NamedTuple):
    """How one criterion came out. `observed` says what the record shows."""

    text: str
    state: str
    observed: str
    source: str
    mark: str
    checked_on: date


class PayerResult(NamedTuple):
    """`met` tells what the record can tell: what somebody must attest is listed and does not decide."""

    policy: Policy
    met: Answer
    held: tuple[Held, ...]

    @property
    def id(self) -> str:
        return self.policy.id

    @property
    def title(self) -> str:
        return self.policy.title

    @property
    def treatment(self) -> str:
        return self.policy.treatment

    @property
    def source(self) -> str:
        return self.policy.source

    @property
    def checked_on(self) -> date:
        return self.policy.checked_on

    @property
    def note(self) -> str:
        return self.policy.note

    @property
    def criteria(self) -> tuple[CriterionResult, ...]:
        return tuple([_result(one, each) for one, each in zip(self.policy.criteria, self.held, strict=True)])

    @property
    def reasons(self) -> tuple[str, ...]:
        """One sentence for each criterion, and what is to be known of the policy."""
        told = [
            f"{one.told[held.answer]} ({held.observed})." if held.observed else one.told_alone[held.answer]
            for one, held in zip(self.policy.criteria, self.held, strict=True)
        ]
        return (*told, self.policy.note) if self.policy.note else tuple(told)


def _result(one: Criterion, held: Held) -> CriterionResult:
    return CriterionResult(one.text, STATES[held.answer], held.observed, one.source, one.mark, one.checked_on)


def judge_payers(judgement: CaseJudgement, case: Case, evidence: Evidence | None = None) -> tuple[PayerResult, ...]:
    """Every policy, in order. Never an application: policies change, and a person sends it."""
    known = evidence or gather(judgement, case)
    return tuple([judge_policy(one, known) for one in policies()])


def judge_policy(policy: Policy, evidence: Evidence) -> PayerResult:
    """One policy against everything that is known of one patient."""
    kept = evidence.kept
    held = tuple([kept.get(one.key) or answer_of(one, evidence) for one in policy.criteria])
    return PayerResult(policy, both([each.answer for each in held]), held)


def answer_of(one: Criterion, evidence: Evidence) -> Held:
    """Payers ask many of the same things; each is looked up once for a history."""
    found: Held | None = evidence.kept.get(one.key)
    if found is None:
        found = _ways(one, evidence) if one.ways else PREDICATES[one.predicate](evidence, one.figures)
        evidence.kept[one.key] = found
    return found


def _ways(one: Criterion, evidence: Evidence) -> Held:
    """One of the ways is enough."""
    ways = [answer_of(way, evidence) for way in one.ways]
    observed = [each.observed for each in ways if each.observed]
    return Held(either([each.answer for each in ways]), "; or ".join(observed))
