"""A tablet in a patient's hands stays where it was opened: every other address leads back to the check-in."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from models.access import ActorKind
from pages import visit

# What the page itself is made of, and the two addresses that a handed-over tablet may ask for.
PARTS = ("/_stcore/", "/static/", "/look/", "/app/static/", "/component/", "/media/")
INSIDE = ("/check-in", "/hand-back", "/healthz", "/readyz", "/favicon.png", "/manifest.json")
UPLOAD = "/_stcore/upload_file"


async def kept_inside(request: HTTPConnection, path: str) -> Response | None:
    """The way back for a tablet that was handed over; None for everybody else, and within the check-in."""
    is_part = path.startswith(PARTS) and not path.startswith(UPLOAD)
    if is_part or path in INSIDE or not visit.cookie_of(request.cookies):
        return None
    if not await run_in_threadpool(_is_handed, request):
        return None
    if "/_stcore/" in path:  # the page asks under its own address for its server first, and must be told no
        return PlainTextResponse("Not found", status_code=404)
    return RedirectResponse("/check-in", 303, {"Cache-Control": "no-store"})


def _is_handed(request: HTTPConnection) -> bool:
    try:
        actor = visit.actor_of(request.cookies)
    except Exception:  # noqa: BLE001 - without a database nobody is let in anywhere; what follows says so
        return False
    return actor is not None and actor.kind is ActorKind.kiosk
