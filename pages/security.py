"""What stands before every request: known hosts, shut doors, forms from here only, and what browsers are told."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from models.settings import settings
from pages import spoken, visit
from pages.addresses import sign_in_for
from pages.bounded import Bounded, TooLarge
from pages.compressed import Compressed
from pages.document import Document, inline_script_hashes
from pages.handed import kept_inside
from pages.parts.trouble import note
from pages.routes.check_in_link import TOKEN, gone
from pages.routes.html import worded_trouble

SHUT = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")
VISITORS_ONLY = ("/media/", "/_stcore/upload_file")
# Addresses that are answered without a visit; every other one is a page for people who are signed in.
OPEN = ("/_stcore/", "/static/", "/look/", "/app/static/", "/c/", "/stop/", "/component/", "/reset/", "/shared/")
OPEN_EXACTLY = (
    "/away",
    "/leave",
    "/c",
    "/healthz",
    "/readyz",
    "/sign-in",
    "/sign-in/code",
    "/sign-in/with",
    "/sign-in/back",
    "/forgotten",
    "/sign-out",
    "/favicon.png",
    "/manifest.json",
)
NEVER_ASKED = (
    "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=(), browsing-topics=()"
)
HOST = re.compile(r"([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?")
TWO_YEARS_SECONDS = 2 * 365 * 24 * 3600


def middleware() -> list[Middleware]:
    """From the outside in."""
    return [
        Middleware(Told),
        Middleware(TrustedHostMiddleware, allowed_hosts=settings().hosts, www_redirect=False),
        Middleware(Bounded),
        Middleware(Guard),
        Middleware(Compressed),
        Middleware(Document),
    ]


PLAIN = ("/plain/", "/shared/", "/c/", "/hand-over/", "/stop/", "/letter/", "/reset/")
PLAIN_EXACTLY = (
    "/sign-in",
    "/sign-in/code",
    "/sign-in/with",
    "/sign-in/back",
    "/forgotten",
    "/sign-out",
    "/hand-back",
    "/account",
    "/leave",
    "/away",
    "/share",
)
# Where the secret in the address is the proof: older browsers name no origin, and a mail program's own button neither.
PROVED_BY_LINK = ("/c/", "/stop/", "/shared/")
# Where the form itself carries a proof that the route looks at: for browsers that name no origin at all.
PROVED_BY_FORM = ("/plain/",)
NOTHING_MORE = ("form-action 'self'", "frame-ancestors 'none'")
PLAIN_POLICY = (
    "default-src 'none'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self'",
    "base-uri 'none'",
    *NOTHING_MORE,
)


@lru_cache(maxsize=64)
def content_policy(host: str, is_plain: bool) -> str:
    """Scripts only from here and only unchanged; no evaluation, no frame, no other origin."""
    if is_plain:
        return "; ".join(PLAIN_POLICY)
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src 'self'", *(f"'{each}'" for each in inline_script_hashes()))),
            "style-src 'self' 'unsafe-inline'",  # Streamlit writes its styles at run time
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self' {'wss' if settings().is_https else 'ws'}://{host}",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            *NOTHING_MORE,
        )
    )


class Told:
    """Adds to every answer what a browser must not do with it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        host = _named_host(Headers(scope=scope).get("host", ""))
        path: str = scope["path"]

        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                _tell(MutableHeaders(raw=message["headers"]), host, path)
            await send(message)

        await self.app(scope, receive, tell)


def _named_host(asked: str) -> str:
    """The host for the content policy: as it was asked for where it is one of ours, the configured one otherwise."""
    named = HOST.fullmatch(asked)
    return asked if named and named[1].lower() in settings().hosts else urlsplit(settings().base_url).netloc


def _tell(headers: MutableHeaders, host: str, path: str) -> None:
    is_plain = path in PLAIN_EXACTLY or path.startswith(PLAIN)
    headers["Content-Security-Policy"] = content_policy(host, is_plain)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Permissions-Policy"] = NEVER_ASKED
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers.setdefault("Referrer-Policy", "same-origin")
    if settings().is_https:
        headers["Strict-Transport-Security"] = f"max-age={TWO_YEARS_SECONDS}; includeSubDomains"
    if path.startswith("/media/"):
        headers["Cache-Control"] = "no-store"


class Guard:
    """Refuses what nobody may ask for, forms sent from elsewhere, and pages asked for without a visit.

    Whatever breaks behind it ends here: with help and a number for the reader, and without its message in the log.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request, has_begun = HTTPConnection(scope), False

        async def told(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            refusal = await _refusal(request, scope["method"], scope["path"])
            await (refusal or self.app)(scope, receive, told)
        except TooLarge:
            raise
        except Exception as problem:  # a person in danger must find the crisis line, whatever is broken
            reference = note(problem)
            if has_begun:
                raise
            await _trouble(request, 500, "not_now", "broken", reference)(scope, receive, send)


async def _refusal(request: HTTPConnection, method: str, path: str) -> Response | None:
    if not HOST.fullmatch(request.headers.get("host", "")):
        return PlainTextResponse("Invalid host header", status_code=400)
    if path.startswith(SHUT):
        return PlainTextResponse("Not found", status_code=404)
    if method not in ("GET", "HEAD", "OPTIONS") and not _comes_from_here(request, path):
        return _trouble(request, 403, "not_accepted", "form_from_elsewhere")
    if (kept := await kept_inside(request, path)) is not None:
        return kept
    if path.startswith("/c/") and not TOKEN.fullmatch(path.removeprefix("/c/")):
        return gone(spoken.of_browser(request.cookies, request.headers))
    if path.startswith(VISITORS_ONLY):
        return None if await _is_visitor(request) else PlainTextResponse("Not found", status_code=404)
    if path in OPEN_EXACTLY or path.startswith(OPEN):
        return None
    return await _led_to_sign_in(request, path)


def _trouble(request: HTTPConnection, status: int, heading: str, words: str, reference: str = "") -> Response:
    return worded_trouble(spoken.of_browser(request.cookies, request.headers), status, heading, words, reference)


async def _is_visitor(request: HTTPConnection) -> bool:
    return await run_in_threadpool(visit.actor_of, request.cookies) is not None


async def _led_to_sign_in(request: HTTPConnection, path: str) -> Response | None:
    try:
        known = await _is_visitor(request)
    except Exception as problem:  # noqa: BLE001 - whatever is broken, a person in danger must find the crisis line
        reference = note(problem)
        return _trouble(request, 503, "not_now", "broken_safe", reference)
    if known:
        return None
    query = request.url.query
    return RedirectResponse(sign_in_for(path + ("?" + query if query else "")), 303, {"Cache-Control": "no-store"})


def _comes_from_here(request: HTTPConnection, path: str) -> bool:
    """True where the browser says that one of our own pages sent this."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        return site in ("same-origin", "none")
    if origin not in (None, "null"):
        try:
            parts = urlsplit(origin)
        except ValueError:
            return False
        return parts.netloc == request.headers.get("host") and (parts.scheme == "https" or not settings().is_https)
    return path.startswith((*PROVED_BY_LINK, *PROVED_BY_FORM))
