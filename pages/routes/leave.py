"""Leaving at once: the visit ends, and what is left on the screen says nothing about anybody."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from models import recording
from pages import spoken, visit
from pages.routes.html import page

FORGET = {"Clear-Site-Data": '"cache"', "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}


async def ask(request: Request) -> Response:
    """For browsers without JavaScript: one button. Opening an address never ends a visit."""
    actor = await run_in_threadpool(visit.actor_of, request.cookies)
    return page("leave", language=spoken.of_request(request, actor), referrer="no-referrer")


async def leave(request: Request) -> Response:
    """End the visit; answers that were given are kept."""
    secret = visit.cookie_of(request.cookies)
    if secret:
        await run_in_threadpool(recording.sign_out, secret)
    return visit.end(RedirectResponse("/away", 303, FORGET))


async def away(request: Request) -> Response:
    """A page that could be anybody's."""
    return page("away", language=spoken.of_request(request), referrer="no-referrer")
