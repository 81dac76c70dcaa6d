"""A check-in link: what it is about, one button, and then a visit that can only fill this one check-in."""

import re

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from models import history, recording
from models.errors import Refusal
from pages import visit
from pages.routes.html import page

TOKEN = re.compile(r"[A-Za-z0-9_-]{16,200}")


async def offer(request: Request) -> Response:
    """Say what waits behind the link and use nothing up: mail scanners open links, too."""
    state = await run_in_threadpool(history.link_state, request.path_params["token"])
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
        return gone()
    leave = RedirectResponse("/check-in", status_code=303, headers={"Referrer-Policy": "no-referrer"})
    return visit.begin(leave, signed_in)


def layout_of(wanted: object) -> str:
    """One question a screen unless the wide button was the one in sight."""
    return "list" if wanted == "list" else "one"


def gone() -> Response:
    """Used, expired, revoked, mistyped and invented links look alike: a link says nothing about a person."""
    return page("link_gone", status=410, referrer="no-referrer")
