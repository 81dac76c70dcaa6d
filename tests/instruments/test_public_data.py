"""Real forms of real people, published by others: their totals, and where those are wrong."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from instruments import Status, score_one, shelf
from instruments.errors import BadAnswer

Row = dict[str, str]


def rows(path: Path) -> list[Row]:
    if not path.is_file():
        pytest.skip(f"no {path.name} among the public data sets")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def forms(
    table: list[Row], prefix: str, items: int, visits: int = 4
) -> Iterator[tuple[dict[str, float | None], float]]:
    """The answers and the published total of every visit that has a total."""
    for row in table:
        for visit in range(1, visits + 1):
            total = row.get(f"{prefix}{visit}.total", "")
            if total:
                cells = [row[f"{prefix}{visit}.{item}"] for item in range(1, items + 1)]
                yield {f"q{n}": float(cell) if cell else None for n, cell in enumerate(cells, 1)}, float(total)


@pytest.fixture
def claus(public_data: Path) -> list[Row]:
    return rows(public_data / "claus_2020_items_wide.csv")


def test_bdi_totals_of_inpatients(claus: list[Row]) -> None:
    """The published file holds totals that are not the sum of their items: ours is the sum, theirs is not copied."""
    assert tally(claus, "BDI", "bdi2", 21) == (147, 15, 1)


def test_hamd_totals_of_inpatients(claus: list[Row]) -> None:
    assert tally(claus, "HAMD", "hamd17", 17) == (159, 4, 1)  # one answer of 3 to an item of 0 to 2


def test_who5_totals_of_inpatients(claus: list[Row]) -> None:
    """Published as the raw sum, 0 to 25; ours is the percentage, four times as much."""
    assert tally(claus, "WHO", "who5", 5, times=4) == (162, 1, 0)


def tally(table: list[Row], prefix: str, name: str, items: int, times: int = 1) -> tuple[int, int, int]:
    """How many published totals are ours, how many are not, and how many forms hold an impossible answer."""
    instrument, found = shelf()[name], {"same": 0, "other": 0, "refused": 0}
    for answers, total in forms(table, prefix, items):
        try:
            score = score_one(instrument, answers)[instrument.primary.id]
        except BadAnswer:
            found["refused"] += 1
            continue
        if score.status is Status.complete:
            found["same" if score.value == total * times else "other"] += 1
    return found["same"], found["other"], found["refused"]


def test_cesd_of_people_in_detoxification(public_data: Path) -> None:
    """Their totals add what was answered; ours agree where a form is whole, and are never lower where it is not."""
    table = rows(public_data / "help_cesd_items_sf36.csv")
    same = prorated = refused = 0
    for row in table:
        cells = [row[f"F1{letter}"] for letter in "ABCDEFGHIJKLMNOPQRST"]
        if not row["CES_D"] or not any(cells):
            continue
        answers = {f"q{n}": float(cell) if cell else None for n, cell in enumerate(cells, 1)}
        score = score_one(shelf()["cesd"], answers)["total"]
        if score.status is Status.complete:
            assert score.value == float(row["CES_D"])
            same += 1
        elif score.value is not None:
            assert score.value >= float(row["CES_D"])
            prorated += 1
        else:
            refused += 1
    assert (same, prorated, refused) == (1439, 24, 0)
