"""How long clinicians wait who work at once in one process: the list, a patient, another time range, back again."""

import asyncio
import random
import tempfile
from pathlib import Path

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
ROUNDS = 2
# Mean time between two taps of one clinician. A page is read, and somebody is spoken with, before the next is opened.
THINKING_SECONDS = 20.0
LEAST_SECONDS = 1.0
TARGET = "p95 ≤ 0.5 s"
Row = tuple[str, str, str]


def run() -> list[Row]:
    """The figures of one clinician alone, then of all of them at once."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as server:
        clinicians = _clinic()
        _measured(server, clinicians[:1], 1.0)  # the first visitor warms the process
        for crowd, thinking in ((clinicians[:1], 1.0), (clinicians, THINKING_SECONDS)):
            rows += _measured(server, crowd, thinking)
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


def _measured(server: Server, clinicians: list[tuple[str, list[str]]], thinking: float) -> list[Row]:
    assert server.process is not None
    process = psutil.Process(server.process.pid)
    before, waits = _spent(process), Waits()
    perform(_all(server, clinicians, thinking, waits))
    many_ = len(clinicians)
    name = f"{many_} clinician{'s' if many_ > 1 else ''} at work"
    taps = [*waits.opened, *waits.tapped]
    return [
        (f"{name}: {len(taps)} pages and taps", _said(taps), TARGET if many_ > 1 else ""),
        ("  of which pages opened", _said(waits.opened), ""),
        ("  of which taps on a page that is open", _said(waits.tapped), ""),
        ("  CPU a page or tap", f"{(_spent(process) - before) * 1000 / len(taps):.0f} ms", ""),
        ("  memory of the process", f"{process.memory_info().rss / 2**20:.0f} MB", "≤ 1000 MB"),
    ]


class Waits:
    """How long each page and each tap took."""

    def __init__(self) -> None:
        self.opened: list[float] = []
        self.tapped: list[float] = []


def _said(waits: list[float]) -> str:
    return f"p50 {at_percent(waits, 50):.0f} ms, p95 {at_percent(waits, 95):.0f} ms"


def _spent(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


async def _all(server: Server, clinicians: list[tuple[str, list[str]]], thinking: float, waits: Waits) -> None:
    """Everybody has the list open when the clock starts."""
    visitors = [Visitor(server.url, cookies={cookie_name(): token}) for token, _ in clinicians]
    for visitor in visitors:
        await visitor.__aenter__()
        await visitor.run("caseload")
        assert "Who needs you today" in visitor.text
    days = (
        _day(visitor, patients, random.Random(number), thinking, waits)
        for number, (visitor, (_, patients)) in enumerate(zip(visitors, clinicians, strict=True))
    )
    await asyncio.gather(*days)
    for visitor in visitors:
        await visitor.__aexit__(None, None, None)


async def _day(visitor: Visitor, patients: list[str], chance: random.Random, thinking: float, waits: Waits) -> None:
    async def think() -> None:
        await asyncio.sleep(max(LEAST_SECONDS, chance.expovariate(1 / thinking)))

    await asyncio.sleep(chance.uniform(0, thinking))
    for patient in chance.sample(patients, ROUNDS):
        waits.opened.append((await visitor.run("patient", f"id={patient}")).seconds)
        assert not visitor.errors(), visitor.errors()
        await think()
        waits.tapped.append((await visitor.choose(f"reach-{patient}", "All")).seconds)
        await think()
        waits.opened.append((await visitor.run("caseload")).seconds)
        await think()
