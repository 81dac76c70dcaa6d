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
STEP = "fairtrial_step"  # the password was right and a code is owed; opens nothing
KNOWN = "fairtrial_known"  # somebody has signed in here before; opens nothing
KNOWN_SECONDS = 90 * 24 * 3600
AWAY = "fairtrial_away"  # what a browser must bring back from the organisation's provider; opens nothing
BY_PROVIDER = "fairtrial_by_provider"  # the visit came that way, so that leaving leads there; opens nothing
TURN = "fairtrial_turn"  # tells pages/static/turn.js that another visit has begun; opens nothing


def cookie_name() -> str:
    """The name of the visit's cookie."""
    return bound(NAME)


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
    if signed_in.remembers:
        _keep(response, KNOWN, signed_in.remembers, KNOWN_SECONDS)
    _turn(response, secrets.token_urlsafe(9), lifetime_seconds)
    return response


def owe_code(response: Response, signed_in: SignIn) -> Response:
    """Hand the secret of the second step to the browser; it is no visit."""
    _keep(response, STEP, signed_in.token, max(0, int((signed_in.expires_at - now()).total_seconds())))
    return response


def paid_code(response: Response) -> Response:
    """The second step is over."""
    return _drop(response, STEP)


def leave_for_provider(response: Response, sealed: str, seconds: int) -> Response:
    """Hand to the browser what it must bring back; only this installation can read it."""
    _keep(response, AWAY, sealed, seconds)
    return response


def back_from_provider(response: Response) -> Response:
    """The way there and back is used up, whatever came of it."""
    return _drop(response, AWAY)


def came_by_provider(response: Response) -> Response:
    """Remember that signing out shall lead past the provider."""
    _keep(response, BY_PROVIDER, "1", settings().staff_hours * 3600)
    return response


def kept(cookies: Mapping[str, str], name: str) -> str | None:
    """What the browser keeps under one of our names."""
    return cookies.get(bound(name)) or None


def bound(name: str) -> str:
    """Over TLS the name itself binds a cookie to this host and to TLS."""
    return f"__Host-{name}" if settings().is_https else name


def _keep(response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        bound(name), value, max_age=seconds, path="/", httponly=True, samesite="lax", secure=settings().is_https
    )


def _drop(response: Response, name: str) -> Response:
    response.delete_cookie(bound(name), path="/", httponly=True, samesite="lax", secure=settings().is_https)
    return response


def _turn(response: Response, turn: str, seconds: int | None = None) -> None:
    name = f"__Host-{TURN}" if settings().is_https else TURN
    response.set_cookie(name, turn, max_age=seconds, path="/", samesite="lax", secure=settings().is_https)


def end(response: Response) -> Response:
    """Take the visit's secret away from the browser; the row is ended by the door."""
    response.delete_cookie(cookie_name(), path="/", httponly=True, samesite="lax", secure=settings().is_https)
    _turn(response, "")
    return _drop(response, BY_PROVIDER)
