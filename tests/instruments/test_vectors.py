"""Forms whose scores were worked out by a second program, written from the published scoring rules alone.

`vectors.tsv` was made once and is never made again from what is tested here: a score that differs from it is a mistake
in a definition or in the arithmetic, or a change that the changelog must tell. Four of the rules in it are ours to
explain, because others do otherwise:

- PHQ-9: a prorated total is rounded, as its users do; no other total is.
- QIDS-SR16, IDS-SR30: the form asks for one of each pair of appetite and of weight items, so the other one is no gap.
- WHOQOL-BREF: a form with more than a fifth missing is discarded as a whole, its two single questions included.
- HAM-D17: no total without an answer to every item; CamCOPS lets some forms pass for complete that are not.
"""

from pathlib import Path

import pytest

from instruments import Status, score_one, shelf
from tests.instruments.forms import scored

Vector = tuple[list[str], dict[str, str]]
STATUS = {"": Status.complete, "~": Status.prorated}


def _read() -> dict[str, list[Vector]]:
    found: dict[str, list[Vector]] = {}
    text = (Path(__file__).parent / "vectors.tsv").read_text(encoding="utf-8")
    for line in text.splitlines()[1:]:
        name, cells, scores = line.split("\t")
        answers = ["" if cell == "." else cell for cell in cells.split(" ")]
        found.setdefault(name, []).append((answers, dict(one.split("=") for one in scores.split(" "))))
    return found


VECTORS = _read()


def _items(name: str) -> list[str]:
    """The items that a line answers: some leave out, or hold, those that are asked but not scored."""
    return list(shelf()[name].by_id)[: len(VECTORS[name][0][0])]


def test_nearly_every_published_measure_is_among_them() -> None:
    """The C-SSRS is not: its rule for the last question needs two time spans that the screener's file does not tell."""
    published = {name for name, one in shelf().items() if one.validated}
    assert published - set(VECTORS) == {"cssrs_screener"}
    assert sum(map(len, VECTORS.values())) > 650


@pytest.mark.parametrize("name", VECTORS)
def test_scores_of_a_second_program(name: str) -> None:
    for answers, expected in VECTORS[name]:
        given = {item: float(cell) for item, cell in zip(_items(name), answers, strict=True) if cell}
        found = score_one(shelf()[name], given)
        for scale, told in expected.items():
            assert found[scale].value == (pytest.approx(float(told.rstrip("~")), abs=1e-5) if told else None), scale
            assert found[scale].status is (STATUS[told[len(told.rstrip("~")) :]] if told else Status.not_scored), scale


@pytest.mark.parametrize("name", VECTORS)
def test_a_file_of_them_is_scored_alike(name: str) -> None:
    lines = [",".join(["id", *(f"{name}_{item}" for item in _items(name))])]
    lines += [",".join([str(number), *answers]) for number, (answers, _) in enumerate(VECTORS[name])]
    for (_, expected), row in zip(VECTORS[name], scored(name, "\n".join(lines)), strict=True):
        for scale, told in expected.items():
            assert (row[scale] == "") is (told == "")
            assert not told or float(row[scale]) == pytest.approx(float(told.rstrip("~")), abs=1e-5)
            assert row[f"{scale}_status"] == (STATUS[told[len(told.rstrip("~")) :]] if told else "not_scored")
