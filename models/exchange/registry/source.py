"""Reads the table of a registry through DuckDB: one kind of record at a time, and of it only its own columns."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from duckdb import ColumnExpression, ConstantExpression, FunctionExpression

from models.criteria.registry import KINDS, BadRegistry, Flaw
from models.criteria.registry.shape import KIND, PATIENT_ID, ROW, Number, Text
from models.criteria.registry.verdicts import check_columns
from models.errors import Invalid, Problem

BUCKET = "bucket"
ROWS_AT_ONCE = 300_000
MEMORY = "128MB"  # DuckDB's own; a scan needs little
WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
FILE_ROW = "file_row_number"


@dataclass(frozen=True, slots=True)
class Source:
    """One Parquet file that holds every record of every patient, in any order."""

    rows: int
    relation: duckdb.DuckDBPyRelation
    types: dict[str, str]

    def kinds(self) -> list[str]:
        """The kinds that there are. A row of another one is refused."""
        first = FunctionExpression("min", ColumnExpression(FILE_ROW))
        found = self.relation.aggregate([ColumnExpression(KIND), first], KIND).fetchall()
        strange = sorted(int(row) + 1 for kind, row in found if kind not in KINDS)
        if strange:
            raise BadRegistry(Flaw(strange[0], KIND, f"allowed: {', '.join(KINDS)}"))
        return [kind for kind in KINDS if kind in {each for each, _ in found}]

    def records(self, kind: str, buckets: int) -> Iterator[pa.RecordBatch]:
        """Records of one kind, each with the number of its row and the bucket of its patient."""
        columns = [self._column(name) for name in (PATIENT_ID, *KINDS[kind]) if name in self.types]
        row = (ColumnExpression(FILE_ROW) + ConstantExpression(1)).alias(ROW)
        hashed = FunctionExpression("hash", ColumnExpression(PATIENT_ID))
        bucket = (hashed % ConstantExpression(buckets)).cast("USMALLINT").alias(BUCKET)
        chosen = self.relation.filter(ColumnExpression(KIND) == ConstantExpression(kind))
        yield from chosen.select(*columns, row, bucket).to_arrow_reader(ROWS_AT_ONCE)

    def _column(self, name: str) -> Any:
        """Names that are numbers become texts; figures become plain numbers."""
        kind, column = self.types[name], ColumnExpression(name)
        asked = next((each[name] for each in KINDS.values() if name in each), Text())
        if isinstance(asked, Text) and kind in WHOLE:
            return column.cast("VARCHAR").alias(name)
        if isinstance(asked, Number) and kind.startswith(("DECIMAL", *WHOLE, "FLOAT")):
            return column.cast("DOUBLE").alias(name)
        return column


def opened(file: Path, threads: int) -> Source:
    """Raises Invalid for a file that is none, BadRegistry for columns that are missing or unknown."""
    if not file.is_file():
        raise Invalid([Problem(str(file), "no such file; allowed: one Parquet file")])
    connection = duckdb.connect(config={"threads": threads, "memory_limit": MEMORY, "preserve_insertion_order": False})
    try:
        relation = connection.read_parquet(str(file), file_row_number=True)
    except duckdb.Error:
        raise Invalid([Problem(str(file), "not a Parquet file that can be read")]) from None
    types = dict(zip(relation.columns, map(str, relation.types), strict=True))
    del types[FILE_ROW]
    check_columns(list(types))
    ((rows,),) = relation.aggregate([FunctionExpression("count", ColumnExpression(FILE_ROW))]).fetchall()
    return Source(int(rows), relation, types)
