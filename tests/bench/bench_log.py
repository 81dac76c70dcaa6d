"""What the sealed log costs: a tap with and without it, 100,000 entries verified, and a copy made and brought back."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlmodel import Session

from models import clock, database, recording
from models.access import system_actor
from models.commands.verifying_seals import entries
from models.copies.guarding import GUARDS
from models.copies.making import make
from models.database import engine, session
from models.records import AccessLog
from models.sealing.session import SealedSession
from models.settings import settings
from tests.support.patients import Asked, ask_patient, make_clinic

ENTRIES = 100_000
TAPS = 300
Row = tuple[str, str, str]


def run() -> list[Row]:
    """The figures of the log, with the targets that they must meet."""
    with tempfile.TemporaryDirectory() as folder, _database(Path(folder)):
        sealed, plain = _taps(Path(folder))
        building = _seconds(_fill)
        checked = entries()
        assert checked.holds, checked.breaches
        verifying = _seconds(entries)
        copying = _seconds(lambda: make(Path(folder) / "copy.bak"))
    return [
        ("a saved answer, sealed and logged", f"median {sealed:.2f} ms", ""),
        ("the same without seals and chain", f"median {plain:.2f} ms", ""),
        ("what seals and chain add to a tap", f"{sealed - plain:.2f} ms", "≤ 1 ms"),
        ("the same, as a part of the tap without them", f"{sealed / plain - 1:.0%}", ""),
        (f"log: {ENTRIES:,} entries written", f"{building:.1f} s", ""),
        (f"log: {ENTRIES:,} entries verified", f"{verifying:.1f} s", "≤ 10 s"),
        (f"backup with {ENTRIES:,} entries", f"{copying:.1f} s", ""),
    ]


def _taps(folder: Path) -> tuple[float, float]:
    """The median of an answer with seals and without, in turn, so that both have the same machine to themselves."""
    kinds: list[tuple[type[Session], str, Asked]] = []
    for kind in (Session, SealedSession):
        _use(folder / f"{kind.__name__}.sqlite3")
        database.migrate()
        kinds.append((kind, settings().url, ask_patient(make_clinic())))
        if kind is Session:
            with engine().execution_options(fairtrial_writes=True).begin() as connection:
                for guard in GUARDS.values():
                    connection.execute(guard)
    times: dict[type, list[float]] = {SealedSession: [], Session: []}
    for number in range(TAPS):
        for kind, url, asked in kinds:
            _use(Path(url.removeprefix("sqlite:///")))
            database.SealedSession = kind  # type: ignore[misc, assignment, attr-defined]
            times[kind].append(_seconds(lambda asked=asked, number=number: _tap(asked, number)) * 1000)  # type: ignore[misc]
    return statistics.median(times[SealedSession][20:]), statistics.median(times[Session][20:])


def _tap(asked: Asked, number: int) -> None:
    state, value = recording.AnswerState.answered, float(number // 8 % 4)
    recording.save_answer(system_actor(), asked.check_in_id, "phq9", f"q{number % 8 + 1}", state, value)


def _fill() -> None:
    for _ in range(ENTRIES // 1000):
        with session(write=True) as db:
            for _ in range(1000):
                db.add(
                    AccessLog(at=clock.now(), actor_role="system", act="read", was_permitted=True, patient_id="p" * 32)
                )


def _seconds(act: Callable[[], object]) -> float:
    start = time.process_time()  # other work on this machine does not count
    act()
    return time.process_time() - start


def _use(file: Path) -> None:
    os.environ["FAIRTRIAL_DATABASE_URL"] = f"sqlite:///{file}"
    settings.cache_clear()


@contextmanager
def _database(folder: Path) -> Iterator[None]:
    here = {"FAIRTRIAL_MODE": "demo", "FAIRTRIAL_DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite3'}"}
    here["FAIRTRIAL_DATA_DIR"] = str(folder)
    before = {name: os.environ.get(name) for name in here}
    os.environ.update(here)
    settings.cache_clear()
    database.migrate()
    try:
        yield
    finally:
        engine().dispose()
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
        settings.cache_clear()
