"""A command is run as a person would, in this process."""

import io
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from models.commands.entry import run


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str


Fairtrial = Callable[..., Outcome]


@pytest.fixture
def fairtrial(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Fairtrial:
    """`fairtrial("user", "list")`; what is typed into standard input is `typed`."""

    def do(*arguments: str, typed: str = "") -> Outcome:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        code = run(list(arguments))
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return do
