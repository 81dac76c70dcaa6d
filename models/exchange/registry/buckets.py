"""Cuts the records into buckets on disk, so that no patient is in two of them and each fits into memory."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from models.exchange.registry.source import BUCKET

TYPES = {pa.bool_(): pd.BooleanDtype()}


def put(batch: pa.RecordBatch, kind: str, buckets: int, folder: Path, lane: int = 0) -> None:
    """Appends each record to the file of its bucket, kind and lane, as a small stream of its own."""
    number = batch.column(BUCKET).to_numpy()
    order = np.argsort(number, kind="stable")
    cuts = np.searchsorted(number[order], np.arange(buckets + 1))
    ordered = batch.drop_columns([BUCKET]).take(pa.array(order))
    options = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
    for bucket, (begin, end) in enumerate(pairwise(cuts.tolist())):
        if begin == end:
            continue
        with (
            (folder / f"{bucket}.{kind}.{lane}").open("ab") as file,
            pa.ipc.new_stream(file, ordered.schema, options=options) as stream,
        ):
            stream.write_batch(ordered.slice(begin, end - begin))


def frames(bucket: int, folder: Path) -> dict[str, pd.DataFrame]:
    """The records of one bucket by kind."""
    found: dict[str, list[pa.RecordBatch]] = {}
    for file in sorted(folder.glob(f"{bucket}.*")):
        found.setdefault(file.name.split(".")[1], []).extend(_streams(file))
    return {
        kind: pa.Table.from_batches(batches).to_pandas(date_as_object=False, types_mapper=TYPES.get)
        for kind, batches in found.items()
    }


def _streams(file: Path) -> Iterator[pa.RecordBatch]:
    with pa.memory_map(str(file)) as mapped:
        while mapped.tell() < mapped.size():
            with pa.ipc.open_stream(mapped) as stream:
                yield from stream
