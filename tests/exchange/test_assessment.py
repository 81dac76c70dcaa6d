"""What is worked out once and shared changes no verdict: neither for the next history, nor for the next rule."""

import json
import random
from typing import Any

import pytest

from models.criteria.judge import judge_case
from models.criteria.payers import judge_payers, judge_policy, policies
from models.criteria.settings import RuleSettings
from models.criteria.staging import Evidence, gather, judge_definitions, registry
from models.exchange.assessment import assess, written
from models.exchange.history_document import read_history
from tests.bench.bench_assess import a_history

TEXTS = [a_history(number, trials, scores) for number, trials, scores in ((0, 5, 40), (1, 2, 9), (2, 7, 60), (3, 5, 3))]
OTHER = RuleSettings(dose_profile="strict_max", psychotherapy_profile="conway", weeks=8, tr97_lenient=True)


def assessed(text: bytes, settings: RuleSettings) -> bytes:
    history = read_history(text)
    assert history.as_of
    return written(assess(history.case, history.as_of, settings))


def evidence(text: bytes) -> Evidence:
    history = read_history(text)
    assert history.as_of
    return gather(judge_case(history.case, history.as_of), history.case)


@pytest.mark.parametrize("text", TEXTS, ids=["usual", "short", "long", "thin"])
def test_alone_as_among_others(text: bytes) -> None:
    """Under these settings or others, before other histories or after them."""
    alone = [assessed(text, settings) for settings in (RuleSettings(), OTHER)]
    for each in TEXTS:
        assessed(each, OTHER)
        assessed(each, RuleSettings())
    assert [assessed(text, settings) for settings in (RuleSettings(), OTHER)] == alone
    assert alone[0] != alone[1]


@pytest.mark.parametrize("text", TEXTS, ids=["usual", "short", "long", "thin"])
def test_a_rule_alone_as_beside_all_others(text: bytes) -> None:
    known = evidence(text)
    together = judge_definitions(known.judgement, known.case, known)
    assert together == tuple(one.judge(evidence(text)) for one in registry())
    paid = judge_payers(known.judgement, known.case, known)
    assert paid == tuple(judge_policy(one, evidence(text)) for one in policies())
    backwards = evidence(text)
    assert together == tuple(one.judge(backwards) for one in reversed(registry()))[::-1]


@pytest.mark.parametrize("seed", range(5))
def test_in_any_order(seed: int) -> None:
    document: dict[str, Any] = json.loads(TEXTS[2])
    for key in ("trials", "measurements"):
        random.Random(seed).shuffle(document[key])
    assert assessed(json.dumps(document).encode(), RuleSettings()) == assessed(TEXTS[2], RuleSettings())
