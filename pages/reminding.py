"""The server's own timers: reminders where they are wanted, alerts, links to new passwords; harmless beside others."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from starlette.concurrency import run_in_threadpool

from models.reminding import Mail, alert, send_links
from models.reminding import remind as a_round
from models.settings import Mode, settings
from pages.parts.trouble import note

RESETS_EVERY_SECONDS = 10
log = logging.getLogger("fairtrial.reminders")


@asynccontextmanager
async def timer() -> AsyncIterator[None]:
    """While the server runs, one round every so many minutes."""
    rules = settings()
    tasks = []
    if rules.remind_every_minutes:
        tasks.append(asyncio.create_task(_rounds(one_round, rules.remind_every_minutes * 60)))
    if rules.alert_every_seconds and rules.mode is not Mode.demo:
        tasks.append(asyncio.create_task(_rounds(alert_round, rules.alert_every_seconds)))
    if rules.smtp_url:
        tasks.append(asyncio.create_task(_rounds(reset_round, RESETS_EVERY_SECONDS)))
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _rounds(act: Callable[[], None], every_seconds: float) -> None:
    while True:
        await run_in_threadpool(act)
        await asyncio.sleep(every_seconds)


def alert_round() -> None:
    """A round of alerts: flags are passed on even where no mail goes out."""
    rules = settings()
    try:
        summary = alert(Mail(rules.smtp_url, rules.sender) if rules.smtp_url else None)
    except Exception as problem:  # noqa: BLE001 - noted with a reference number; the next round tries again
        note(problem)
        return
    if summary.sent or summary.passed_on or not summary.is_good:
        said = " ".join(summary.lines()).replace("\t", "=")
        (log.info if summary.is_good else log.warning)("alerts: %s %s", said, summary.unreachable)


def reset_round() -> None:
    """Links to new passwords, soon after they were asked for; the log counts them and names nobody."""
    rules = settings()
    try:
        summary = send_links(Mail(rules.smtp_url, rules.sender))
    except Exception as problem:  # noqa: BLE001 - noted with a reference number; the next round tries again
        note(problem)
        return
    if summary.sent or summary.dropped or summary.waiting:
        log.info("links: sent=%s dropped=%s waiting=%s", summary.sent, summary.dropped, summary.waiting)


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
