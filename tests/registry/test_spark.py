"""On Spark, in local mode, the table is the same: run where PySpark is, in an environment of its own if need be."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

import pandas as pd
import pytest

from models.criteria.registry import verdicts
from tests.registry.flat import plain, table
from tests.registry.invented import Invented
from tests.support.source import ROOT

OWN = "SPARK_PYTHON"  # the interpreter of an environment made with the extra [spark]
SCRIPT = """
import sys
from pyspark.sql import SparkSession
from models.exchange.registry.spark import judged_on_spark
spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
found = judged_on_spark(spark.read.parquet(sys.argv[1]), partitions=5)
found.coalesce(1).write.parquet(sys.argv[2])
spark.stop()
"""


def python() -> str | None:
    """An interpreter that has PySpark."""
    return os.environ.get(OWN) or (sys.executable if importlib.util.find_spec("pyspark") else None)


@pytest.mark.slow
def test_spark_gives_the_same_table(tmp_path: Path) -> None:
    own = python()
    if own is None:
        pytest.skip(f"PySpark is not installed here; name an interpreter that has it in {OWN}")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, and there is none")
    invented = Invented(Random(5))
    records = table([invented.case(f"P{number:02d}") for number in range(60)])
    for name in ("as_of", "started_on", "ended_on", "from_on", "to_on", "on"):
        records[name] = records[name].dt.date
    records.sample(frac=1, random_state=1).to_parquet(tmp_path / "in.parquet", index=False)
    given = {**os.environ, "PYTHONPATH": str(ROOT), "PYSPARK_PYTHON": own}
    asked = [own, "-c", SCRIPT, str(tmp_path / "in.parquet"), str(tmp_path / "out")]
    subprocess.run(asked, env=given, check=True, capture_output=True, timeout=300)
    found = pd.read_parquet(tmp_path / "out").sort_values(["patient_id", "trial_number"])
    assert plain(found) == plain(verdicts(records))
