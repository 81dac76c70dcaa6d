"""How long a patient waits between a tap and the next question, alone and among a hundred, in one process."""

import asyncio
import os
import random
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from models.database import migrate
from models.settings import settings
from tests.support.patients import Asked, ask_patient, make_clinic
from tests.support.server import Server
from tests.support.websocket import Visitor, perform

THINKING_SECONDS = 5.0
CROWDS = (1, 50, 100)
ROUNDS_ALONE = 4
ASKED = ("phq9", "gad7")
Row = tuple[str, str, str]


def run() -> list[Row]:
    """The figures of the check-in, with the targets that they must meet."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as server:
        clinic = make_clinic()
        _measured(server, [ask_patient(clinic, ASKED)], 1)  # the first visitor warms the process
        for size in CROWDS:
            patients = [ask_patient(clinic, ASKED) for _ in range(size if size > 1 else ROUNDS_ALONE)]
            rows += _measured(server, patients, size)
    return rows


@contextmanager
def served(folder: Path) -> Iterator[Server]:
    """A served database of its own, which this process writes patients into."""
    here = {"FAIRTRIAL_MODE": "demo", "FAIRTRIAL_DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite3'}"}
    before = {name: os.environ.get(name) for name in here}
    os.environ.update(here)
    settings.cache_clear()
    migrate()
    try:
        with Server(folder, command="serve", settings=here) as server:
            yield server
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
        settings.cache_clear()


def _measured(server: Server, patients: list[Asked], size: int) -> list[Row]:
    assert server.process is not None
    process = psutil.Process(server.process.pid)
    crowd = Crowd(server, process, patients, THINKING_SECONDS if size > 1 else 0.5)
    perform(crowd.answer() if size > 1 else crowd.answer_in_turn())
    name = f"check-in, {size} patient{'s' if size > 1 else ''}"
    target = {1: "p95 ≤ 100 ms", 100: "p95 ≤ 150 ms"}.get(size, "")
    waits = crowd.waits
    said = f"p50 {at_percent(waits, 50):.0f} ms, p95 {at_percent(waits, 95):.0f} ms"
    return [
        (f"{name}: tap to next question, {len(waits)} taps", said, target),
        (f"{name}: CPU a tap", f"{crowd.cpu_seconds * 1000 / len(waits):.0f} ms", ""),
        (f"{name}: memory of the process", f"{process.memory_info().rss / 2**20:.0f} MB", "≤ 500 MB"),
    ]


def at_percent(waits: list[float], percent: int) -> float:
    return statistics.quantiles(waits, n=100, method="inclusive")[percent - 1] * 1000


class Crowd:
    """Patients who answer; all of them have the first question before them when the clock starts."""

    def __init__(self, server: Server, process: psutil.Process, patients: list[Asked], think: float) -> None:
        self.server, self.process, self.patients, self.think = server, process, patients, think
        self.waits: list[float] = []
        self.cpu_seconds = 0.0

    async def answer(self) -> None:
        """Everybody at once."""
        visitors = [Visitor(self.server.url, cookies=await asyncio.to_thread(each.come_in)) for each in self.patients]
        for visitor in visitors:
            await visitor.__aenter__()
            await visitor.run("check-in")
        before = self._spent()
        await asyncio.gather(*(self._sitting(visitor, random.Random(n)) for n, visitor in enumerate(visitors)))
        self.cpu_seconds += self._spent() - before
        for visitor in visitors:
            await visitor.__aexit__(None, None, None)

    async def answer_in_turn(self) -> None:
        """One after the other."""
        for patient in self.patients:
            alone = Crowd(self.server, self.process, [patient], self.think)
            await alone.answer()
            self.waits += alone.waits
            self.cpu_seconds += alone.cpu_seconds

    def _spent(self) -> float:
        times = self.process.cpu_times()
        return float(times.user + times.system)

    async def _sitting(self, visitor: Visitor, chance: random.Random) -> None:
        await asyncio.sleep(chance.uniform(0, self.think))
        while widgets := visitor.elements("button_group"):
            # As people are: mostly near the mean, sometimes quick, sometimes slow; never inside a double tap.
            question = widgets[0]
            receipt = await visitor.choose(question.key, chance.choice(question.options))
            self.waits.append(receipt.seconds)
            await asyncio.sleep(max(0.45, chance.expovariate(1 / self.think)))
            if question.key in {each.key for each in visitor.elements("button_group")}:
                self.waits.append((await visitor.press("Next")).seconds)
                await asyncio.sleep(max(0.45, chance.expovariate(1 / self.think)))
