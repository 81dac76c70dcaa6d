"""A check-in link: what it is about, one button, and then a visit that can only fill this one check-in."""

import re

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from models import history, recording
from models.errors import Refusal
from models.history import LinkState
from pages import visit
from pages.parts.words import clock, day
from pages.routes.html import page

TOKEN = re.compile(r"[A-Za-z0-9_-]{16,200}")


async def offer(request: Request) -> Response:
    """Say what waits behind the link and use nothing up: mail scanners open links, too."""
    state = await run_in_threadpool(history.link_state, request.path_params["token"])
    if state.received_at is not None:
        return received(state)
    if not state.is_open:
        return gone()
    return page("link", crisis=state.crisis, language=state.language, referrer="no-referrer", state=state)


async def redeem(request: Request) -> Response:
    """Use the link up, start the visit, and leave the token behind."""
    form = await request.form()
    try:
        signed_in = await run_in_threadpool(
            recording.redeem_link, request.path_params["token"], layout=layout_of(form.get("layout"))
        )
    except Refusal:
        return await offer(request)
    where = "/plain/check-in" if form.get("layout") == "plain" else "/check-in"
    leave = RedirectResponse(where, status_code=303, headers={"Referrer-Policy": "no-referrer"})
    return visit.begin(leave, signed_in)


def layout_of(wanted: object) -> str:
    """One question a screen unless the wide button was the one in sight."""
    return "list" if wanted == "list" else "one"


def received(state: LinkState) -> Response:
    """Whoever opens the link again after sending learns that nothing is missing, and when it came."""
    at = state.received_at
    said = f"{day(at.date(), year=True)} at {clock(at)}" if at else ""
    return page("link_received", crisis=state.crisis, referrer="no-referrer", state=state, received=said)


def gone() -> Response:
    """Expired, revoked, mistyped and invented links look alike: a link says nothing about a person."""
    return page("link_gone", status=410, referrer="no-referrer")
