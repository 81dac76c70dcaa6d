"""F01 to F03, F26: the server is told to end, or dies, and another takes its place; what was shown as kept is kept."""

import asyncio
import os
import random
import signal
import time
from pathlib import Path

import psutil
import pytest

from tests.browser import test_interference as interference
from tests.browser.test_interference import Sitter, _assert_nothing_lost, nursling
from tests.support.patients import ask_patient, make_clinic, share
from tests.support.source import ROOT
from tests.support.websocket import perform

ROUNDS = 3


def told_to_end(process_id: int) -> None:
    """As systemd does it, with as long to end as it gives."""
    os.kill(process_id, signal.SIGTERM)
    end = time.monotonic() + 30
    while psutil.pid_exists(process_id):
        assert time.monotonic() < end, "it did not end"
        time.sleep(0.05)


@pytest.mark.slow
def test_F03_a_server_that_is_told_to_end_under_load_loses_nothing_that_was_shown_as_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with nursling(tmp_path) as server:
        share(server, monkeypatch)
        clinic = make_clinic()
        sitters = [Sitter(lambda: ask_patient(clinic), random.Random(n)) for n in range(3)]

        async def a_round() -> None:
            scenes = [asyncio.create_task(sitter.sit(server)) for sitter in sitters]
            await asyncio.sleep(2)
            await asyncio.to_thread(told_to_end, server.process_id)  # type: ignore[attr-defined]
            await asyncio.gather(*scenes)

        for number in range(ROUNDS):
            perform(a_round())
            server.start()
            for sitter in sitters:
                _assert_nothing_lost(sitter, number)
                sitter.next_patient()
    assert sum(len(ledger) for sitter in sitters for ledger in sitter.ledgers.values()) > ROUNDS


def test_F26_a_process_that_died_is_started_again_by_the_system() -> None:
    """What it had confirmed is there: to be killed for want of memory is to be killed, as in F01 and F02."""
    unit = (ROOT / "deploy/fairtrial.service").read_text(encoding="utf-8").splitlines()
    assert "Restart=on-failure" in unit
    assert "RestartSec=2" in unit


@pytest.mark.campaign
def test_F01_F02_fifty_kills(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(interference, "KILLS", 50)
    interference.test_thirty_kills_lose_nothing_that_was_shown_as_kept(tmp_path, monkeypatch, capsys)
