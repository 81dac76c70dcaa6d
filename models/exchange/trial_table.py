"""Treatment trials as a table, one a row, with what was judged and derived: for statistics, as CSV or Parquet."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from models.criteria.judge import judge_case
from models.criteria.settings import DEFAULT
from models.criteria.staging import judge_definitions
from models.exchange.csv_cells import line_of
from models.exchange.trial_columns import DAY, NUMBER, TEXT, WHOLE, YES_NO, facts_of, row_of, trial_columns
from models.history.export import ExportedRecord

AT_A_TIME = 5000
PARQUET = ".parquet"


def rows(records: Iterable[ExportedRecord]) -> Iterator[list[Any]]:
    """Every trial that has begun, by patient and start."""
    for record in records:
        judgement = judge_case(record.case, record.as_of, DEFAULT)
        definitions = {one.id: one for one in judge_definitions(judgement, record.case)}
        for one in judgement.trials:
            yield row_of(facts_of(record, judgement, one, definitions))


def write_table(records: Iterable[ExportedRecord], file: BinaryIO, out: Path) -> None:
    """As Parquet where the file's name ends so, else as CSV."""
    if out.suffix == PARQUET:
        _write_parquet(rows(records), file)
        return
    file.write(line_of(each.name for each in trial_columns()).encode())
    for row in rows(records):
        file.write(line_of(row).encode())


def _write_parquet(found: Iterator[list[Any]], file: BinaryIO) -> None:
    """In parts, so that what is in memory does not grow with the clinic."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {TEXT: pa.string(), NUMBER: pa.float64(), WHOLE: pa.int32(), DAY: pa.date32(), YES_NO: pa.string()}
    schema = pa.schema([(each.name, kinds[each.kind]) for each in trial_columns()])
    with pq.ParquetWriter(file, schema) as writer:
        while part := list(islice(found, AT_A_TIME)):
            columns = [list(column) for column in zip(*part, strict=True)]
            writer.write_table(pa.table([pa.array(c, t) for c, t in zip(columns, schema.types, strict=True)], schema))
