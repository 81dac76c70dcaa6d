"""What cannot be read is refused as a whole, by row and column; the same facts may stand in many kinds of cells."""

import pickle
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from models.criteria.registry import BadRegistry, Flaw, verdicts
from models.criteria.registry.coding import jointly
from models.criteria.registry.states import Texts, states
from tests.registry.flat import plain

PERSON: list[dict[str, Any]] = [
    {"kind": "patient", "as_of": date(2026, 1, 1), "diagnosis": "MDD"},
    {"kind": "episode", "id": "E1", "started_on": date(2025, 1, 1), "psychotic": False, "functional_impairment": 2},
    {"kind": "trial", "id": "T1", "episode": "E1", "modality": "medication", "agent": "sertraline",
     "started_on": date(2025, 1, 1), "ended_on": date(2025, 3, 1), "adherence": 0.9},
    {"kind": "dose", "trial": "T1", "from_on": date(2025, 1, 1), "mg_per_day": 100},
    {"kind": "session", "trial": "T1", "on": date(2025, 1, 8), "attended": True},
    {"kind": "measurement", "on": date(2025, 1, 1), "instrument": "phq9", "score": 20},
    {"kind": "measurement", "on": date(2025, 3, 1), "instrument": "phq9", "score": 18},
]  # fmt: skip
PATIENT, EPISODE, TRIAL, DOSE, SESSION, SCORE, _LAST = range(7)


def frame(number: int = PATIENT, **changes: Any) -> pd.DataFrame:
    rows = [{"patient_id": "P1", **row} for row in PERSON]
    rows[number] |= changes
    return pd.DataFrame(rows)


REFUSED: list[tuple[int, dict[str, Any], str]] = [
    (SCORE, {"kind": "score"}, "row 6, column kind: allowed: patient, episode, trial, dose, session, measurement"),
    (SCORE, {"patient_id": None}, "row 6, column patient_id: missing"),
    (TRIAL, {"agnet": "sertraline"}, "column 'agnet': unknown"),
    (PATIENT, {"as_of": None}, "row 1, column as_of: missing for this patient"),
    (PATIENT, {"diagnosis": "MD"}, "row 1, column diagnosis: not one of the words; allowed: MDD"),
    (EPISODE, {"ended_on": date(2024, 1, 1)}, "row 2, column ended_on: before started_on"),
    (EPISODE, {"functional_impairment": 4}, "row 2, column functional_impairment: out of range; allowed: 0 to 3"),
    (EPISODE, {"comorbid_anxiety": 0.3}, "row 2, column comorbid_anxiety: allowed: in steps of 0.5"),
    (EPISODE, {"psychotic": "no"}, "row 2, column psychotic: not true or false"),
    (TRIAL, {"modality": None}, "row 3, column modality: missing"),
    (TRIAL, {"started_on": "2025-13-01"}, "row 3, column started_on: not a day"),
    (TRIAL, {"ended_on": date(2024, 12, 31)}, "row 3, column ended_on: before started_on"),
    (TRIAL, {"episode": "E2"}, "row 3, column episode: no episode of this id"),
    (TRIAL, {"augments": "T1"}, "row 3, column augments: no other trial of this id"),
    (TRIAL, {"augments": "T2"}, "row 3, column augments: no other trial of this id"),
    (TRIAL, {"adherence": 1.5}, "row 3, column adherence: out of range; allowed: 0 to 1"),
    (TRIAL, {"adherence": np.inf}, "row 3, column adherence: out of range; allowed: 0 to 1"),
    (TRIAL, {"agent": "x" * 1001}, "row 3, column agent: not a text; allowed: a text of at most 1000 characters"),
    (TRIAL, {"agent": 12.5}, "row 3, column agent: not a text"),
    (DOSE, {"trial": "T2"}, "row 4, column trial: no trial of this id"),
    (DOSE, {"to_on": date(2024, 1, 1)}, "row 4, column to_on: before from_on"),
    (DOSE, {"mg_per_day": "100"}, "row 4, column mg_per_day: not a number"),
    (DOSE, {"from_on": pd.Timestamp(2025, 1, 1, 12)}, "row 4, column from_on: "),
    (SESSION, {"attended": None}, "row 5, column attended: missing"),
    (SCORE, {"on": None}, "row 6, column on: missing"),
    (SCORE, {"score": 28}, "row 6, column score: out of range; allowed: 0 to 27"),
    (SCORE, {"scale": "mood"}, "row 6, column scale: no scale of this instrument"),
    (SCORE, {"trial": "T2"}, "row 6, column trial: no trial of this id"),
]


@pytest.mark.parametrize(("number", "changes", "told"), REFUSED)
def test_refused(number: int, changes: dict[str, Any], told: str) -> None:
    with pytest.raises(BadRegistry) as refused:
        verdicts(frame(number, **changes))
    assert told in str(refused.value)
    assert "sertraline" not in str(refused.value)


@pytest.mark.parametrize(("number", "column"), [(TRIAL, "id"), (EPISODE, "id"), (DOSE, "from_on"), (PATIENT, "kind")])
def test_the_same_record_twice(number: int, column: str) -> None:
    twice = pd.concat([frame(), frame().iloc[[number]]], ignore_index=True)
    with pytest.raises(BadRegistry, match=f"row 8, column {column}: "):
        verdicts(twice)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    wrong = frame(TRIAL, adherence=2, modality="drug")
    wrong.loc[SCORE, "score"] = 99
    with pytest.raises(BadRegistry) as refused:
        verdicts(wrong)
    assert {flaw.column for flaw in refused.value.flaws} == {"adherence", "modality", "score"}


def test_columns_that_are_missing() -> None:
    with pytest.raises(BadRegistry, match="column kind: missing"):
        verdicts(frame().drop(columns="kind"))


USUAL = plain(verdicts(frame()))
DAYS = ("as_of", "started_on", "ended_on", "from_on", "on")


def test_days_as_texts_and_as_moments() -> None:
    texts, moments = frame(), frame()
    for name in DAYS:
        texts[name] = texts[name].map(str, na_action="ignore")
        moments[name] = pd.to_datetime(moments[name])
    assert plain(verdicts(texts)) == plain(verdicts(moments)) == USUAL


def test_ids_as_numbers_and_empty_texts() -> None:
    found = verdicts(frame().assign(patient_id=7, agent=frame()["agent"].fillna("")))
    assert plain(found) == [{**row, "patient_id": "7"} for row in USUAL]


def test_one_day_for_everybody() -> None:
    later = verdicts(frame().drop(columns="as_of"), as_of=date(2026, 1, 1))
    assert plain(later) == USUAL
    assert plain(verdicts(frame(), as_of=date(2024, 6, 1)))[0]["trial_number"] == 0


def test_nobody() -> None:
    assert verdicts(frame().iloc[:0]).empty


def test_an_instrument_that_is_not_on_the_shelf_has_no_limits() -> None:
    assert plain(verdicts(frame(SCORE, instrument="own", score=400)))[0]["status"] == "not-ascertainable"


def test_an_episode_of_somebody_without_a_day_is_the_row_that_is_named() -> None:
    lonely = pd.concat([frame(), pd.DataFrame([{**PERSON[EPISODE], "patient_id": "P2"}])], ignore_index=True)
    with pytest.raises(BadRegistry, match="row 8, column as_of: missing for this patient"):
        verdicts(lonely)


def test_what_is_wrong_comes_whole_out_of_another_process() -> None:
    told = BadRegistry(Flaw(3, "agent", "missing"), Flaw(None, "kind", "missing"))
    again = pickle.loads(pickle.dumps(told))
    assert (again.flaws, str(again)) == (told.flaws, "row 3, column agent: missing; column kind: missing")


def test_names_that_no_row_has_are_not_counted() -> None:
    few, more = Texts(np.array([2, -1, 2]), ["a", "b", "c"]), Texts(np.array([0, 1]), ["c", "d"])
    names, (first, second) = jointly([few, more, Texts(np.array([-1]), [])])[0], jointly([few, more])[1]
    assert (names, first.tolist(), second.tolist()) == (["c", "d"], [0, -1, 0], [0, 1])


def test_states_of_more_columns_than_one_number_can_hold() -> None:
    """Ten columns of a thousand values are a one with thirty noughts of combinations; there are three here."""
    names = [str(number) for number in range(1000)]
    columns = [Texts(np.array([place, 999 - place, place, 5]), names) for place in range(10)]
    number_of, rows = states(columns)
    assert (number_of.tolist(), rows.tolist()) == ([0, 1, 0, 2], [0, 1, 3])
