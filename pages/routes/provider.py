"""To the clinic's own sign-in service and back: what comes back begins the same visit as a password does."""

import json
from datetime import datetime, timedelta

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from models import provider, recording
from models.clock import now
from models.errors import NotPermitted, Unsafe
from models.proved import Proved
from models.provider import Asked, ProviderAway, ProviderRefused
from models.recording import SignIn
from models.settings import settings
from models.vault import lock, unlock
from pages import visit
from pages.addresses import safe_next
from pages.browser_name import browser_name
from pages.routes.check_in_link import layout_of
from pages.routes.html import no_such_page, page, trouble

PLACE = "on the way to the provider"
LASTS = timedelta(minutes=10)
AWAY = (
    "Your organisation's sign-in does not answer",
    "Nothing is wrong with your account. Sign in here with your user name and password, or try again in a few minutes.",
)
REFUSED = (
    "You are not signed in",
    "What came back from your organisation's sign-in cannot be used: it is old, or used already. Please begin again.",
)


async def leave(request: Request) -> Response:
    """Send the browser to the provider, with what it must bring back sealed in a cookie."""
    if not settings().has_provider:
        return no_such_page()
    try:
        url, asked = await run_in_threadpool(provider.ask)
    except ProviderAway:
        return trouble(503, *AWAY, referrer="no-referrer")
    kept = {
        "state": asked.state,
        "nonce": asked.nonce,
        "verifier": asked.verifier,
        "next": safe_next(request.query_params.get("next")),
        "layout": layout_of(request.query_params.get("layout")),
        "until": (now() + LASTS).isoformat(),
    }
    answer = RedirectResponse(url, 303, {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})
    return visit.leave_for_provider(answer, lock(json.dumps(kept), PLACE), int(LASTS.total_seconds()))


async def back(request: Request) -> Response:
    """Begin a visit for whoever the provider names; whatever proves nothing begins none, and the way is used up."""
    if not settings().has_provider:
        return no_such_page()
    address = request.client.host if request.client else None
    try:
        kept = _kept(request)
        proved = await run_in_threadpool(_prove, request, kept, address)
        signed_in = await run_in_threadpool(_admit, request, proved, str(kept["layout"]), address)
    except ProviderAway:
        return visit.back_from_provider(trouble(503, *AWAY, referrer="no-referrer"))
    except ProviderRefused as refused:
        await run_in_threadpool(recording.refused_by_provider, str(refused), address)
        return visit.back_from_provider(trouble(401, *REFUSED, referrer="no-referrer"))
    except NotPermitted as refused:
        return visit.back_from_provider(trouble(403, REFUSED[0], str(refused), referrer="no-referrer"))
    after = safe_next(str(kept["next"]))
    if signed_in.owes_code:
        answer = visit.owe_code(page("code", after=after, problem="", referrer="no-referrer"), signed_in)
    else:
        answer = visit.begin(RedirectResponse(after, 303, {"Referrer-Policy": "no-referrer"}), signed_in)
    return visit.came_by_provider(visit.back_from_provider(answer))


def _kept(request: Request) -> dict[str, object]:
    """What this browser left with. Raises ProviderRefused where it did not leave from here, or too long ago."""
    sealed = visit.kept(request.cookies, visit.AWAY)
    try:
        kept: dict[str, object] = json.loads(unlock(sealed or "", PLACE))
    except (Unsafe, ValueError):
        raise ProviderRefused("browser") from None
    if now() >= datetime.fromisoformat(str(kept["until"])):
        raise ProviderRefused("late")
    return kept


def _prove(request: Request, kept: dict[str, object], address: str | None) -> Proved:
    if recording.provider_waits(address):
        raise ProviderRefused("too many")
    given = request.query_params
    if any(len(given.getlist(each)) > 1 for each in ("state", "code", "iss")):
        raise ProviderRefused("twice")
    asked = Asked(str(kept["state"]), str(kept["nonce"]), str(kept["verifier"]))
    return provider.prove(asked, given.get("state", ""), given.get("code", ""), given.get("iss"))


def _admit(request: Request, proved: Proved, layout: str, address: str | None) -> SignIn:
    browser = browser_name(request.headers.get("user-agent"))
    return recording.sign_in_by_provider(proved, layout=layout, browser=browser, address=address)
