"""Whether the process lives and whether patients can be served, for whoever watches over the machine."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from models import database

FRESH = {"Cache-Control": "no-store"}


async def alive(request: Request) -> Response:
    """The process answers; says nothing about the database."""
    return JSONResponse({"ok": True}, headers=FRESH)


async def is_ready(request: Request) -> Response:
    """The database answers, can be written to, and its schema is the one that this program knows; 503 otherwise."""
    now = await run_in_threadpool(database.ready_to_write)
    answer = {"ok": now.ok, "schema_current": now.schema_current, "reason": now.reason}
    return JSONResponse(answer, status_code=200 if now.ok else 503, headers=FRESH)
