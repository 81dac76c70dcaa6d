"""The answer as a table of Parquet's own types, the same in every bucket whoever is in it."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from models.criteria.registry import KINDS, verdicts_of
from models.criteria.registry.shape import PATIENT_ID, ROW

WORD = pa.dictionary(pa.int32(), pa.string())
TYPES = {"category": WORD, "boolean": pa.bool_(), "Int16": pa.int16(), "int16": pa.int16(), "float64": pa.float64()}


def schema() -> pa.Schema:
    """The columns, from the judgement of nobody."""
    nobody = pd.DataFrame({PATIENT_ID: np.empty(0, dtype=object), ROW: np.empty(0, dtype=np.int64)})
    return table(verdicts_of(dict.fromkeys(KINDS, nobody))).schema


def table(frame: pd.DataFrame) -> pa.Table:
    names = [str(name) for name in frame.columns]
    return pa.Table.from_arrays([_column(frame[name]) for name in names], names=names)


def _column(series: "pd.Series[Any]") -> pa.Array:
    if isinstance(series.dtype, pd.CategoricalDtype):
        codes = series.cat.codes.to_numpy().astype(np.int32)
        words = pa.array(list(series.cat.categories), type=pa.string())
        return pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), words)
    if pd.api.types.is_datetime64_dtype(series.dtype):
        return pa.array(series.to_numpy().astype("datetime64[D]"), type=pa.date32())
    kind = TYPES.get(str(series.dtype), pa.string())
    found = pa.array(series, type=kind, from_pandas=True)
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
