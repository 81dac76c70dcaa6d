"""How fast answers become scores: one form, ten thousand, a million, and the plain way beside ours."""

import csv
import io
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from instruments import score_many, score_one, shelf
from instruments.catalogue import DEFINITIONS, load_shelf, open_shelf
from instruments.scoring import score_arrays

MILLION = 1_000_000
ALONE = """
import re, sys, time
began = time.perf_counter()
from instruments import shelf
from instruments.score_table import score_table
with open(sys.argv[1], "rb") as answers, open(sys.argv[2], "wb") as scores:
    score_table(answers, shelf()[sys.argv[3]], "forms.csv", scores)
status = open('/proc/self/status').read()  # getrusage would tell the parent's memory
print(time.perf_counter() - began, int(re.search(r'VmHWM:\\s+(\\d+)', status)[1]) / 1024)
"""


def run() -> list[tuple[str, str, str]]:
    return [*_core(), _one_form(), *_file("phq9", 3), *_file("rand36", 1), _ratio(), *_shelf()]


def _best(work: Callable[[], object], times: int = 5) -> float:
    """The shortest of some runs, in seconds: what the machine can do when nobody else wants it."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return min(taken)


def _answers(forms: int, gaps: float, name: str = "phq9") -> np.ndarray:
    """Answers, items × forms; `gaps` is the share of forms with one answer missing."""
    rng, items = np.random.default_rng(1), shelf()[name].items
    answers = np.array([rng.choice(item.values, forms) for item in items], dtype=np.float64)
    holed = np.flatnonzero(rng.random(forms) < gaps)
    answers[rng.integers(0, len(items), len(holed)), holed] = np.nan
    return answers


def _core() -> list[tuple[str, str, str]]:
    rows = []
    for gaps, words in ((0.0, "complete"), (0.1, "one in ten with a gap")):
        answers = _answers(MILLION, gaps)
        seconds = _best(lambda answers=answers: score_arrays(shelf()["phq9"], answers))  # type: ignore[misc]
        rows.append((f"PHQ-9 forms a second, core, {words}", f"{MILLION / seconds / 1e6:.1f} million", "≥ 10 million"))
    answers = _answers(MILLION // 5, 0.1, "rand36")
    seconds = _best(lambda: score_arrays(shelf()["rand36"], answers))
    rows.append(("RAND-36 forms a second, core", f"{len(answers[0]) / seconds / 1e6:.2f} million", "shown only"))
    return rows


def _one_form() -> tuple[str, str, str]:
    form = dict.fromkeys(shelf()["phq9"].by_id, 1.0)
    seconds = _best(lambda: [score_one(shelf()["phq9"], form) for _ in range(1000)])
    return "one PHQ-9 form", f"{seconds * 1000:.0f} µs", "≤ 200 µs"


def _file(name: str, times: int) -> list[tuple[str, str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "forms.csv"
        _write(path, name)
        command = [sys.executable, "-c", ALONE, str(path), str(path.with_suffix(".out")), name]
        found = [
            list(map(float, subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()))
            for _ in range(times)
        ]
    seconds, megabytes = (min(column) for column in zip(*found, strict=True))
    called, is_main = shelf()[name].abbreviation, name == "phq9"
    return [
        (f"a million {called} forms from CSV to scores", f"{seconds:.2f} s", "≤ 3 s" if is_main else "shown only"),
        (f"{called}: its memory", f"{megabytes:.0f} MB", "≤ 400 MB"),
    ]


def _write(path: Path, name: str) -> None:
    answers = _answers(MILLION, 0.1, name)
    with path.open("w", encoding="ascii", newline="") as file:
        file.write("id," + ",".join(f"{name}_{item.id}" for item in shelf()[name].items) + "\n")
        for start in range(0, MILLION, 10_000):
            part = answers[:, start : start + 10_000].T.tolist()
            cells = (",".join("" if value != value else f"{value:.0f}" for value in row) for row in part)
            file.writelines(f"P{start + n:07d},{row}\n" for n, row in enumerate(cells))


def _ratio() -> tuple[str, str, str]:
    frame = pd.DataFrame(_answers(20_000, 0.1).T, columns=[f"q{n}" for n in range(1, 10)])
    ours, plain = _best(lambda: score_many(shelf()["phq9"], frame)), _best(lambda: _row_by_row(frame), 1)
    return "a function for each row in pandas, against score_many", f"{plain / ours:.0f} × slower", "shown only"


def _row_by_row(frame: pd.DataFrame) -> str:
    """The way most scripts score: total and band of each row, the gap handled, and nothing else checked."""

    def total(row: pd.Series) -> float:
        given = row.dropna()
        return float(np.floor(given.mean() * 9 + 0.5)) if len(given) >= 7 else float("nan")

    totals = frame.apply(total, axis=1)
    bands = totals.apply(lambda value: None if value != value else shelf()["phq9"].primary.band_of(value))
    out = io.StringIO()
    csv.writer(out).writerows(zip(totals, bands, strict=True))
    return out.getvalue()


def _shelf() -> list[tuple[str, str, str]]:
    """All of it, read and checked; and what a program pays that asks for one instrument."""
    whole = _best(lambda: load_shelf(DEFINITIONS))
    one = _best(lambda: open_shelf(DEFINITIONS)["phq9"])
    return [
        (
            f"the shelf of {len(shelf())} instruments, every definition read and checked",
            f"{whole * 1000:.0f} ms",
            "≤ 150 ms",
        ),
        ("the shelf opened for one instrument", f"{one * 1000:.0f} ms", "shown only"),
    ]


if __name__ == "__main__":
    for name, figure, target in run():
        print(f"{name}: {figure} ({target})")
