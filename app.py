"""The application: the pages, the plain web addresses, what guards them, and what precedes the first visitor."""

import gc
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.concurrency import run_in_threadpool

from models import database
from models.errors import Unsafe
from models.settings import settings
from pages.parts.trouble import in_callback
from pages.routes import ROUTES
from pages.security import middleware

SHELL = Path(__file__).resolve().parent / "pages" / "shell.py"


def without_secrets(record: logging.LogRecord) -> bool:
    """Keep the secret of a check-in link out of the server's own log of requests."""
    if isinstance(record.args, tuple):
        record.args = tuple(
            "/c/…" if isinstance(each, str) and each.startswith("/c/") else each for each in record.args
        )
    return True


def check() -> None:
    """Refuse to serve with unsafe settings, or a database that does not answer or has another schema."""
    settings().check()
    now = database.ready()
    if not now.ok:
        raise Unsafe(f"Not started: {now.reason}.")


def warm_up() -> None:
    """Load what the first visitor would wait for, and put it out of the reach of every later tidying of memory."""
    import altair  # noqa: F401
    import pandas  # noqa: F401

    from instruments import shelf
    from models import history, recording  # noqa: F401

    shelf()
    gc.collect()
    # Streamlit collects garbage after each run; without this it walks through all of pandas each time.
    gc.freeze()


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[None]:
    """Before the first visitor and after the last one."""
    logging.getLogger("uvicorn.access").addFilter(without_secrets)
    try:
        await run_in_threadpool(check)
    except Unsafe as reason:
        print(reason, file=sys.stderr)
        raise SystemExit(3) from None
    await run_in_threadpool(warm_up)
    yield


app = st.App(SHELL, routes=ROUTES, middleware=middleware(), lifespan=lifespan, on_script_error=in_callback)
