"""F27: a hundred patients at once: all that was confirmed is kept, once, and nobody waits long."""

import asyncio
import random
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from statistics import quantiles
from threading import Barrier

import psutil
import pytest
from websockets.exceptions import ConnectionClosed

from models import clock, history, recording
from models import database as databases
from models.access import system_actor
from tests.browser.test_interference import Sitter, _assert_nothing_lost, nursling, tab
from tests.support.patients import answer_through_the_door, ask_patient, make_clinic, rows, share
from tests.support.server import Server
from tests.support.websocket import perform
from tests.trust.conftest import Ward

PATIENTS = 100
MINUTES = 10
PASSWORD = "a walk along the grey canal"


def test_F27_a_hundred_send_within_the_same_second(sqlite_database: str) -> None:
    clinic = make_clinic()
    asked = [ask_patient(clinic) for _ in range(PATIENTS)]
    for each in asked:
        answer_through_the_door(each, 2)
    start = Barrier(PATIENTS)

    def send(number: int) -> object:
        start.wait()
        return recording.send_check_in(system_actor(), asked[number].check_in_id)

    begun = time.perf_counter()
    with ThreadPoolExecutor(PATIENTS) as pool:
        receipts = list(pool.map(send, range(PATIENTS)))
    took = time.perf_counter() - begun
    assert len(receipts) == PATIENTS
    assert rows("SELECT count(*) FROM check_in WHERE submitted_at IS NOT NULL") == [(PATIENTS,)]
    assert rows("SELECT count(*), count(DISTINCT check_in_id) FROM score WHERE scale = 'total'") == [(100, 100)]
    assert took < 60, "ten seconds on a machine of its own"


def test_F27_with_one_connection_left_a_visit_still_goes_on_and_another_begins(sqlite_ward: Ward) -> None:
    """Where a look waits for a second connection, a hundred that come in the same minute stop one another."""
    recording.set_password(system_actor(), str(sqlite_ward.clinician.person_id), "miriam", PASSWORD)
    token, engine = recording.sign_in("miriam", PASSWORD).token, databases.engine()
    there = engine.pool.size() + engine.pool._max_overflow  # type: ignore[attr-defined]
    taken = [engine.raw_connection() for _ in range(there - 1)]
    try:
        with clock.at(clock.now() + timedelta(minutes=2)):  # long enough that the visit is noted as still in use
            actor = history.actor_of(token)
            again = recording.sign_in("miriam", PASSWORD)
    finally:
        for each in taken:
            each.close()
    assert actor is not None
    assert again.token != token
    seen = rows("SELECT seen_at FROM visit ORDER BY started_at LIMIT 1")
    assert seen != rows("SELECT started_at FROM visit ORDER BY started_at LIMIT 1")


class Patient(Sitter):
    """Somebody who reads each question before answering it, and how long each page took."""

    def __init__(self, clinic: str, number: int) -> None:
        super().__init__(lambda: ask_patient(clinic), random.Random(number))
        self.waited: list[float] = []

    async def sit(self, server: Server) -> None:
        try:
            async with tab(server, self.asked) as visitor:
                await asyncio.sleep(self.chance.uniform(0, 10))
                await visitor.run("check-in")
                while self.asked not in self.sent:
                    await asyncio.sleep(self.chance.uniform(5, 15))
                    begun = time.perf_counter()
                    await self._go_on(visitor)
                    self.waited.append(time.perf_counter() - begun)
        except (ConnectionClosed, OSError, TimeoutError) as broken:
            raise AssertionError("a line broke") from broken


@pytest.mark.campaign
def test_F27_ten_minutes_of_a_hundred_patients(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with nursling(tmp_path) as server:
        share(server, monkeypatch)
        clinic = make_clinic()
        patients = [Patient(clinic, number) for number in range(PATIENTS)]
        process = psutil.Process(server.process_id)  # type: ignore[attr-defined]
        before, until = process.memory_info().rss, time.monotonic() + MINUTES * 60

        async def day() -> None:
            async def come_again(patient: Patient) -> None:
                while time.monotonic() < until:
                    await patient.sit(server)
                    await asyncio.to_thread(patient.next_patient)

            await asyncio.gather(*(come_again(each) for each in patients))

        perform(day())
        for patient in patients:
            _assert_nothing_lost(patient, 0)
        grown = (process.memory_info().rss - before) / 1e6
    waited = [each for patient in patients for each in patient.waited]
    slowest = quantiles(waited, n=20)[-1]
    sent = sum(len(patient.sent) for patient in patients)
    print(f"{len(waited)} taps, {sent} check-ins, 95 % within {slowest:.2f} s, {grown:.0f} MB more memory")
    assert slowest < 2 + 0.5  # a settling of the visitor's own is in it
    assert grown < 200
