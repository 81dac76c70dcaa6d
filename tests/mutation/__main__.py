"""Are the tests good enough to notice a wrong program? `python -m tests.mutation instruments`

Each change of the program (a comparison turned, a number one higher, a step left out) should make a test fail.
"""

import argparse
import random
import tomllib
from pathlib import Path

from tests.mutation.changes import Mutant, mutants_of
from tests.mutation.report import Report
from tests.mutation.trying import Trial, try_all

TESTS = {
    "instruments": ["tests/instruments", "tests/test_own_instruments.py"],
    "models/criteria": ["tests/criteria", "tests/spec", "tests/change"],
}
EQUIVALENT = Path(__file__).parent / "equivalent"


def main() -> None:
    asked = _asked()
    mutants = _mutants(asked.folder, asked.only)
    known = {one.id for one in mutants}
    equivalent = _equivalent(asked.folder)
    chosen = [one for one in mutants if one.id not in equivalent]
    if asked.sample and asked.sample < len(chosen):
        chosen = random.Random(asked.seed).sample(chosen, asked.sample)
    if asked.each:
        chosen = _each(chosen, asked.each, asked.seed)
    report = Report(asked.results, len(known & set(equivalent)))
    todo = [one for one in chosen if not report.knows(one)]
    trial = Trial(str(Path.cwd()), asked.folder, todo, report.tell, asked.seconds)
    code = try_all(trial, asked.tests or TESTS[asked.folder])
    report.print(chosen, trial.failed, [] if asked.only else sorted(set(equivalent) - known))
    raise SystemExit(code)


def _each(mutants: list[Mutant], number: int, seed: int) -> list[Mutant]:
    """So many changes of each file, or all where it has fewer; the same ones for the same seed."""
    files: dict[Path, list[Mutant]] = {}
    for one in mutants:
        files.setdefault(one.file, []).append(one)
    draw = random.Random(seed)
    return [one for found in files.values() for one in draw.sample(found, min(number, len(found)))]


def _asked() -> argparse.Namespace:
    words = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    words.add_argument("folder", help="what is changed: " + ", ".join(TESTS))
    words.add_argument("--only", default="", help="the files whose path holds this")
    words.add_argument("--sample", type=int, default=0, help="so many changes, drawn at random")
    words.add_argument("--each", type=int, default=0, help="so many changes of each file, drawn at random")
    words.add_argument("--seed", type=int, default=1, help="another draw for another number")
    words.add_argument("--seconds", type=float, default=30, help="of tests, at most, for one change")
    words.add_argument("--tests", action="append", help="folders of tests, where they are others than usual")
    words.add_argument(
        "--results", type=Path, help="a file to keep results in; what is killed there is not tried again"
    )
    return words.parse_args()


def _mutants(folder: str, only: str) -> list[Mutant]:
    found = []
    for file in sorted(Path(folder).rglob("*.py")):
        name = file.relative_to(folder).as_posix()
        found += mutants_of(file.resolve(), name) if only in name else []
    return found


def _equivalent(folder: str) -> dict[str, str]:
    """The changes that change nothing, by id, with the reason."""
    file = EQUIVALENT / f"{folder.replace('/', '.')}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


if __name__ == "__main__":
    main()
