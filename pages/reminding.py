"""The server's own timer for reminders: off unless it is wanted, and harmless beside a timer of the system."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.concurrency import run_in_threadpool

from models.reminding import Mail
from models.reminding import remind as a_round
from models.settings import settings
from pages.parts.trouble import note

log = logging.getLogger("fairtrial.reminders")


@asynccontextmanager
async def timer() -> AsyncIterator[None]:
    """While the server runs, one round every so many minutes."""
    minutes = settings().remind_every_minutes
    if not minutes:
        yield
        return
    task = asyncio.create_task(_rounds(minutes * 60))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _rounds(every_seconds: float) -> None:
    while True:
        await run_in_threadpool(one_round)
        await asyncio.sleep(every_seconds)


def one_round() -> None:
    """A round whose result goes to the server's log, with nobody named; what breaks does not end the timer."""
    rules = settings()
    try:
        summary = a_round(Mail(rules.smtp_url, rules.sender) if rules.smtp_url else None)
    except Exception as problem:  # noqa: BLE001 - noted with a reference number; the next round tries again
        note(problem)
        return
    said = " ".join(summary.lines()).replace("\t", "=")
    (log.info if summary.is_good else log.warning)("reminders: %s %s", said, summary.unreachable)
