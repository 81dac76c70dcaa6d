"""Paragraphs of the clinical rules that could be read otherwise: how they are read here, each named."""

import json
from typing import Any

import pytest

from models.criteria.judge import judge_case
from models.criteria.staging import DefinitionResult, gather, registry
from models.exchange.history_document import read_history
from tests.criteria.lives import AS_OF, life

Document = dict[str, Any]


def results(treatments: str) -> dict[str, DefinitionResult]:
    case = life(treatments)
    evidence = gather(judge_case(case, AS_OF), case)
    return {one.id: one.judge(evidence) for one in registry()}


def read(document: Document) -> dict[str, DefinitionResult]:
    case, as_of, _ = read_history(json.dumps(document))
    assert as_of
    evidence = gather(judge_case(case, as_of), case)
    return {one.id: one.judge(evidence) for one in registry()}


def drug(name: str, agent: str, mg: float, month: int, **more: object) -> Document:
    """Two months at dose, beginning with the first of a month."""
    start, end = f"2026-{month:02}-01", f"2026-{month + 1:02}-28"
    doses = [{"from": start, "mg_per_day": mg}]
    return {
        "id": name, "episode": "E1", "modality": "medication", "role": "monotherapy", "agent": agent,
        "started_on": start, "ended_on": end, "stop_reason": "nonresponse", "doses": doses, "adherence": 0.95, **more,
    }  # fmt: skip


def history(*trials: Document) -> Document:
    scores = [
        {"on": trial[day], "instrument": "phq9", "trial": trial["id"], "score": score}
        for trial in trials
        if "recalled_improvement" not in trial
        for day, score in (("started_on", 20), ("ended_on", 19))
        if trial[day]
    ]
    days = [f"2026-{month:02}-{day:02}" for month in (6, 7, 8) for day in (5, 12, 19)]
    talking = {
        "id": "T9", "episode": "E1", "modality": "psychotherapy", "therapy": "CBT", "started_on": "2026-06-01",
        "ended_on": "2026-08-31", "therapist": {"experienced": True},
        "sessions": [{"on": day, "attended": True} for day in days],
    }  # fmt: skip
    scores += [{"on": "2026-06-01", "instrument": "phq9", "trial": "T9", "score": 20}]
    scores += [{"on": "2026-08-31", "instrument": "phq9", "trial": "T9", "score": 19}]
    return {
        "format": "fairtrial-history/1", "as_of": "2026-11-01", "patient": {"id": "P1"}, "diagnosis": "MDD",
        "episodes": [{"id": "E1", "started_on": "2025-12-01"}], "trials": [*trials, talking], "measurements": scores,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("treatments", "stage"),
    [
        ("sertraline 6w 0%; citalopram 6w 0%; nortriptyline 6w 0%", "II"),
        ("sertraline 6w 0%; nortriptyline 6w 0%", "II"),
        ("sertraline 6w 0%; nortriptyline 6w 0%; imipramine 6w 0%", "III"),
        ("sertraline 6w 0%; venlafaxine 6w 0%; nortriptyline 6w 0%", "III"),
    ],
)
def test_thase_and_rush_take_a_tricyclic_once(treatments: str, stage: str) -> None:
    """2.2, TR97: the additive reading. The tricyclic that makes stage II is not the one that makes stage III."""
    assert results(treatments)["TR97"].result == stage


@pytest.mark.parametrize(
    ("more", "result"),
    [
        ({"ascertainment": "prospective"}, "TRD"),
        ({}, "TRD"),
        ({"ascertainment": None}, "TRD"),
        ({"ascertainment": "record"}, "no"),
        ({"ascertainment": "recall"}, "no"),
        ({"recalled_improvement": "lt25"}, "no"),
    ],
)
def test_where_it_is_not_said_two_scores_show_that_a_trial_was_followed(more: Document, result: str) -> None:
    """Section 1: at least two values are what `prospective` needs. What was only remembered never is."""
    told = history(drug("T1", "sertraline", 100, 1), drug("T2", "venlafaxine", 150, 3, **more))
    assert read(told)["MAR22"].result == result


def test_one_score_is_not_followed() -> None:
    """Section 1, the same: without a second value nothing is known, and it is said what to record."""
    told = history(drug("T1", "sertraline", 100, 1), drug("T2", "venlafaxine", 150, 3))
    told["measurements"] = [one for one in told["measurements"] if (one["trial"], one["score"]) != ("T2", 19)]
    found = read(told)["MAR22"]
    assert (found.result, found.met) == (None, "unknown")
    assert any("venlafaxine" in each for each in found.would_change)


@pytest.mark.parametrize(("ended_on", "counts"), [("2026-10-31", True), ("2026-11-01", True), ("2026-11-02", False)])
def test_only_trials_that_have_ended_by_the_day_count(ended_on: str, counts: bool) -> None:
    """Section 1, last line: staging takes a day and uses only trials ended by then."""
    running = drug("T2", "venlafaxine", 150, 3, ended_on=ended_on)
    told = history(drug("T1", "sertraline", 100, 1), running)
    told["measurements"] = [one for one in told["measurements"] if one["on"] <= "2026-11-01"]
    told["measurements"].append({"on": "2026-10-31", "instrument": "phq9", "trial": "T2", "score": 19})
    found = read(told)
    wanted = {"MCI14": counts, "AHRQ18": counts, "RYB21": counts, "EMA02": counts, "KIM": counts}
    assert {key: found[key].result for key in wanted} == wanted
    assert found["TR97"].result == ("II" if counts else "I")
    assert found["ATHFSF"].result == {"current": 1 + counts, "lifetime": 1 + counts}


def test_a_register_sees_a_switch_when_the_next_treatment_begins() -> None:
    """2.1, KIM: nonresponse is switching. The next treatment need not have ended; it does not count itself."""
    left = drug("T2", "venlafaxine", 150, 3, stop_reason="other")
    told = history(drug("T1", "sertraline", 100, 1), left)
    told["measurements"] = [one for one in told["measurements"] if one["trial"] != "T2"]
    assert read(told)["KIM"].result is None
    running = drug("T3", "bupropion", 300, 5, ended_on=None, stop_reason=None)
    told["trials"].append(running)
    found = read(told)["KIM"]
    assert found.result is True
    assert "bupropion" not in found.reasons[0]
