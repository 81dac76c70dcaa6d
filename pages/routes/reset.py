"""A link to a new password: one form behind it, used once; opening the page alone uses nothing up."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from models import history, recording
from models.errors import Invalid, NotFound
from models.settings import settings
from pages import spoken
from pages.parts.words import word
from pages.routes.html import page, trouble


async def offer(request: Request) -> Response:
    """Ask for the new password; the page says nothing about whose it will be."""
    is_open = await run_in_threadpool(history.is_reset_open, request.path_params["token"])
    return _page(request) if is_open else _gone(request)


async def choose(request: Request) -> Response:
    """Keep the new password, and lead to the sign-in page."""
    form = await request.form()
    try:
        await run_in_threadpool(recording.reset_password, request.path_params["token"], str(form.get("new", "")))
    except Invalid as refused:
        language = spoken.of_request(request)
        said = " ".join(f"{each.message}." for each in refused.problems)
        return _page(request, status=400, problem=said if language == "en" else word("reset_refused", language))
    except NotFound:
        return _gone(request)
    return _page(request, is_done=True)


def _page(request: Request, *, status: int = 200, problem: str = "", is_done: bool = False) -> Response:
    shown = {"problem": problem, "is_done": is_done, "minutes": settings().reset_minutes, "has_choice": not is_done}
    return page("reset", status=status, language=spoken.of_request(request), referrer="no-referrer", **shown)


def _gone(request: Request) -> Response:
    language = spoken.of_request(request)
    said = word("link_gone", language), word("reset_gone", language)
    return trouble(410, *said, language=language, referrer="no-referrer")
