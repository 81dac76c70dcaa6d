"""Which tests bear which id of docs/catalogue.md; run as a program, a list of both."""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| ([FBZLPS]\d\d) \| (.+?) \| (.*?) ?\|$", re.MULTILINE)
ID = r"[FBZLPS]\d\d"
# In a name: `test_F12_L01_a_full_disk…` or `test_f17_…`; of a case: `B32 03/04/2024`; in a description: `F12, L01: …`.
NAMED = re.compile(rf"(?:^|_)({ID})(?=_|$)", re.IGNORECASE)
CASE = re.compile(rf"(?:^|-)({ID})(?= |-|$)")
DESCRIBED = re.compile(rf"^({ID}(?:, {ID})*)(?:: |\.$|\.\s)")
OUT = "CATALOGUE_OUT"


def catalogue() -> dict[str, str]:
    """Each id and why there can be no test of it here; empty where there must be one."""
    text = (ROOT / "docs/catalogue.md").read_text(encoding="utf-8")
    return {name: reason for name, _, reason in ROW.findall(text)}


def borne(name: str, case: str, description: str) -> set[str]:
    """The ids that a test bears by its name, the name of its case, and the beginning of its description."""
    described = DESCRIBED.match(description.strip())
    found = {*NAMED.findall(name), *CASE.findall(case), *(described[1].split(", ") if described else ())}
    return {each.upper() for each in found}


# What pytest calls: who bears which id is gathered while tests are collected, campaigns among them.

gathered: dict[str, set[str]] = defaultdict(set)


def pytest_itemcollected(item: pytest.Item) -> None:
    name, _, case = item.name.partition("[")
    description = getattr(getattr(item, "function", None), "__doc__", None) or ""
    for each in borne(name, case.removesuffix("]"), description):
        gathered[each].add(f"{Path(item.path).relative_to(ROOT)}::{name}")


def pytest_collection_finish(session: pytest.Session) -> None:
    if out := os.environ.get(OUT):
        Path(out).write_text(json.dumps({name: sorted(tests) for name, tests in gathered.items()}), encoding="utf-8")


def everything_was_collected(config: pytest.Config) -> bool:
    return list(config.args) == list(config.getini("testpaths"))


def bearers(config: pytest.Config | None = None) -> dict[str, list[str]]:
    """The tests that bear each id: from this run, or from one that only collects."""
    if config is not None and everything_was_collected(config):
        return {name: sorted(tests) for name, tests in gathered.items()}
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "bearers.json"
        command = [sys.executable, "-m", "pytest", "--collect-only", "-qq", "-p", "no:cacheprovider"]
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, OUT: str(out)}, capture_output=True, text=True)
        if done.returncode != 0 or not out.exists():
            raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])
        found: dict[str, list[str]] = json.loads(out.read_text(encoding="utf-8"))
    return found


def main() -> None:
    known, found = catalogue(), bearers()
    for name, reason in known.items():
        print(name, reason or "", *(f"\n    {test}" for test in found.get(name, [])), sep=" ")


if __name__ == "__main__":
    main()
