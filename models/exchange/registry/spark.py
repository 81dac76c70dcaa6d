"""Judges a registry on a cluster that has Spark: the same judgement, on whole patients, in each of its processes."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from models.criteria.registry import output_columns, verdicts
from models.criteria.registry.shape import PATIENT_ID
from models.criteria.settings import DEFAULT, RuleSettings

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

TYPES = {"float64": "double", "int16": "smallint", "Int16": "smallint", "boolean": "boolean"}
PARTITIONS = 64  # each must fit into the memory of one process


def judged_on_spark(
    records: "DataFrame", settings: RuleSettings = DEFAULT, as_of: date | None = None, partitions: int = PARTITIONS
) -> "DataFrame":
    """The columns of `fairtrial assess --registry`. No patient is cut: rows are parted by the hash of the patient."""

    def judge(batches: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        whole = list(batches)
        if whole:
            yield _plain(verdicts(pd.concat(whole, ignore_index=True), settings, as_of))

    return records.repartition(partitions, PATIENT_ID).mapInPandas(judge, schema())


def schema() -> str:
    """The columns of the answer in Spark's own words."""
    return ", ".join(f"`{name}` {_type(kind)}" for name, kind in output_columns().items())


def _type(kind: str) -> str:
    return "date" if kind.startswith("datetime64") else TYPES.get(kind, "string")


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Words as plain texts and days as dates, which is all that Spark takes."""
    found = {}
    for name, column in frame.items():
        if isinstance(column.dtype, pd.CategoricalDtype):
            column = column.astype(object).where(column.notna(), None)
        elif pd.api.types.is_datetime64_dtype(column.dtype):
            column = column.astype("datetime64[ns]").dt.date.astype(object).where(column.notna(), None)
        found[name] = column
    return pd.DataFrame(found, copy=False)
