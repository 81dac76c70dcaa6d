"""How long it takes to judge change in a data set of 10,000 people with 8 visits, by each method, from a long table.

Beside two of them stands what the reference implementation in R was published to need for the same size. R itself is
run side by side where it and its package clinicalsignificance are installed.
"""

import csv
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from models.criteria.change import Question, Scores, judge, long_table
from models.criteria.change.hlm import fit_lines
from models.criteria.change.rci import METHODS
from models.exchange.change_table import Columns, read_scores

PEOPLE, VISITS = 10_000, 8
Row = tuple[str, str, str]
R = """
suppressMessages(library(clinicalsignificance))
d <- read.csv("{file}")
took <- function(f) min(sapply(1:3, function(i) system.time(suppressWarnings(suppressMessages(f())))[["elapsed"]]))
cat(took(function() cs_combined(d, id, time, outcome, pre = 0, post = 7, reliability = 0.8, m_functional = 7,
                                sd_functional = 7, cutoff_type = "c")), "\\n")
cat(took(function() cs_distribution(d, id, time, outcome, rci_method = "HLM")), "\\n")
"""


def a_trial(people: int, visits: int = VISITS) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ids, visits and scores of invented people who begin and change differently; every twelfth score is missing."""
    random = np.random.default_rng(20261101)
    person, visit = np.repeat(np.arange(people), visits), np.tile(np.arange(visits), people)
    start, slope = random.normal(28, 7, people), random.normal(-1.6, 0.9, people)
    score = np.round(start[person] + slope[person] * visit + random.normal(0, 4, person.size), 0)
    score[random.random(person.size) < 1 / 12] = np.nan
    return person, visit, score


def questions() -> dict[str, Question]:
    """One of each kind."""
    common = {"better": "lower", "pre": "0", "post": "7"}
    functional = {"m_functional": 7.0, "sd_functional": 7.0, "cutoff": "c"}
    found = {
        "percentage": Question("percentage", **common, improvement=0.5),
        "anchor": Question("anchor", **common, improvement=7),
        "anchor, within groups": Question("anchor", **common, improvement=7, effect="within"),
        "cut-off c": Question("statistical", **common, **functional),
        "cut-off c, HA": Question("statistical", **common, **functional, cutoff_method="HA", reliability=0.8),
    }
    found |= {name: Question("distribution", **common, rci=name, reliability=0.8) for name in METHODS}
    found["combined JT + c"] = Question("combined", **common, **functional, reliability=0.8)
    found["HLM"] = Question("distribution", better="lower", rci="HLM")
    return found


def best(do: Callable[[], object], times: int = 5) -> float:
    """Seconds of processor time, the best of some: others may be at work on the same machine."""
    took = []
    for _ in range(times):
        began = time.process_time()
        do()
        took.append(time.process_time() - began)
    return min(took)


def told(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms"


def run() -> list[Row]:
    columns = a_trial(PEOPLE)
    in_r = _in_r(columns)
    targets = {"combined JT + c": "at most 15 ms (R 86 ms)", "HLM": "at most 1 s (R 7.6 s)"}
    rows = [(f"table of {PEOPLE:,} people × {VISITS} visits", told(best(lambda: long_table(*columns))), "")]
    for name, asked in questions().items():
        seconds = best(lambda asked=asked: judge(long_table(*columns), asked))
        rows.append((f"change, {name}, with the table", told(seconds), in_r.get(name, targets.get(name, ""))))
    return [*rows, _at_other_times(columns), *_growth(), _from_file(columns)]


def _at_other_times(columns: tuple[np.ndarray, np.ndarray, np.ndarray]) -> Row:
    """Where no two people came at the same times, so that nothing can be done for many of them at once."""
    person, visit, score = columns
    there = ~np.isnan(score)
    time_of_day = np.random.default_rng(1).uniform(0, 0.9, visit.size)
    seconds = best(lambda: fit_lines(person[there], (visit + time_of_day)[there], score[there]))
    return "change, HLM, everybody at other times", told(seconds), "at most 1 s"


def _growth() -> list[Row]:
    """Four times the people, at sizes that no processor's own memory holds."""
    rows = []
    asked = questions()
    tables = [long_table(*a_trial(number)) for number in (10 * PEOPLE, 40 * PEOPLE)]
    for name in ("combined JT + c", "HLM"):
        one, four = (best(lambda table=table, name=name: judge(table, asked[name]), 3) for table in tables)
        rows.append((f"change, {name}: four times the people", f"{four / one:.1f} times as long", "at most 5 times"))
    return rows


def _from_file(columns: tuple[np.ndarray, np.ndarray, np.ndarray]) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scores.csv"
        _write(file, columns)

        def read() -> Scores:
            with file.open("rb") as stream:
                return read_scores(stream, file.name, Columns("id", "time", "outcome"))

        return f"reading {PEOPLE * VISITS:,} rows of CSV, each cell checked", told(best(read, 3)), ""


def _write(file: Path, columns: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(("id", "time", "outcome"))
        writer.writerows(
            (who, visit, "" if np.isnan(score) else score)
            for who, visit, score in zip(*(each.tolist() for each in columns), strict=True)
        )


def _in_r(columns: tuple[np.ndarray, np.ndarray, np.ndarray]) -> dict[str, str]:
    """What R needs on this machine, where it is there."""
    program = shutil.which("Rscript")
    if program is None:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scores.csv"
        _write(file, columns)
        done = subprocess.run([program, "-e", R.format(file=file)], capture_output=True, text=True, check=False)
    if done.returncode:
        return {}
    names = ("combined JT + c", "HLM")
    return {name: f"R here: {told(float(line))}" for name, line in zip(names, done.stdout.split(), strict=True)}
