"""The clinic's log as a table in a file: for its administrators alone, made anew each time, and logged itself."""

from datetime import date

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from models import history
from models.errors import NotPermitted
from models.exchange.csv_cells import line_of
from models.history import Kind, LogFilter
from pages import visit
from pages.routes.html import attachment, no_such_page

HEADS = ("number", "at", "by", "role", "act", "patient", "way", "permitted")


async def as_file(request: Request) -> Response:
    """The newest ten thousand entries of what was asked for."""
    return await run_in_threadpool(_answer, request)


def _answer(request: Request) -> Response:
    actor = visit.actor_of(request.cookies)
    try:
        if actor is None:
            raise NotPermitted("Not found.")
        found = history.access_log_file(actor, _wanted(request))
    except (NotPermitted, ValueError):
        return no_such_page()
    rows = (
        (row.number, row.at.isoformat(), row.by, row.role, row.act, row.patient, row.way, row.was_permitted)
        for row in found.lines
    )
    content = line_of(HEADS) + "".join(line_of(each) for each in rows)
    return attachment(content.encode(), "text/csv; charset=utf-8", "access-log.csv")


def _wanted(request: Request) -> LogFilter:
    """What the address asks for. Raises ValueError for what no filter of the page would ask."""
    asked = request.query_params
    since, until = asked.get("since"), asked.get("until")
    return LogFilter(
        person_id=asked.get("person") or None,
        kind=Kind(asked.get("kind", "everything")),
        since_on=date.fromisoformat(since) if since else None,
        until_on=date.fromisoformat(until) if until else None,
    )
