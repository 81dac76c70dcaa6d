"""How many history documents a second are judged by everything there is: JSON in, JSON out, one process.

Beside it stands what the naive way would take: each definition and each payer judged alone, from the document on.
"""

import json
import time
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from models.criteria.judge import judge_case
from models.criteria.payers import judge_policy, policies
from models.criteria.settings import RuleSettings
from models.criteria.staging import Evidence, gather, registry
from models.exchange.assessment import assess, load_rules, written
from models.exchange.history_document import read_history

START = date(2024, 1, 8)
SETTINGS = RuleSettings()
DRUGS = ("sertraline", "escitalopram", "venlafaxine", "duloxetine", "mirtazapine", "bupropion", "nortriptyline")
WEEKS = 12  # from the start of one trial to the start of the next


def a_history(number: int, trials: int = 5, scores: int = 40) -> bytes:
    """One invented patient: drugs, an adjunct, psychotherapy and ECT in turn, and a score every so often."""
    last = START + timedelta(weeks=WEEKS * trials)
    step = (last - START).days / scores
    return json.dumps(
        {
            "format": "fairtrial-history/1",
            "as_of": str(last),
            "patient": {"id": f"P{number}", "born_on": "1984-03-02", "sex": "female"},
            "diagnosis": "MDD",
            "episodes": [
                {"id": "E1", "number": 1 + number % 3, "started_on": str(START - timedelta(days=60)), "ended_on": None,
                 "severity": ("moderate", "severe")[number % 2], "psychotic": False, "functional_impairment": 2,
                 "comorbid_anxiety": 0.5, "personality_disorder": 0, "psychosocial_stressor": 1,
                 "intensified_treatment": 0}
            ],
            "trials": [_trial(position, number) for position in range(trials)],
            "measurements": [
                {"on": str(START + timedelta(days=round(step * at) - 2)), "instrument": "phq9",
                 "score": 12 + (number + at * 7) % 10}
                for at in range(scores)
            ],
        }
    ).encode()  # fmt: skip


def _trial(position: int, number: int) -> dict[str, object]:
    start = START + timedelta(weeks=WEEKS * position)
    common = {"id": f"T{position}", "episode": "E1", "started_on": str(start),
              "ended_on": str(start + timedelta(weeks=WEEKS - 2)), "ascertainment": "prospective"}  # fmt: skip
    kind = position % 5
    if kind == 3:
        sessions = [{"on": str(start + timedelta(weeks=week)), "attended": True, "minutes": 50} for week in range(10)]
        therapist = {"licensed": True, "formal_training": True, "years": 5}
        return {**common, "modality": "psychotherapy", "therapy": "CBT", "sessions": sessions, "therapist": therapist,
                "stop_reason": "completed"}  # fmt: skip
    if kind == 4:
        sessions = [{"on": str(start + timedelta(days=3 * at)), "attended": True} for at in range(8)]
        return {**common, "modality": "neuromodulation", "procedure": "ECT", "placement": "bilateral",
                "sessions": sessions, "stop_reason": "completed"}  # fmt: skip
    if kind == 2:
        return {**common, "modality": "medication", "role": "augmentation", "agent": "lithium",
                "augments": f"T{position - 1}", "doses": [{"from": str(start), "mg_per_day": 900}],
                "serum_level_mmol_per_l": 0.6}  # fmt: skip
    doses = [{"from": str(start + timedelta(weeks=2 * at)), "mg_per_day": 75 * (at + 1)} for at in range(3)]
    return {**common, "modality": "medication", "agent": ("venlafaxine", "sertraline")[kind], "doses": doses,
            "adherence": 0.7 + number % 4 / 10, "stop_reason": "nonresponse"}  # fmt: skip


def unlike(number: int, trials: int = 5, scores: int = 40) -> bytes:
    """The same with days, doses, drugs and scores drawn by lot, so that nothing kept from one serves the next."""
    by_lot = Random(number)
    document = json.loads(a_history(number, trials, scores))
    moved = timedelta(days=by_lot.randrange(3000))
    for one in document["trials"]:
        if one["modality"] == "medication" and "augments" not in one:
            one["agent"] = by_lot.choice(DRUGS)
            one["adherence"] = by_lot.randint(50, 100) / 100
            for dose in one["doses"]:
                dose["mg_per_day"] = by_lot.randrange(10, 300, 5)
    for one in document["measurements"]:
        one["score"] = by_lot.randint(0, 27)
    return json.dumps(_later(document, moved)).encode()


def _later(value: Any, by: timedelta, key: str = "") -> Any:
    """Every day but that of birth moved by so much."""
    if isinstance(value, dict):
        return {name: _later(each, by, name) for name, each in value.items()}
    if isinstance(value, list):
        return [_later(each, by) for each in value]
    is_day = key in ("on", "from", "as_of", "started_on", "ended_on") and value is not None
    return str(date.fromisoformat(value) + by) if is_day else value


def assessed(document: bytes) -> None:
    """As `fairtrial assess` does it."""
    history = read_history(document)
    assert history.as_of
    written(assess(history.case, history.as_of, SETTINGS))


def one_by_one(document: bytes) -> None:
    """Each definition and each payer on its own; nothing that one has worked out serves another."""
    for definition in registry():
        definition.judge(_evidence(document))
    for policy in policies():
        judge_policy(policy, _evidence(document))


def _evidence(document: bytes) -> Evidence:
    history = read_history(document)
    assert history.as_of
    return gather(judge_case(history.case, history.as_of, SETTINGS), history.case)


def rate(
    number: int,
    trials: int = 5,
    scores: int = 40,
    way: Callable[[bytes], None] = assessed,
    make: Callable[[int, int, int], bytes] = a_history,
) -> float:
    """Documents a second of processor time, the best of five."""
    documents = [make(each, trials, scores) for each in range(number)]
    took = []
    for _ in range(5):
        began = time.process_time()
        for document in documents:
            way(document)
        took.append(time.process_time() - began)
    return number / min(took)


def run() -> list[tuple[str, str, str]]:
    load_rules()
    rate(20)
    usual = rate(300)
    each_trial = rate(200, scores=5 * 40)
    all_unlike = rate(300, make=unlike)
    longer = rate(100, trials=20, scores=160)
    alone = rate(20, way=one_by_one)
    return [
        ("assessing a history document, 5 trials and 40 scores", f"{usual:,.0f} a second", "at least 2,000 a second"),
        ("the same with 40 scores in each of the 5 trials", f"{each_trial:,.0f} a second", ""),
        ("the same with days, drugs, doses and scores by lot", f"{all_unlike:,.0f} a second", ""),
        ("four times as many trials and scores", f"{usual / longer:.1f} times as long", "at most 5 times"),
        ("each definition and payer judged alone", f"{usual / alone:.0f} times as long", ""),
    ]
