"""The promises of every command: help, exit codes, results and messages apart, and never a traceback for a refusal."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from models.commands import frame
from models.commands.entry import run, told
from models.errors import Conflict, Invalid, NeedsConfirming, NotFound, NotPermitted, Problem, Unsafe
from models.settings import settings
from tests.commands.conftest import Fairtrial
from tests.support.source import ROOT

COMMANDS = [
    ["demo"],
    ["serve"],
    ["migrate"],
    ["verify"],
    ["refresh"],
    ["rotate"],
    ["backup"],
    ["restore"],
    ["instruments"],
    ["score"],
    ["change"],
    ["assess"],
    ["report"],
    ["import"],
    ["import", "table"],
    ["import", "history"],
    ["export"],
    ["export", "history"],
    ["import", "checkins"],
    ["export", "checkins"],
    ["export", "table"],
    ["export", "fhir"],
    ["import", "fhir"],
    ["export", "redcap"],
    ["import", "redcap"],
    ["export", "person"],
    ["invite"],
    ["remind"],
    ["alerts"],
    ["erase"],
    ["erase", "list"],
    ["erase", "request"],
    ["erase", "withdraw"],
    ["erase", "carry-out"],
    ["erase", "hold"],
    ["erase", "lift"],
    ["clinic"],
    ["clinic", "add"],
    ["clinic", "list"],
    ["clinic", "sign"],
    ["user"],
    ["user", "add"],
    ["user", "list"],
    ["user", "disable"],
    ["user", "reset"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(fairtrial: Fairtrial, command: list[str]) -> None:
    done = fairtrial(*command, "--help")
    assert done.code == 0
    assert done.out.startswith(f"Usage: fairtrial {' '.join(command)}")
    assert done.err == ""


def test_the_list_of_commands_is_whole(fairtrial: Fairtrial) -> None:
    shown = fairtrial("--help").out
    names = re.findall(r"^  ([a-z]+)  ", shown.partition("Commands:")[2], re.MULTILINE)
    assert set(names) == {command[0] for command in COMMANDS}


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_is_documented(command: list[str]) -> None:
    assert f"$ fairtrial {' '.join(command)}" in (ROOT / "docs/commands.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "arguments", [["fly"], ["demo", "--wings"], ["serve", "--port", "0"], ["serve", "--port", "x"], ["user", "add"], []]
)
def test_wrong_usage_ends_with_two(fairtrial: Fairtrial, arguments: list[str]) -> None:
    done = fairtrial(*arguments)
    assert done.code == 2
    assert "Usage" in done.err + done.out
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        (NotPermitted("no"), 3),
        (Unsafe("no"), 3),
        (NotFound("no"), 2),
        (Conflict("no"), 2),
        (Invalid([Problem("name", "is taken")]), 2),
        (NeedsConfirming([Problem("dose", "is high")]), 2),
        (FileNotFoundError(2, "No such file or directory", "x.csv"), 2),
        (KeyboardInterrupt(), 130),
    ],
)
def test_a_refusal_has_its_code_and_its_sentence(
    refusal: BaseException, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(**_: object) -> None:
        raise refusal

    monkeypatch.setattr("models.commands.entry.commands", lambda: refuse)
    assert run([]) == code
    assert "Traceback" not in capsys.readouterr().err


def test_a_bug_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(**_: object) -> None:
        raise ValueError("a bug")

    monkeypatch.setattr("models.commands.entry.commands", lambda: stumble)
    with pytest.raises(ValueError, match="a bug"):
        run([])


def test_every_problem_has_its_line() -> None:
    assert told(Invalid([Problem("a", "one"), Problem("b", "two")])) == ["a: one", "b: two"]


def test_a_wrong_setting_is_told_without_its_value(fairtrial: Fairtrial, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIRTRIAL_MODE", "playground")
    settings.cache_clear()
    done = fairtrial("verify")
    assert done.code == 3
    assert "FAIRTRIAL_MODE" in done.err
    assert "playground" not in done.err


@pytest.mark.parametrize("url", ["nonsense", "postgresql+psycopg://127.0.0.1:1/x", "sqlite:////proc/nothing/x.sqlite3"])
@pytest.mark.parametrize("command", [["migrate"], ["user", "list"]], ids=" ".join)
def test_a_database_that_is_not_there(
    fairtrial: Fairtrial, monkeypatch: pytest.MonkeyPatch, url: str, command: list[str]
) -> None:
    monkeypatch.setenv("FAIRTRIAL_DATABASE_URL", url)
    settings.cache_clear()
    done = fairtrial(*command)
    assert done.code in (2, 3)
    assert done.err
    assert "Traceback" not in done.err


def test_progress_is_silent_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    frame.progress("Patients", 2)(1)
    assert capsys.readouterr().err == ""


def test_progress_counts_for_somebody_who_watches(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    show = frame.progress("Patients", 2)
    show(1)
    show(2)
    assert capsys.readouterr().err == "\rPatients: 1 of 2\rPatients: 2 of 2\n"


def test_help_is_light(tmp_path: Path) -> None:
    """Nobody waits for pandas in order to read a line of help."""
    heavy = ("pandas", "numpy", "sqlalchemy", "streamlit", "altair", "pydantic")
    script = "import sys; from models.commands.entry import run; run(['--help']); print(set(HEAVY) & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", f"HEAVY = {heavy}; {script}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "set()"


def test_python_m_models_is_the_same() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "models", "fly"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert "No such command" in done.stderr
