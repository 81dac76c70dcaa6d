"""F21 to F23: the clock jumps, summer time comes and goes, zones differ; counts of days and orders do not."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from models import recording
from models.access import system_actor
from models.clock import at, now, today
from models.criteria.schedule import first_occasion
from models.database import session
from models.errors import Invalid
from models.recording import MeasurementInput
from models.records import AccessLog, CheckIn
from tests.trust.conftest import Ward, broken

JUMPS = (timedelta(hours=-1), timedelta(hours=1), timedelta(days=-1), timedelta(days=1), timedelta(days=-20_000))


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_F21_the_order_of_the_log_is_its_own_and_not_the_clocks(sqlite_ward: Ward, jump: timedelta) -> None:
    sqlite_ward.tap("q1", 1)
    with at(now() + jump):
        sqlite_ward.tap("q2", 1)
        with pytest.raises(Invalid, match="future"):
            future = MeasurementInput(on=today() + timedelta(days=2), instrument="phq9", total=3)
            recording.record_measurement(sqlite_ward.clinician, sqlite_ward.patient_id, future)
    sqlite_ward.tap("q3", 1)
    with session() as db:
        numbers = [row.number for row in db.exec(select(AccessLog).order_by(AccessLog.number)).all()]  # type: ignore[arg-type]
    assert numbers == list(range(1, len(numbers) + 1))
    assert broken() == ""


@pytest.fixture(params=["UTC", "America/New_York", "Pacific/Kiritimati", "Europe/London"])
def machine_in(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The server's own zone."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("when", [datetime(2024, 3, 31, 0, 30, tzinfo=UTC), datetime(2024, 10, 27, 0, 30, tzinfo=UTC)])
@pytest.mark.parametrize(
    ("zone", "ahead"), [("Europe/London", 0), ("Pacific/Kiritimati", 0), ("America/New_York", -1), ("UTC", 0)]
)
def test_F22_the_day_is_the_patients_whatever_the_servers_zone(
    machine_in: str, when: datetime, zone: str, ahead: int
) -> None:
    with at(when):
        assert today(zone) == when.date() + timedelta(days=ahead)


def test_F22_an_answer_at_the_change_of_the_clocks_is_one_of_its_occasion(sqlite_ward: Ward, machine_in: str) -> None:
    for minute in (0, 29, 30, 59, 60, 90):
        with at(datetime(2026, 10, 25, 0, 30, tzinfo=UTC) + timedelta(minutes=minute)):
            sqlite_ward.tap("q1", 1)
            recording.send_check_in(system_actor(), sqlite_ward.asked.check_in_id) if minute == 90 else None
    with session() as db:
        found = db.exec(select(CheckIn).where(CheckIn.patient_id == sqlite_ward.asked.patient_id)).all()
    assert [one.submitted_at is not None for one in found] == [True]


@pytest.mark.parametrize("start", [date(2024, 2, 29), date(2024, 12, 31), date(2020, 12, 31), date(2026, 3, 29)])
def test_F23_an_occasion_is_as_long_over_leap_days_and_new_years(start: date) -> None:
    for days in (1, 7, 28):
        assert (first_occasion(start, days).closes_on - start).days == days - 1
