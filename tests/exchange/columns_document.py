"""Writes docs/trial-table.md from the columns themselves: `python -m tests.exchange.columns_document`."""

from models.exchange.trial_columns import trial_columns
from tests.support.source import ROOT

FILE = ROOT / "docs/trial-table.md"
HEAD = """# The table of treatment trials

`fairtrial export table trials.csv` (or `trials.parquet`) writes one row a treatment trial that has begun, judged as of
today under the rules in force, as on the patient page. What is not known is empty or `unknown`, never 0 or `no`.

- *yes or no* is `yes`, `no`, `unknown` or `not_applicable`. Days are written 2026-11-01. Percentages are not rounded.
- Sudden gains, early improvement and dropout are derived from what was recorded, by the numbers in
  [Criteria](criteria.md).
- The columns of a domain tell what the trial did on that domain's scale; those of a definition are the patient's, the
  same in each row.
- In a CSV, text that a spreadsheet would take for a formula stands behind an apostrophe.

| column | kind | says |
|---|---|---|
"""


def text() -> str:
    """The whole page."""
    return HEAD + "".join(f"| `{each.name}` | {each.kind} | {each.says} |\n" for each in trial_columns())


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
