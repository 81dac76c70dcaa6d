"""Judges one bucket of a registry in a process of its own."""

from datetime import date
from pathlib import Path

import pyarrow as pa

from models.criteria.registry import verdicts_of
from models.criteria.settings import RuleSettings
from models.exchange.registry.buckets import frames
from models.exchange.registry.written import table

Job = tuple[int, Path, RuleSettings, date | None]


def judge(job: Job) -> Path:
    """The file of the answer; the records of the bucket are removed."""
    bucket, folder, settings, as_of = job
    answer = table(verdicts_of(frames(bucket, folder), settings, as_of))
    for each in folder.glob(f"{bucket}.*"):
        each.unlink()
    part = folder / f"{bucket}-judged"
    with pa.OSFile(str(part), "wb") as file, pa.ipc.new_file(file, answer.schema) as stream:
        stream.write_table(answer)
    del answer
    pa.default_memory_pool().release_unused()  # one bucket leaves nothing behind for the next
    return part
