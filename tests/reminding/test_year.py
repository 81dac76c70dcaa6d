"""A simulated year: three time zones, both clock changes, a mail server that fails at times, two processes at once."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from models import recording
from models.access import system_actor
from models.clock import at
from models.database import session
from models.recording import ClinicInput
from models.records import CheckIn, Person, Reminder
from models.reminding import Mail, Message
from tests.reminding.clinic import SENDER, add_patient
from tests.support import post
from tests.support.post import PostOffice
from tests.support.source import ROOT

ZONES = ("Europe/London", "America/New_York", "Australia/Sydney")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FAILURES = (
    *(post.LATER, post.LATER_AT_END, post.TAKES_AND_HANGS_UP, post.HANGS_UP),
    *(post.SHUT, post.REFUSES_SENDER),
)


@contextmanager
def two_processes(url: str) -> Iterator[list[subprocess.Popen[str]]]:
    """Two of them, on the database and with the settings of this test."""
    command = [sys.executable, "-m", "tests.reminding.worker", url]
    started = [
        subprocess.Popen(
            [*command, hurry], cwd=ROOT, env={**os.environ}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for hurry in ("0", "0.5")
    ]
    try:
        assert [each.stdout.readline().strip() for each in started if each.stdout] == ["ready", "ready"]
        yield started
    finally:
        for each in started:
            assert each.stdin is not None
            each.stdin.close()
            each.wait(60)


def a_round(processes: list[subprocess.Popen[str]], when: datetime) -> None:
    """Both at the same moment; ends when both have."""
    for each in processes:
        assert each.stdin is not None
        each.stdin.write(f"{when.isoformat()}\n")
        each.stdin.flush()
    for each in processes:
        assert each.stdout is not None
        assert each.stdout.readline(), "a process ended on the way"


@dataclass
class Year:
    """What happens to the patients of one clinic between two days."""

    patients: int
    every: int
    begins: datetime
    ends: datetime
    hours: range
    office: PostOffice = field(default_factory=PostOffice)
    fails: float = 0.15
    answered: dict[str, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chance = Random("a year of reminders")
        self.office.mood = self._mood

    def _mood(self, number: int) -> str:
        return self.chance.choice(FAILURES) if self.chance.random() < self.fails else post.TAKES

    def run(self) -> None:
        with at(self.begins):
            clinic_id = recording.add_clinic(system_actor(), ClinicInput(name="Year", time_zone="UTC"))
            self.ids = [
                add_patient(clinic_id, n, ZONES[n % 3], hour=8 + n % 9, every=self.every) for n in range(self.patients)
            ]
        with self.office, two_processes(self.office.url) as processes:
            day = self.begins
            while day < self.ends:
                for hour in self.hours:
                    a_round(processes, day + hour * HOUR)
                    if hour % 6 == 0:
                        self._some_answer(day + hour * HOUR + timedelta(minutes=30))
                day += DAY

    def _some_answer(self, when: datetime) -> None:
        """Each patient who has something open answers it in a fifth of the times of looking."""
        with session() as db:
            local = {zone: when.astimezone(ZoneInfo(zone)).date() for zone in ZONES}
            waiting = [
                c.id
                for c in db.exec(select(CheckIn).where(CheckIn.status == "due").order_by(CheckIn.id)).all()
                if c.due_on <= local[c.time_zone] <= c.closes_on
            ]
        for check_in_id in waiting:
            if self.chance.random() < 0.2:
                with at(when):
                    recording.send_check_in(system_actor(), check_in_id)
                self.answered[check_in_id] = when


def hold(year: Year) -> None:
    """Everything that must be true of such a year."""
    with session() as db:
        rows = {f"{row.id}": row for row in db.exec(select(Reminder)).all()}
        check_ins = {row.id: row for row in db.exec(select(CheckIn)).all()}
        people = {row.id: row for row in db.exec(select(Person)).all()}
    by_key = {_key(row_id): row for row_id, row in rows.items()}
    arrived = Counter(letter.key for letter in year.office.letters)
    assert arrived, "nothing was sent"
    assert max(arrived.values()) == 1, "a message came twice"
    assert set(arrived) <= set(by_key), "a message that is not in the log"

    for letter in year.office.letters:
        row = by_key[letter.key]
        local = letter.at.astimezone(ZoneInfo(people[row.patient_id].time_zone))
        assert 8 <= local.hour < 20, f"at night: {local}"
        assert local.date() == row.local_on
        check_in = check_ins[row.check_in_id]
        assert check_in.due_on <= row.local_on <= check_in.closes_on
        done = year.answered.get(row.check_in_id)
        assert done is None or letter.at < done, "after it was answered"

    told = {row_key: row.status.value for row_key, row in by_key.items()}
    assert {key for key, status in told.items() if status == "sent"} <= set(arrived)
    assert {told[key] for key in arrived} <= {"sent", "unknown"}
    assert set(told.values()) <= {"sent", "unknown", "gave_up", "not_needed", "queued"}
    _hold_every_due_one(year, list(rows.values()), check_ins, people)


def _key(reminder_id: str) -> str:
    """The name under which a message goes out, as its receivers see it."""
    letter = Mail("smtp://127.0.0.1:1", SENDER).letter(Message(reminder_id, "a@example.org", None, "s", "b", "en", "x"))
    return str(message_from_bytes(letter, policy=default)["Message-ID"])


def _hold_every_due_one(
    year: Year, rows: list[Reminder], check_ins: dict[str, CheckIn], people: dict[str, Person]
) -> None:
    """Each check-in that waited was brought to mind: on each of its days until it was answered, three times at most."""
    claimed: dict[str, list[Reminder]] = {}
    for row in rows:
        claimed.setdefault(row.check_in_id, []).append(row)
    complete = 0
    for check_in in check_ins.values():
        zone = ZoneInfo(people[check_in.patient_id].time_zone)
        hour = 8 + int((people[check_in.patient_id].record_number or "R0")[1:]) % 9
        done = year.answered.get(check_in.id, datetime.max.replace(tzinfo=UTC))
        rounds = [
            moment
            for days in range(-1, (check_in.closes_on - check_in.due_on).days + 2)
            for moment in _rounds_on(year, check_in.due_on + days * DAY)
            if moment < min(done, year.ends)
        ]
        possible = {
            local.date()
            for moment in rounds
            if hour <= (local := moment.astimezone(zone)).hour < 20
            and check_in.due_on <= local.date() <= check_in.closes_on
        }
        reminders = sorted(claimed.get(check_in.id, []), key=lambda each: each.number)
        assert [each.number for each in reminders] == list(range(1, len(reminders) + 1))
        assert len({each.local_on for each in reminders}) == len(reminders)
        assert {each.local_on for each in reminders} <= possible
        wanted = min(3, len(possible))
        # Only a server that could not be reached in any round of a day leaves that day out.
        assert len(reminders) <= wanted
        complete += len(reminders) == wanted
    assert complete >= 0.97 * len(check_ins)


def _rounds_on(year: Year, day: date) -> list[datetime]:
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return [midnight + hour * HOUR for hour in year.hours if year.begins <= midnight]


def test_the_weeks_in_which_the_clocks_change(database: str) -> None:
    """F22."""
    year = Year(9, 4, datetime(2026, 10, 24, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC), range(0, 24, 3))
    year.run()
    hold(year)


@pytest.mark.campaign
def test_a_year_of_three_hundred_patients(sqlite_database: str) -> None:
    """Asked each twelve weeks, a round each six hours: the test above has more rounds, and both databases."""
    year = Year(300, 84, datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC), range(0, 24, 6))
    year.run()
    hold(year)
