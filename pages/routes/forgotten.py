"""A forgotten password: an e-mail address is asked for, and whatever is typed, the answer is the same."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from models import recording
from models.settings import settings
from pages import spoken, visit
from pages.routes.html import page


async def ask(request: Request) -> Response:
    """Ask for the address; where no mail goes out, say who helps."""
    return _page(request, is_sent=False)


async def send(request: Request) -> Response:
    """Note what is wanted; whether anybody has the address is looked at later, and told to nobody here."""
    form = await request.form()
    if settings().smtp_url:
        await run_in_threadpool(
            recording.ask_for_reset,
            str(form.get("email", "")),
            known_browser=visit.kept(request.cookies, visit.KNOWN),
            address=request.client.host if request.client else None,
        )
    return _page(request, is_sent=bool(settings().smtp_url))


def _page(request: Request, *, is_sent: bool) -> Response:
    shown = {"is_sent": is_sent, "is_offered": bool(settings().smtp_url), "minutes": settings().reset_minutes}
    return page("forgotten", language=spoken.of_request(request), has_choice=not is_sent, **shown)
