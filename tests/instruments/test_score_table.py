"""Scores as text: each cell as CSV wants it, and all of it handed on before the work is called done."""

import io

import numpy as np
import pytest

from instruments import shelf
from instruments.facts import OPERATORS
from instruments.score_table import NumberTexts, _quoted, score_table
from instruments.scoring_plan import COMPARE


@pytest.mark.parametrize("value, text", [(3.0, "3"), (-3.0, "-3"), (2.5, "2.5"), (0.0, "0"), (np.inf, "")])
def test_a_score_as_text(value: float, text: str) -> None:
    fresh = NumberTexts()
    assert [fresh[value], fresh[value]] == [text, text]


@pytest.mark.parametrize(
    "cells, quoted",
    [
        (["a", "~b"], ["a", "~b"]),
        (["a", "b,c", "~"], ["a", '"b,c"', "~"]),
        (['say "so"', "b"], ['"say ""so"""', "b"]),
        (["two\nlines", "two\r", ""], ['"two\nlines"', '"two\r"', ""]),
    ],
)
def test_only_a_cell_that_needs_quotes_has_them(cells: list[str], quoted: list[str]) -> None:
    assert _quoted(cells) == quoted


def test_every_score_has_left_when_it_is_done() -> None:
    """Whoever reads the file next finds all of it, although the writer is still open."""
    file = io.BytesIO()
    out = io.BufferedWriter(file)  # type: ignore[arg-type]
    table = b"id," + b",".join(b"phq9_q%d" % item for item in range(1, 10)) + b"\nP1,1,1,1,1,1,1,1,1,1\n"
    score_table(io.BytesIO(table), shelf()["phq9"], "forms.csv", out)
    assert b"P1,9,9,complete," in file.getvalue()


def test_every_comparison_that_a_definition_may_use_is_known() -> None:
    assert set(COMPARE) == set(OPERATORS)
