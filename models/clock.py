"""What time it is: the machine's clock, or the one instant that a test or the demo sets."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from models.settings import settings

_set: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """The present instant in UTC."""
    fixed = _set.get() or settings().clock
    return fixed.astimezone(UTC) if fixed else datetime.now(UTC)


def today(time_zone: str = "UTC") -> date:
    """The present calendar day where the clinic or the patient is."""
    return now().astimezone(ZoneInfo(time_zone)).date()


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Let the clock stand at one instant inside the block."""
    token = _set.set(instant)
    try:
        yield
    finally:
        _set.reset(token)
