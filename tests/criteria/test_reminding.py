"""When a reminder may go out: by the person's own clock, on the days on which clocks change, once a day."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.criteria.reminding import is_awake, reminder_due

ZONES = ("Europe/London", "America/New_York", "Australia/Lord_Howe")


def local(text: str, zone: str = "Europe/London") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).astimezone(ZoneInfo(zone))


DUE, CLOSES = date(2026, 11, 2), date(2026, 11, 8)


def number(text: str, *before: date, hour: int | None = None, zone: str = "Europe/London") -> int | None:
    return reminder_due(DUE, CLOSES, before, local(text, zone), hour)


def test_from_the_chosen_hour_on_and_never_at_night() -> None:
    assert number("2026-11-02T09:59") is None
    assert number("2026-11-02T10:00") == 1
    assert number("2026-11-02T19:59") == 1
    assert number("2026-11-02T20:00") is None
    assert number("2026-11-02T07:59", hour=5) is None, "an hour that is night is moved to the morning"
    assert number("2026-11-02T08:00", hour=5) == 1
    assert number("2026-11-02T17:59", hour=18) is None


def test_once_a_day_and_three_times_at_most() -> None:
    first, second, third = DUE, DUE + timedelta(days=1), DUE + timedelta(days=2)
    assert number("2026-11-02T15:00", first) is None
    assert number("2026-11-03T15:00", first) == 2
    assert number("2026-11-06T15:00", first, second) == 3
    assert number("2026-11-07T15:00", first, second, third) is None


def test_only_between_its_first_and_its_last_day() -> None:
    assert number("2026-11-01T15:00") is None
    assert number("2026-11-08T15:00") == 1
    assert number("2026-11-09T15:00") is None


def test_the_day_is_the_persons_own() -> None:
    assert number("2026-11-01T23:00", zone="Pacific/Auckland") == 1, "noon of the 2nd there"
    assert number("2026-11-02T23:00", zone="America/New_York") == 1, "the evening of the 2nd there: 18:00"
    assert number("2026-11-02T03:00", zone="America/New_York") is None, "still the 1st there"


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        ("Europe/London", "2026-03-28T10:00", "2026-03-29T09:00"),
        ("Europe/London", "2026-10-24T09:00", "2026-10-25T10:00"),
        ("America/New_York", "2026-03-07T15:00", "2026-03-08T14:00"),
        ("America/New_York", "2026-10-31T14:00", "2026-11-01T15:00"),
        ("Australia/Lord_Howe", "2026-04-03T23:00", "2026-04-04T23:30"),
        ("Australia/Lord_Howe", "2026-10-02T23:30", "2026-10-03T23:00"),
    ],
)
def test_ten_oclock_stays_ten_oclock_when_the_clocks_change(zone: str, before: str, after: str) -> None:
    for moment in (before, after):
        exact = local(moment, zone)
        assert (exact.hour, exact.minute) == (10, 0)
        assert is_awake(exact, 10)
        assert not is_awake(exact - timedelta(minutes=1), 10)


@given(st.sampled_from(ZONES), st.integers(0, 370 * 24 * 4), st.integers(0, 23))
def test_at_no_instant_of_the_year_at_night(zone: str, quarters: int, hour: int) -> None:
    moment = local("2026-01-01T00:00", zone) + timedelta(minutes=15 * quarters)
    shown = moment.astimezone(UTC).astimezone(ZoneInfo(zone))
    if reminder_due(date(2025, 12, 1), date(2027, 3, 1), (), shown, hour):
        assert max(8, hour) <= shown.hour < 20
