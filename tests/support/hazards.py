"""Every hazard of the log has a test that passed, or the run as a whole does not hold."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
LOG = ROOT / "docs/clinical-safety/hazards.yaml"
LIKELIHOODS = ("very_low", "low", "medium", "high", "very_high")


@dataclass(frozen=True)
class Hazard:
    """One line of the log; risks go from 1 (acceptable) to 5 (unacceptable)."""

    id: str
    hazard: str
    mitigation: str
    tests: tuple[str, ...]
    risk_before: int
    risk_after: int


@cache
def hazards() -> tuple[Hazard, ...]:
    """The log; raises KeyError or ValueError where a line is not whole."""
    log = yaml.safe_load(LOG.read_text(encoding="utf-8"))
    return tuple(_hazard(line, log["grid"]) for line in log["hazards"])


def _hazard(line: dict[str, object], grid: dict[object, list[int]]) -> Hazard:
    row = grid[line["severity"]]
    before, after = (row[LIKELIHOODS.index(str(line[name]))] for name in ("likelihood", "after"))
    named = line["tests"]
    tests = tuple(str(each) for each in named) if isinstance(named, list) else ()
    return Hazard(str(line["id"]), str(line["hazard"]), str(line["mitigation"]), tests, before, after)


@cache
def functions_of(file: str) -> frozenset[str]:
    """The tests that a file holds; none where there is no such file."""
    path = ROOT / file
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


# What pytest calls: who passed is gathered, and looked at once everything has run.

passed: set[str] = set()


def bare(node: str) -> str:
    """The name of a test without its parameters and the group it ran in."""
    return node.partition("[")[0].partition("@")[0]


def unproved(names: set[str]) -> list[str]:
    """The ids of hazards of which no test is among these."""
    return [hazard.id for hazard in hazards() if not names.intersection(hazard.tests)]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" and report.passed:
        passed.add(bare(report.nodeid))


def _is_whole(config: pytest.Config) -> bool:
    asked = config.option
    is_chosen = asked.keyword or asked.markexpr or asked.campaigns or asked.collectonly or getattr(asked, "lf", False)
    return not is_chosen and not hasattr(config, "workerinput") and config.args == config.getini("testpaths")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if _is_whole(session.config) and exitstatus == pytest.ExitCode.OK and unproved(passed):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if _is_whole(config) and (missing := unproved(passed)):
        terminalreporter.write_line(f"Hazards without a test that passed: {', '.join(missing)}", red=True)
