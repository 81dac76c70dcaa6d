"""Runs every benchmark of this folder and prints one table: what was measured, the figure, the target.

Each `bench_*.py` has `run()`, which answers a list of (name, figure, target), all three in words and units.
Names given on the command line choose among them: `python -m tests.bench check_in`.
"""

import importlib
import os
import platform
import sys
import tempfile
from pathlib import Path

from tests.support.server import SECRET

Row = tuple[str, str, str]


def chosen(wanted: list[str]) -> list[str]:
    names = sorted(path.stem for path in Path(__file__).parent.glob("bench_*.py"))
    return [name for name in names if not wanted or any(word in name for word in wanted)]


def table(rows: list[Row]) -> str:
    lines = [("what", "figure", "target"), *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(3)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def main() -> int:
    os.environ.setdefault("FAIRTRIAL_SECRET_KEY", SECRET)  # what one process encrypts, the server has to read
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("FAIRTRIAL_DATA_DIR", folder)  # what is measured leaves nothing in the checkout
        return measure(chosen(sys.argv[1:]))


def measure(names: list[str]) -> int:
    if not names:
        print("no benchmark of that name", file=sys.stderr)
        return 2
    rows: list[Row] = []
    for name in names:
        print(f"{name} …", file=sys.stderr, flush=True)
        rows += [tuple(map(str, row)) for row in importlib.import_module(f"tests.bench.{name}").run()]
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, {platform.machine()}\n")
    print(table(rows))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
