"""The way out of reminders: one button behind a link, without signing in; opening the page alone ends nothing."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from models import history, recording
from pages import spoken
from pages.parts.words import shown_in
from pages.routes.check_in_link import gone
from pages.routes.html import page


async def offer(request: Request) -> Response:
    """Ask once: programs that look through mail open links, too."""
    found = await run_in_threadpool(history.stop_offer, request.path_params["token"])
    if found is None:
        return gone(spoken.of_request(request))
    return _page(request, found, is_stopped=False)


async def stop(request: Request) -> Response:
    """End the messages; also asked for by a mail program's own button, which sends no form of ours."""
    token = request.path_params["token"]
    if not await run_in_threadpool(recording.stop_reminders, token):
        return gone(spoken.of_request(request))
    found = await run_in_threadpool(history.stop_offer, token)
    return _page(request, found, is_stopped=True)


def _page(request: Request, found: tuple[str | None, str] | None, *, is_stopped: bool) -> Response:
    clinic, own = found or (None, "")
    language = spoken.chosen(request) or shown_in(own)
    shown = {"clinic": clinic, "is_stopped": is_stopped, "has_choice": not is_stopped}
    return page("stop", language=language, referrer="no-referrer", **shown)
