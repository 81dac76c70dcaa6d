"""How long a registry takes on two processes, and what it needs of memory: from a file to a file, invented people.

It judges up to four million check-ins; `make bench ARGS=registry FULL=1` goes on to sixteen.
"""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import psutil
import pyarrow as pa
import pyarrow.parquet as pq

from models.criteria.registry import split, verdicts_of

CHECK_INS, WEEKS = 32, 36  # of one patient, and from the first trial to the last day
AT_ONCE = 10_000  # patients that are written together
START = np.datetime64("2024-01-08")
DRUGS = ("sertraline", "venlafaxine", "escitalopram", "bupropion", "nortriptyline", "mirtazapine", "fluoxetine")
MILLION = 1_000_000


def records(first: int, patients: int) -> pd.DataFrame:
    """Whole patients: an episode, two drugs with two doses each, a psychotherapy, and a score a week."""
    chance = np.random.default_rng(first)
    who = np.array([f"R{number:09d}" for number in range(first, first + patients)], dtype=object)
    began = START + chance.integers(0, 700, patients)
    parts = [
        pd.DataFrame({"patient_id": who, "kind": "patient", "as_of": began + 7 * WEEKS, "diagnosis": "MDD"}),
        pd.DataFrame({"patient_id": who, "kind": "episode", "id": "E1", "started_on": began - 60}),
    ]
    for number in range(3):
        parts += _trial(number, who, began + number * 12 * 7, chance)
    each = np.repeat(np.arange(patients), CHECK_INS)
    on = began[each] + np.tile(np.arange(CHECK_INS) * 8 - 2, patients)
    fall = chance.uniform(-0.1, 0.6, patients)[each] * np.tile(np.arange(CHECK_INS), patients)
    score = np.clip(np.round(18 - fall + chance.normal(0, 2, len(each))), 0, 27)
    scores = {"patient_id": who[each], "kind": "measurement", "on": on, "instrument": "phq9", "score": score}
    found = pd.concat([*parts, pd.DataFrame(scores)], ignore_index=True)
    for name in ("as_of", "started_on", "ended_on", "from_on", "on"):
        found[name] = found[name].astype("datetime64[s]")
    return found


def _trial(number: int, who: Any, start: Any, chance: np.random.Generator) -> list[pd.DataFrame]:
    people = len(who)
    weeks = chance.integers(3, 12, people)
    common = {"patient_id": who, "kind": "trial", "id": f"T{number}", "episode": "E1", "started_on": start,
              "ended_on": start + weeks * 7, "stop_reason": "nonresponse"}  # fmt: skip
    if number == 2:
        held = [
            pd.DataFrame({"patient_id": who, "kind": "session", "trial": "T2", "on": start + 7 * week,
                          "attended": chance.random(people) < 0.9})
            for week in range(10)
        ]  # fmt: skip
        return [pd.DataFrame({**common, "modality": "psychotherapy", "therapy": "CBT", "experienced": True}), *held]
    agent = np.array(DRUGS, dtype=object)[chance.integers(0, len(DRUGS), people)]
    steps = [
        pd.DataFrame({"patient_id": who, "kind": "dose", "trial": f"T{number}", "from_on": start + 14 * step,
                      "mg_per_day": chance.choice([25.0, 50.0, 100.0, 150.0], people) * (step + 1)})
        for step in range(2)
    ]  # fmt: skip
    return [pd.DataFrame({**common, "modality": "medication", "agent": agent, "adherence": 0.9}), *steps]


def write(path: Path, check_ins: int) -> None:
    patients = check_ins // CHECK_INS
    writer = None
    for first in range(0, patients, AT_ONCE):
        part = pa.Table.from_pandas(records(first, min(AT_ONCE, patients - first)), preserve_index=False)
        writer = writer or pq.ParquetWriter(path, part.schema)
        writer.write_table(part)
    assert writer
    writer.close()


@dataclass
class Cost:
    """Of one run with all its processes; memory that they share is counted once."""

    seconds: float
    processor: float
    megabytes: float


def cost(folder: Path, check_ins: int) -> Cost:
    source = folder / f"{check_ins}.parquet"
    write(source, check_ins)
    command = [sys.executable, "-m", "models", "assess", "--registry", str(source), str(folder / "out.parquet")]
    began = time.perf_counter()
    process = psutil.Popen(command, stderr=subprocess.DEVNULL)
    memory, processor = 0, dict[int, float]()
    while process.poll() is None:
        memory = max(memory, _look(process, processor))
        time.sleep(0.05)
    took = time.perf_counter() - began
    assert process.returncode == 0
    source.unlink()
    return Cost(took, sum(processor.values()), memory / MILLION)


def _look(process: psutil.Popen, processor: dict[int, float]) -> int:
    """What all processes hold at this moment."""
    held = 0
    try:
        for each in (process, *process.children(recursive=True)):
            held += each.memory_full_info().pss
            times = each.cpu_times()
            processor[each.pid] = times.user + times.system
    except psutil.Error:  # one has just ended
        return 0
    return held


def each_of(patients: int) -> float:
    """Microseconds of processor time for one patient inside so many, the best of three."""
    frames, took = split(records(0, patients)), []
    for _ in range(3):
        began = time.process_time()
        verdicts_of(frames)
        took.append(time.process_time() - began)
    return min(took) / patients * MILLION


def run() -> list[tuple[str, str, str]]:
    sizes = [1, 4, *([16] if os.environ.get("FULL") else [])]
    with tempfile.TemporaryDirectory() as name:
        costs = {size: cost(Path(name), size * MILLION) for size in sizes}
    verdicts_of(split(records(0, 10)))
    rows = []
    for size, one in costs.items():
        target = "at most 20 s and 700 MB" if size == 16 else "at most 700 MB"
        told = f"{one.seconds:.1f} s, {one.processor:.1f} s of processor time, {one.megabytes:.0f} MB"
        rows.append((f"a registry of {size} million check-ins, two processes", told, target))
    last = sizes[-1]
    grown = costs[last].processor / costs[1].processor
    rows.append((f"{last} times as many check-ins", f"{grown:.1f} times as long", f"at most {last} times"))
    few, many = each_of(10), each_of(30_000)
    told = f"{many:.0f} µs each, {few:.0f} µs inside 10"
    rows.append(("one patient of 32 check-ins inside 30,000", told, "at most what it costs inside 10"))
    return rows
