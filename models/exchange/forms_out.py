"""Every form on record as one row of a table: whose, of which day, and each answer in its column."""

import json
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from instruments import shelf
from models.administered import Administered
from models.administration import given_of
from models.exchange.csv_cells import line_of
from models.exchange.form_columns import NOT_APPLICABLE, answer_column, columns_of, total_column
from models.history.export import ExportedRecord

HEAD = ("patient", "on", "trial", "number", "instrument", "given")


def write_forms(records: Iterable[ExportedRecord], file: BinaryIO, only: str | None = None) -> int:
    """Write the table; returns how many forms. Its columns are those of the instruments that occur."""
    instruments: set[str] = set() if only is None else {only}
    totals: set[tuple[str, str]] = set()
    count = 0
    with TemporaryFile("w+", encoding="utf-8") as held:  # which columns there are is known at the end alone
        for record in records:
            for row in _rows(record, only):
                instruments.add(row["instrument"])
                totals |= {(row["instrument"], scale) for scale in row["totals"]}
                held.write(json.dumps(row) + "\n")
                count += 1
        header = [*HEAD, *columns_of(instruments, totals)]
        file.write(line_of(header).encode())
        held.seek(0)
        for line in held:
            file.write(_line(json.loads(line), header).encode())
    return count


def _rows(record: ExportedRecord, only: str | None) -> Iterator[dict[str, Any]]:
    numbers: dict[tuple[object, ...], int] = {}
    for one in record.administrations:
        if one.instrument not in shelf() or only not in (None, one.instrument):
            continue
        key = (one.on, one.instrument, one.trial_id)
        numbers[key] = numbers.get(key, 0) + 1
        given = given_of(one.mode, one.way)
        yield {
            "patient": record.person.record_number,
            "on": one.on.isoformat(),
            "trial": record.name(one.trial_id) if one.trial_id else None,
            "number": numbers[key] if numbers[key] > 1 else None,
            "instrument": one.instrument,
            "given": given.value if given else None,
            **_figures(one),
        }


def _figures(one: Administered) -> dict[str, Any]:
    if one.follows:
        return {"answers": one.answers, "not_applicable": one.not_applicable, "totals": {}}
    return {"answers": {}, "not_applicable": [], "totals": one.scores}


def _line(row: dict[str, Any], header: list[str]) -> str:
    instrument = shelf()[row["instrument"]]
    cells: dict[str, object] = {name: row[name] for name in HEAD}
    cells |= {answer_column(instrument.id, item): value for item, value in row["answers"].items()}
    cells |= {answer_column(instrument.id, item): NOT_APPLICABLE for item in row["not_applicable"]}
    cells |= {total_column(instrument, scale): value for scale, value in row["totals"].items()}
    return line_of(cells.get(name) for name in header)
