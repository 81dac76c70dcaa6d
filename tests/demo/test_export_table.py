"""The table of trials says of the invented people what their pages say, as CSV and as Parquet."""

import csv
import io
from pathlib import Path

import pyarrow.parquet as pq

from models import history
from models.access import system_actor
from models.exchange.batches import exported
from models.exchange.csv_cells import cell_of
from models.exchange.trial_columns import trial_columns
from models.exchange.trial_table import write_table
from tests.exchange.columns_document import FILE, text


def test_every_column_is_documented() -> None:
    """Make the page again with `python -m tests.exchange.columns_document`."""
    assert FILE.read_text(encoding="utf-8") == text()
    names = [each.name for each in trial_columns()]
    assert len(set(names)) == len(names)


def test_the_table_says_what_the_pages_say(demo: str) -> None:
    actor = system_actor()
    records = list(exported(actor, history.patients_to_export(actor), "table"))
    out, packed = io.BytesIO(), io.BytesIO()
    write_table(records, out, Path("trials.csv"))
    write_table(records, packed, Path("trials.parquet"))
    rows = list(csv.DictReader(io.StringIO(out.getvalue().decode())))
    by_trial = {row["trial"]: row for row in rows}
    assert len(by_trial) == len(rows)
    told = 0
    for record in records:
        view = history.patient_view(actor, record.person.id)
        for one in view.judgement.trials:
            row = by_trial[one.trial.id]
            told += 1
            assert row["patient"] == record.person.record_number
            assert (row["status"], row["adequate"]) == (one.status, one.adequacy.verdict.answer.value)
            assert row["category"] == one.outcome.category
            assert row["improvement_percent"] == cell_of(one.outcome.improvement_percent)
            for domain, outcome in one.outcomes.items():
                assert row[f"{domain}_end"] == cell_of(outcome.end)
        for each in view.definitions:
            assert all(
                row[f"{each.id}_met"] == each.met.value for row in rows if row["patient"] == record.person.record_number
            )
    assert told == len(rows)
    columns = pq.read_table(packed).to_pylist()
    assert [{name: cell_of(value) for name, value in row.items()} for row in columns] == [dict(row) for row in rows]


def test_what_was_derived_is_there(demo: str) -> None:
    actor = system_actor()
    out = io.BytesIO()
    write_table(exported(actor, history.patients_to_export(actor), "table"), out, Path("trials.csv"))
    rows = list(csv.DictReader(io.StringIO(out.getvalue().decode())))
    assert {row["dropout"] for row in rows} >= {"yes", "no", "not_applicable"}
    assert all(bool(row["dropout_on"]) is (row["dropout"] == "yes") for row in rows)
    assert {row["early_improvement"] for row in rows} >= {"yes", "no", "unknown"}
    assert {row["sudden_gains"] for row in rows} >= {"", "0"}
    assert all(row["sudden_gain_on"] == "" for row in rows if row["sudden_gains"] in ("", "0"))
