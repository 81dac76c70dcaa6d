"""How long clinicians wait who work at once in one process: the list, a patient, another time range, back again.

The pace is that of people: a page is read, and somebody is spoken with, before the next tap. It is said in the output,
and so is the processor time of one tap, which is the figure to compare on a machine that has other work as well.
"""

import asyncio
import random
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import psutil
from sqlmodel import select

from models import recording
from models.access import system_actor
from models.database import session
from models.recording import ClinicInput, StaffInput
from models.recording.standing import rebuild
from models.records import CareTeamMember
from pages.visit import cookie_name
from tests.bench.bench_check_in import at_percent, served
from tests.bench.bench_pages import many
from tests.support.server import Server
from tests.support.websocket import Visitor, perform

CLINICIANS = 50
PATIENTS_EACH = 10
THINKING_SECONDS = 10.0  # mean time between two taps of one clinician; exponential, so that taps come in bunches
LEAST_SECONDS = 1.0
WORKING_SECONDS = 60.0
ALONE_SECONDS = 12.0
TARGET = "p95 ≤ 0.5 s"
Row = tuple[str, str, str]


class Pace(NamedTuple):
    """How people work: the mean time between two taps, and for how long."""

    thinking: float
    working: float


def run() -> list[Row]:
    """The figures of one clinician alone, then of all of them at once."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as server:
        clinicians = _clinic()
        _measured(server, clinicians[:1], Pace(1.0, 8.0))  # the first visitor warms the process
        rows += _measured(server, clinicians[:1], Pace(1.0, ALONE_SECONDS))
        rows += _measured(server, clinicians, Pace(THINKING_SECONDS, WORKING_SECONDS))
    return rows


def _clinic() -> list[tuple[str, list[str]]]:
    """Each clinician's cookie and patients, two trials and eight scores each."""
    system, found = system_actor(), []
    clinic = recording.add_clinic(system, ClinicInput(name="Bench clinic"))
    for number in range(CLINICIANS):
        staff = StaffInput.of(clinic_id=clinic, role="clinician", given_name="Ana", family_name=f"Bench{number}")
        clinician = recording.add_staff(system, staff)
        many(clinic, clinician, range(number * PATIENTS_EACH, (number + 1) * PATIENTS_EACH))
        found.append(clinician)
    with session(write=True) as db:
        rebuild(db)
        mine = [
            list(db.exec(select(CareTeamMember.patient_id).where(CareTeamMember.clinician_id == one)).all())
            for one in found
        ]
    return [(recording.sign_in_demo(one).token, patients) for one, patients in zip(found, mine, strict=True)]


def _measured(server: Server, clinicians: list[tuple[str, list[str]]], pace: Pace) -> list[Row]:
    assert server.process is not None
    process, waits = psutil.Process(server.process.pid), Waits()
    spent = perform(_all(server, process, clinicians, pace, waits))
    many_ = len(clinicians)
    name = f"{many_} clinician{'s' if many_ > 1 else ''} at work, a tap each {pace.thinking:g} s"
    taps = [*waits.opened, *waits.tapped]
    return [
        (f"{name}: {len(taps)} pages and taps in {pace.working:g} s", _said(taps), TARGET if many_ > 1 else ""),
        ("  of which pages opened", _said(waits.opened), ""),
        ("  of which taps on a page that is open", _said(waits.tapped), ""),
        ("  processor time a page or tap", f"{spent * 1000 / len(taps):.0f} ms", ""),
        ("  of one core", f"{100 * spent / pace.working:.0f} %", ""),
        ("  memory of the process", f"{process.memory_info().rss / 2**20:.0f} MB", "≤ 1000 MB"),
    ]


class Waits:
    """How long each page and each tap took."""

    def __init__(self) -> None:
        self.opened: list[float] = []
        self.tapped: list[float] = []


def _said(waits: list[float]) -> str:
    if len(waits) < 2:
        return "too few to tell"
    return f"p50 {at_percent(waits, 50):.0f} ms, p95 {at_percent(waits, 95):.0f} ms"


def _spent(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


async def _all(
    server: Server, process: psutil.Process, clinicians: list[tuple[str, list[str]]], pace: Pace, waits: Waits
) -> float:
    """Everybody has the list open when the clock starts; answers the processor time from then on."""
    visitors = [Visitor(server.url, cookies={cookie_name(): token}) for token, _ in clinicians]
    for visitor in visitors:
        await visitor.__aenter__()
        await visitor.run("caseload")
        assert "Who needs you today" in visitor.text
    before = _spent(process)
    await asyncio.gather(
        *(
            _day(visitor, patients, random.Random(number), pace, waits)
            for number, (visitor, (_, patients)) in enumerate(zip(visitors, clinicians, strict=True))
        )
    )
    spent = _spent(process) - before
    for visitor in visitors:
        await visitor.__aexit__(None, None, None)
    return spent


async def _day(visitor: Visitor, patients: list[str], chance: random.Random, pace: Pace, waits: Waits) -> None:
    end = time.monotonic() + pace.working

    async def think() -> bool:
        """Wait as a reader does; False where the day is over before the next tap."""
        seconds = min(max(LEAST_SECONDS, chance.expovariate(1 / pace.thinking)), max(0.0, end - time.monotonic()))
        await asyncio.sleep(seconds)
        return time.monotonic() < end

    await asyncio.sleep(chance.uniform(0, pace.thinking))  # nobody begins in step with anybody
    while True:
        patient = chance.choice(patients)
        waits.opened.append((await visitor.run("patient", f"id={patient}")).seconds)
        assert not visitor.errors(), visitor.errors()
        if not await think():
            return
        waits.tapped.append((await visitor.choose(f"reach-{patient}", "All")).seconds)
        if not await think():
            return
        waits.opened.append((await visitor.run("caseload")).seconds)
        if not await think():
            return
