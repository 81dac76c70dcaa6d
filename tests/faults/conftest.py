"""The real server over a clinic of its own, and a patient who answers while something goes wrong."""

from collections.abc import Iterator

import pytest

from tests.support.patients import Asked, ask_patient, make_clinic, served_clinic, share
from tests.support.server import Server
from tests.support.websocket import Visitor, perform
from tests.trust.conftest import sqlite_ward, ward

__all__ = ["sqlite_ward", "ward"]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served_clinic(tmp_path_factory.mktemp("faults")) as server:
        yield server


@pytest.fixture
def shared(served: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The server, whose database this process may use, too."""
    share(served, monkeypatch)
    return served


class Phone:
    """A patient's telephone: it answers, reloads, and reads what the page says."""

    def __init__(self, server: Server, asked: Asked) -> None:
        self.server, self.asked = server, asked
        self.cookies = asked.come_in()

    def answer(self, item: str, words: str) -> str:
        """Tap an answer of the PHQ-9; what the page says then."""

        async def scene() -> str:
            async with Visitor(self.server.url, cookies=self.cookies) as visitor:
                await visitor.run("check-in")
                await visitor.choose(f"{self.asked.check_in_id}:phq9:{item}", words)
                await visitor.settle(0.1)
                return visitor.text

        return perform(scene())

    def press(self, button: str) -> str:
        async def scene() -> str:
            async with Visitor(self.server.url, cookies=self.cookies) as visitor:
                await visitor.run("check-in")
                await visitor.press(button)
                await visitor.settle(0.1)
                return visitor.text

        return perform(scene())

    def look(self) -> str:
        async def scene() -> str:
            async with Visitor(self.server.url, cookies=self.cookies) as visitor:
                await visitor.run("check-in")
                return visitor.text

        return perform(scene())


@pytest.fixture
def phone(shared: Server) -> Phone:
    return Phone(shared, ask_patient(make_clinic()))
