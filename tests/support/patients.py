"""Invented patients with something to answer, made through the write door like any other."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import make_url

from models import history, recording
from models.access import Actor, system_actor
from models.database import engine_for, migrate
from models.recording import AnswerState, ClinicInput, PatientInput
from models.settings import settings
from pages.visit import cookie_name
from tests.support.server import Server

BORN_ON = date(1984, 3, 2)
_numbers = count(1)


@dataclass(frozen=True)
class Asked:
    """A patient, the check-in that waits, and the link that leads there."""

    patient_id: str
    check_in_id: str
    token: str

    @property
    def link(self) -> str:
        return f"/c/{self.token}"

    def come_in(self, layout: str = "one") -> dict[str, str]:
        """Use the link as the Start button does; answers the cookie."""
        return {cookie_name(): recording.redeem_link(self.token, layout=layout).token}


def make_clinic(name: str = "") -> str:
    """A clinic of its own."""
    clinic = ClinicInput(name=name or f"Clinic {next(_numbers)}", time_zone="Europe/London")
    return recording.add_clinic(system_actor(), clinic)


def ask_patient(clinic_id: str, instruments: Sequence[str] = ("phq9",), *, language: str = "en") -> Asked:
    """A patient who has been sent a link."""
    number = next(_numbers)
    system = system_actor()
    patient = PatientInput(
        clinic_id=clinic_id,
        record_number=f"R{number:05}",
        given_name="Ada",
        family_name=f"Test{number}",
        born_on=BORN_ON,
        time_zone="Europe/London",
        language=language,
    )
    patient_id = recording.add_patient(system, patient)
    check_in_id = recording.issue_check_in(system, patient_id, list(instruments))
    return Asked(patient_id, check_in_id, recording.invite(system, patient_id).token)


def actor_of(cookies: dict[str, str]) -> Actor:
    """Who a cookie stands for."""
    actor = history.actor_of(next(iter(cookies.values())))
    assert actor is not None
    return actor


def kept(asked: Asked) -> dict[tuple[str, str], float | None]:
    """What the database has of a check-in, read through the door."""
    view = history.open_check_in(system_actor(), asked.check_in_id)
    return {question: given.value for question, given in view.answers.items()}


def rows(query: str, *values: object) -> list[tuple[object, ...]]:
    """What lies in the SQLite file, past every door."""
    with sqlite3.connect(f"file:{make_url(settings().url).database}?mode=ro", uri=True) as file:
        return file.execute(query, values).fetchall()


@contextmanager
def served_clinic(folder: Path, **more: str) -> Iterator[Server]:
    """The real server over a database of its own, without anybody in it yet; see `share`."""
    url = f"sqlite:///{folder / 'served.sqlite3'}"
    migrate(url)
    engine_for(url).dispose()
    with Server(folder, command="serve", settings={"FAIRTRIAL_DATABASE_URL": url, **more}) as server:
        yield server


def share(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process use the server's database, until the end of the test."""
    monkeypatch.setenv("FAIRTRIAL_DATABASE_URL", server.settings["FAIRTRIAL_DATABASE_URL"])
    settings.cache_clear()


def answer_through_the_door(asked: Asked, *values: float, instrument: str = "phq9") -> None:
    """Give these answers to the first questions of a form, as if they had been tapped some time ago."""
    for number, value in enumerate(values, start=1):
        recording.save_answer(
            system_actor(), asked.check_in_id, instrument, f"q{number}", AnswerState.answered, float(value)
        )
