"""A link to a new password: one form behind it, used once; opening the page alone uses nothing up."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from models import history, recording
from models.errors import Invalid, NotFound
from pages.routes.html import page, trouble


async def offer(request: Request) -> Response:
    """Ask for the new password; the page says nothing about whose it will be."""
    is_open = await run_in_threadpool(history.is_reset_open, request.path_params["token"])
    return page("reset", referrer="no-referrer", problem="", is_done=False) if is_open else _gone()


async def choose(request: Request) -> Response:
    """Keep the new password, and lead to the sign-in page."""
    form = await request.form()
    try:
        await run_in_threadpool(recording.reset_password, request.path_params["token"], str(form.get("new", "")))
    except Invalid as refused:
        said = " ".join(f"{each.message}." for each in refused.problems)
        return page("reset", status=400, referrer="no-referrer", problem=said, is_done=False)
    except NotFound:
        return _gone()
    return page("reset", referrer="no-referrer", problem="", is_done=True)


def _gone() -> Response:
    words = "It was used already, or ten minutes are over. Ask an administrator of your clinic for a new one."
    return trouble(410, "This link cannot be used", words, referrer="no-referrer")
