"""The application: the pages, the plain web addresses, what guards them, and what precedes the first visitor."""

import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.concurrency import run_in_threadpool

from models import database
from models.copies.scratch import sweep
from models.errors import Unsafe
from models.own_instruments import with_own_instruments
from models.settings import settings
from pages.parts.trouble import in_callback
from pages.parts.warm import warm_up
from pages.reminding import timer
from pages.routes import ROUTES
from pages.security import middleware

SHELL = Path(__file__).resolve().parent / "pages" / "shell.py"


SECRET = ("/c/", "/stop/", "/reset/", "/shared/", "/sign-in/back")


def without_secrets(record: logging.LogRecord) -> bool:
    """Keep the secrets of links out of the server's own log of requests."""
    if isinstance(record.args, tuple):
        record.args = tuple("/…" if isinstance(each, str) and each.startswith(SECRET) else each for each in record.args)
    return True


def check() -> None:
    """Refuse to serve with unsafe settings, a broken instrument of one's own, or a database that is not ready."""
    settings().check()
    with_own_instruments()
    now = database.ready()
    if not now.ok:
        raise Unsafe(f"Not started: {now.reason}.")


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[None]:
    """Before the first visitor and after the last one."""
    logging.getLogger("uvicorn.access").addFilter(without_secrets)
    try:
        await run_in_threadpool(check)
    except Unsafe as reason:
        print(reason, file=sys.stderr, flush=True)
        # The reason is said; the server would add the path through its own inside, which helps no operator.
        logging.getLogger("uvicorn.error").addFilter(lambda record: "Traceback" not in record.getMessage())
        raise SystemExit(3) from None
    await run_in_threadpool(sweep)
    await run_in_threadpool(warm_up)
    async with timer():
        yield


app = st.App(SHELL, routes=ROUTES, middleware=middleware(), lifespan=lifespan, on_script_error=in_callback)
