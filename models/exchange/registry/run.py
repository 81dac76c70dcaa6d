"""Judges a registry from a file to a file: cut into buckets, judged bucket by bucket, written whole or not at all."""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from models.criteria.registry import BadRegistry
from models.criteria.settings import RuleSettings
from models.errors import Invalid, Problem
from models.exchange.registry import worker
from models.exchange.registry.buckets import put
from models.exchange.registry.source import Source, opened
from models.exchange.registry.written import schema

PROCESSES = 2
LANES = 2
ROWS_OF_A_BUCKET = 300_000
MOST_BUCKETS = 60_000
Told = Callable[[int], None]


def assess_registry(
    source: Path,
    out: Path,
    settings: RuleSettings,
    as_of: date | None = None,
    progress: Callable[[str, int], Told] | None = None,
    processes: int = PROCESSES,
    rows_of_a_bucket: int = ROWS_OF_A_BUCKET,
) -> int:
    """Answers how many rows were written. Raises Invalid with what is wrong; then nothing is written."""
    if source.resolve() == out.resolve():
        raise Invalid([Problem(str(out), "the same file as the one that is read; allowed: another one")])
    if not out.parent.is_dir():
        raise Invalid([Problem(str(out), "no such folder")])
    try:
        with tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as name:
            return _assess(source, out, Path(name), settings, as_of, progress or _silent, processes, rows_of_a_bucket)
    except BadRegistry as refused:
        raise Invalid([Problem(f"{source}: {each.where}", each.message) for each in refused.flaws]) from None


def _silent(_: str, __: int) -> Told:
    return lambda done: None


def _assess(
    source: Path,
    out: Path,
    folder: Path,
    settings: RuleSettings,
    as_of: date | None,
    progress: Callable[[str, int], Told],
    processes: int,
    rows_of_a_bucket: int,
) -> int:
    found, columns = opened(source, processes), schema()
    buckets = min(MOST_BUCKETS, -(-found.rows // rows_of_a_bucket) or 1)
    with _workers(1 if buckets == 1 else processes) as pool:  # one bucket is not worth a process of its own
        _cut(found, buckets, folder, progress("records read", found.rows))
        jobs = [(bucket, folder, settings, as_of) for bucket in range(buckets)]
        parts = pool.map(worker.judge, jobs) if pool else map(worker.judge, jobs)
        rows = _written(parts, columns, folder / "answer", progress("buckets judged", buckets))
    os.replace(folder / "answer", out)
    return rows


def _written(parts: Iterable[Path], columns: pa.Schema, answer: Path, done: Told) -> int:
    """How many rows there are, one part after the other."""
    rows = 0
    with pq.ParquetWriter(answer, columns, store_schema=False) as writer:
        for number, part in enumerate(parts, start=1):
            with pa.memory_map(str(part)) as mapped, pa.ipc.open_file(mapped) as stream:
                writer.write_table(found := stream.read_all())
                rows += len(found)
                del found
            part.unlink()
            done(number)
    return rows


def _cut(found: Source, buckets: int, folder: Path, done: Told) -> None:
    """Two lanes, each with files of its own: while one waits for the disk or for memory, the other goes on."""
    rows, lanes = 0, [Future[None]() for _ in range(LANES)]
    for each in lanes:
        each.set_result(None)
    with ThreadPoolExecutor(LANES) as threads:
        batches = ((kind, batch) for kind in found.kinds() for batch in found.records(kind, buckets))
        for number, (kind, batch) in enumerate(batches):
            lane = number % LANES
            lanes[lane].result()  # a lane takes one batch after the other, and tells what went wrong
            lanes[lane] = threads.submit(put, batch, kind, buckets, folder, lane)
            rows += len(batch)
            done(rows)
        for each in lanes:
            each.result()
    pa.default_memory_pool().release_unused()


@contextmanager
def _workers(number: int) -> Iterator[Executor | None]:
    """Processes that have read everything once and then part; they get ready while the records are cut."""
    if number == 1:
        yield None
        return
    kinds = get_all_start_methods()
    context = get_context("forkserver" if "forkserver" in kinds else "spawn")
    if "forkserver" in kinds:
        context.set_forkserver_preload([worker.__name__])
    pool = ProcessPoolExecutor(number, mp_context=context)
    pool.submit(int)  # nothing to do: the processes start now
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
