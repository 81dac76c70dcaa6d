"""The cookie that says which visit a browser belongs to; it means nothing without its row in the database."""

import secrets
from collections.abc import Mapping

from starlette.responses import Response

from models import history
from models.access import Actor
from models.clock import now
from models.recording import SignIn
from models.settings import settings

NAME = "fairtrial_visit"
TURN = "fairtrial_turn"  # tells pages/static/turn.js that another visit has begun; opens nothing


def cookie_name() -> str:
    """Over TLS the name itself binds the cookie to this host and to TLS."""
    return f"__Host-{NAME}" if settings().is_https else NAME


def cookie_of(cookies: Mapping[str, str]) -> str | None:
    """The visit's secret as the browser sent it; None where there is none."""
    return cookies.get(cookie_name()) or None


def actor_of(cookies: Mapping[str, str]) -> Actor | None:
    """Who this browser belongs to now; None where nobody is signed in, or no longer."""
    secret = cookie_of(cookies)
    return history.actor_of(secret) if secret else None


def begin(response: Response, signed_in: SignIn) -> Response:
    """Hand the visit's secret to the browser, out of reach of any script."""
    lifetime_seconds = max(0, int((signed_in.expires_at - now()).total_seconds()))
    response.set_cookie(
        cookie_name(),
        signed_in.token,
        max_age=lifetime_seconds,
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings().is_https,
    )
    _turn(response, secrets.token_urlsafe(9), lifetime_seconds)
    return response


def _turn(response: Response, turn: str, seconds: int | None = None) -> None:
    name = f"__Host-{TURN}" if settings().is_https else TURN
    response.set_cookie(name, turn, max_age=seconds, path="/", samesite="lax", secure=settings().is_https)


def end(response: Response) -> Response:
    """Take the visit's secret away from the browser; the row is ended by the door."""
    response.delete_cookie(cookie_name(), path="/", httponly=True, samesite="lax", secure=settings().is_https)
    _turn(response, "")
    return response
