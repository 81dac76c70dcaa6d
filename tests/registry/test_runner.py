"""A registry larger than memory gives the same table as one in memory, is written whole or not at all."""

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pandas as pd
import pyarrow.parquet as pq
import pytest

from models.commands.entry import run
from models.criteria.registry import verdicts
from models.criteria.settings import DEFAULT, RuleSettings
from models.errors import Invalid
from models.exchange.registry.run import assess_registry
from tests.registry.flat import plain, table
from tests.registry.invented import Invented


@pytest.fixture(scope="module")
def records() -> pd.DataFrame:
    """Records of one patient lie far apart in the table."""
    invented = Invented(Random(11))
    cases = [invented.case(f"P{number:03d}") for number in range(120)]
    return table(cases).sample(frac=1, random_state=3).reset_index(drop=True)


@pytest.fixture
def source(records: pd.DataFrame, tmp_path: Path) -> Path:
    records.to_parquet(tmp_path / "in.parquet", row_group_size=500)
    return tmp_path / "in.parquet"


def rows(file: Path) -> list[dict[str, object]]:
    return plain(pd.read_parquet(file).sort_values(["patient_id", "trial_number"]))


@pytest.mark.parametrize(("processes", "rows_of_a_bucket"), [(1, 10_000_000), (1, 700), (2, 1500)])
def test_the_same_table(records: pd.DataFrame, source: Path, processes: int, rows_of_a_bucket: int) -> None:
    """In one bucket, in many, and in two processes: no patient is cut."""
    out = source.parent / "out.parquet"
    by = RuleSettings(dose_profile="strict_max", weeks=4)
    number = assess_registry(source, out, by, processes=processes, rows_of_a_bucket=rows_of_a_bucket)
    assert rows(out) == plain(verdicts(records, by))
    assert number == len(verdicts(records, by))
    assert sorted(os.listdir(source.parent)) == ["in.parquet", "out.parquet"]


def test_types_that_every_reader_knows(source: Path) -> None:
    assess_registry(source, source.parent / "out.parquet", DEFAULT)
    kinds = {field.name: str(field.type) for field in pq.read_schema(source.parent / "out.parquet")}
    assert (kinds["patient_id"], kinds["status"], kinds["as_of"], kinds["weeks_at_dose"], kinds["BER07"]) == (
        "string", "string", "date32[day]", "double", "bool")  # fmt: skip


def test_one_bad_row_among_many_and_nothing_is_written(records: pd.DataFrame, source: Path) -> None:
    place = records.index[records["kind"] == "measurement"][200]
    records.assign(score=records["score"].where(records.index != place, -1)).to_parquet(source)
    out = source.parent / "out.parquet"
    out.write_text("what was there before")
    with pytest.raises(Invalid, match=f"row {place + 1}, column score: out of range") as refused:
        assess_registry(source, out, DEFAULT, processes=2, rows_of_a_bucket=1500)
    assert str(source) in str(refused.value)
    assert out.read_text() == "what was there before"
    assert sorted(os.listdir(source.parent)) == ["in.parquet", "out.parquet"]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    before = Path.cwd()
    os.chdir(tmp_path)
    yield tmp_path
    os.chdir(before)


class TestCommand:
    def test_judges(
        self, records: pd.DataFrame, source: Path, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        day = "2025-01-01"
        assert (
            run(["assess", "--registry", "in.parquet", "out.parquet", "--as-of", day, "--dose-profile", "strict_max"])
            == 0
        )
        assert capsys.readouterr().err == f"out.parquet: {len(pd.read_parquet('out.parquet'))} rows\n"
        by = RuleSettings(dose_profile="strict_max")
        assert rows(folder / "out.parquet") == plain(verdicts(records, by, pd.Timestamp(day).date()))

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            (["in.parquet"], "--registry: allowed: two files"),
            (["in.parquet", "in.parquet"], "in.parquet: the same file"),
            (["none.parquet", "out.parquet"], "none.parquet: no such file"),
            (["text", "out.parquet"], "text: not a Parquet file"),
            (["in.parquet", "none/out.parquet"], "none/out.parquet: no such folder"),
            (["in.parquet", "out.parquet", "--sensitivity"], "--sensitivity: not with --registry"),
            (["in.parquet", "out.parquet", "--dose-profile", "own"], "--dose-profile: allowed: "),
            (["strange.parquet", "out.parquet"], "strange.parquet: column 'b': unknown"),
        ],
    )
    @pytest.mark.usefixtures("source")
    def test_refuses(self, folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str) -> None:
        (folder / "text").write_text("no table")
        pd.DataFrame({"patient_id": ["P"], "kind": ["trial"], "b": [1]}).to_parquet("strange.parquet")
        assert run(["assess", "--registry", *arguments]) == 2
        assert capsys.readouterr().err.startswith(told)
        assert not (folder / "out.parquet").exists()
