"""One at a time or a million together, in any order of rows and columns: a form has one score."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instruments import BadAnswer, score_many, score_one, shelf
from instruments.scoring import BLOCK, score_arrays
from instruments.scoring_plan import plan_of
from tests.instruments.forms import IDS, plain_score, scored

Form = dict[str, float | None]


@st.composite
def forms(draw: st.DrawFn) -> tuple[str, list[Form]]:
    """Some forms of one instrument, with gaps."""
    name = draw(st.sampled_from(IDS))
    answers = {item.id: st.one_of(st.none(), st.sampled_from(item.values)) for item in shelf()[name].items}
    whole = {item.id: st.sampled_from(item.values) for item in shelf()[name].items}
    one = st.one_of(st.fixed_dictionaries(answers), st.fixed_dictionaries(whole))
    return name, draw(st.lists(one, min_size=1, max_size=8))


def alone(name: str, form: Form) -> dict[str, object]:
    row: dict[str, object] = {}
    for scale, score in score_one(shelf()[name], form).items():
        row |= {scale: score.value, f"{scale}_answered": score.answered}
        row |= {f"{scale}_status": score.status.value, f"{scale}_band": score.band}
    fired = shelf()[name].fired(form)
    return row | {"flags": ";".join(dict.fromkeys(rule.flag for rule in fired))}


def together(name: str, frame: pd.DataFrame) -> list[dict[str, object]]:
    rows = score_many(shelf()[name], frame).astype(object)
    return [
        {str(key): None if value is None or value != value else value for key, value in row.items()}
        for row in rows.to_dict("records")
    ]


@given(forms())
@settings(deadline=None, max_examples=150)
def test_together_is_one_by_one(drawn: tuple[str, list[Form]]) -> None:
    name, found = drawn
    assert together(name, pd.DataFrame(found, dtype=float)) == [alone(name, form) for form in found]


@given(forms(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=100)
def test_order_of_rows_and_columns_makes_no_difference(drawn: tuple[str, list[Form]], random: object) -> None:
    name, found = drawn
    frame = pd.DataFrame(found, dtype=float)
    rows, columns = list(range(len(found))), list(frame.columns)
    random.shuffle(rows)  # type: ignore[attr-defined]
    random.shuffle(columns)  # type: ignore[attr-defined]
    straight, mixed = together(name, frame), together(name, frame.iloc[rows][columns])
    assert mixed == [straight[row] for row in rows]


@given(forms())
@settings(deadline=None, max_examples=150)
def test_the_fast_way_agrees_with_the_plain_one(drawn: tuple[str, list[Form]]) -> None:
    name, found = drawn
    for form in found:
        for scale, score in score_one(shelf()[name], form).items():
            expected = plain_score(shelf()[name], shelf()[name].scale(scale), form)
            assert score.value == (None if expected is None else pytest.approx(expected, abs=1e-8))


@given(forms())
@settings(deadline=None, max_examples=60)
def test_a_file_agrees_with_its_forms(drawn: tuple[str, list[Form]]) -> None:
    name, found = drawn
    items = list(found[0])
    lines = ["id," + ",".join(items)]
    lines += [",".join(["1", *("" if form[one] is None else f"{form[one]:g}" for one in items)]) for form in found]
    for form, row in zip(found, scored(name, "\n".join(lines)), strict=True):
        told = {key: "" if value is None else f"{value:.10g}" if isinstance(value, float) else str(value)
                for key, value in alone(name, form).items()}  # fmt: skip
        assert {"id": "1", **told} == {key: _short(value) for key, value in row.items()}


def _short(cell: str) -> str:
    """A score of the file to ten digits, as the other side tells it."""
    return f"{float(cell):.10g}" if "." in cell else cell


def test_blocks_meet_without_a_seam() -> None:
    phq9 = shelf()["phq9"]
    rng = np.random.default_rng(9)
    answers = rng.choice([0.0, 1, 2, 3, np.nan], (9, 2 * BLOCK + 5), p=[0.3, 0.3, 0.2, 0.15, 0.05])
    scores = score_arrays(phq9, answers)["total"]
    for place in (0, BLOCK - 1, BLOCK, 2 * BLOCK - 1, 2 * BLOCK, 2 * BLOCK + 4):
        form = {f"q{n + 1}": None if np.isnan(value) else float(value) for n, value in enumerate(answers[:, place])}
        one = score_one(phq9, form)["total"]
        assert one.answered == scores.answered[place]
        assert one.value == scores.value[place] or (one.value is None and np.isnan(scores.value[place]))


def test_answers_are_left_as_they_were() -> None:
    sidas = shelf()["sidas"]
    answers = np.array([[1.0], [2], [3], [4], [5]])
    score_arrays(sidas, answers)
    assert answers.ravel().tolist() == [1, 2, 3, 4, 5]
    assert plan_of(sidas) is plan_of(sidas)


def test_a_frame_keeps_its_index_and_names() -> None:
    frame = pd.DataFrame({"id": ["007", "NA"], "phq9_q9": [1, 0], "q1": [None, 3.0]}, index=[5, 9])
    found = score_many(shelf()["phq9"], frame)
    assert list(found.index) == [5, 9]
    assert found["id"].tolist() == ["007", "NA"]
    assert found["flags"].tolist() == ["suicidal_ideation", ""]
    assert found["total"].isna().all()


@pytest.mark.parametrize("column", [[4], ["1"], [True], [float("inf")], [1.5]])
def test_a_frame_with_what_is_no_answer_is_refused(column: list[object]) -> None:
    with pytest.raises(BadAnswer, match="^q1: "):
        score_many(shelf()["phq9"], pd.DataFrame({"q1": column}))


def test_a_refused_answer_is_told_by_its_kind() -> None:
    with pytest.raises(BadAnswer, match="^q1: text or true/false, not a number; allowed: 0, 1, 2, 3$"):
        score_many(shelf()["phq9"], pd.DataFrame({"q1": [1, True]}))


def test_every_flag_of_a_form_is_told_once_and_in_the_order_of_the_rules() -> None:
    """21 points and more, thoughts, and a near attempt: each alone and all together."""
    forms = [(0, 0, 0, 0, 0), (1, 10, 4, 0, 0), (1, 10, 5, 0, 0), (5, 2, 0, 4, 4), (10, 0, 10, 10, 10), (0, 0, 7, 0, 0)]
    flags = [
        "",
        "suicidal_ideation",
        "suicidal_ideation;near_attempt",
        "suicidal_ideation;high_suicide_risk",
        "suicidal_ideation;high_suicide_risk;near_attempt",
        "near_attempt",
    ]
    lines = ["q1,q2,q3,q4,q5", *(",".join(map(str, form)) for form in forms)]
    assert [row["flags"] for row in scored("sidas", "\n".join(lines))] == flags
    frame = pd.DataFrame(forms, columns=[f"q{n}" for n in range(1, 6)])
    assert score_many(shelf()["sidas"], frame)["flags"].tolist() == flags


@pytest.mark.parametrize(
    "columns, message",
    [
        (["q1", "q11"], "unknown column: q11; known: q1, phq9_q1"),
        (["q1", "phq9_q1"], "the item q1 stands in two columns"),
        (["gad7_q1"], "unknown column: gad7_q1"),
    ],
)
def test_a_frame_with_other_columns_is_refused(columns: list[str], message: str) -> None:
    with pytest.raises(KeyError, match=message):
        score_many(shelf()["phq9"], pd.DataFrame({name: [1] for name in columns}))
