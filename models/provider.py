"""The clinic's own sign-in service (OpenID Connect): whom it names is believed only after every proof was looked at.

Authorization code with PKCE, state and nonce. The keys and addresses come from the provider's own description.
"""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote_plus, urlencode

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from models.clock import now
from models.proved import Proved
from models.settings import is_safe_address, settings

SIGNED_WITH = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]
PATIENCE_SECONDS = 5.0
KNOWN_FOR = timedelta(minutes=10)
LEEWAY_SECONDS = 30
OLDEST_SECONDS = 600
LONGEST_ANSWER = 200_000
LOG = logging.getLogger(__name__)


class ProviderAway(Exception):
    """The provider cannot be reached, or does not speak as it should; nothing was decided about anybody."""


class ProviderRefused(Exception):
    """What came back proves nothing. The reason is one word for the log, and nothing the other side chose."""


@dataclass(frozen=True)
class Asked:
    """What this browser was sent away with, and must bring back."""

    state: str
    nonce: str
    verifier: str


@dataclass
class _Known:
    """What the provider says of itself, kept for ten minutes."""

    issuer: str = ""
    read_at: datetime | None = None
    told: Mapping[str, Any] | None = None
    keys: KeySet | None = None


_KNOWN = _Known()


def back_address() -> str:
    """Where the provider sends people back to: of the configured address alone."""
    return f"{settings().base_url.rstrip('/')}/sign-in/back"


def ask() -> tuple[str, Asked]:
    """The address to which a browser is sent, and what it must bring back. Raises ProviderAway."""
    asked = Asked(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))
    url = prepare_grant_uri(
        _told()["authorization_endpoint"],
        client_id=settings().oidc_client_id,
        response_type="code",
        redirect_uri=back_address(),
        scope=" ".join(settings().oidc_scopes),
        state=asked.state,
        nonce=asked.nonce,
        code_challenge=create_s256_code_challenge(asked.verifier),
        code_challenge_method="S256",
    )
    return str(url), asked


def prove(asked: Asked, state: str, code: str, issuer: str | None = None) -> Proved:
    """Whom the provider names for this code. Raises ProviderRefused, or ProviderAway."""
    if not code or not secrets.compare_digest(state.encode(), asked.state.encode()):
        raise ProviderRefused("state")
    if issuer is not None and issuer != settings().oidc_issuer:
        raise ProviderRefused("issuer")
    token = _token(asked, code)
    claims = _claims(token, asked.nonce)
    return Proved(
        issuer=settings().oidc_issuer,
        subject=str(claims["sub"]),
        verified_email=_verified_email(claims),
        is_strong=_is_strong(claims),
    )


def leave_address() -> str | None:
    """Where the provider ends its own visit; None where it has no such place, or cannot be asked."""
    try:
        end = _told().get("end_session_endpoint")
    except ProviderAway:
        return None
    if not isinstance(end, str) or not is_safe_address(end):
        return None
    back = f"{settings().base_url.rstrip('/')}/sign-in"
    joined = "&" if "?" in end else "?"
    return end + joined + urlencode({"client_id": settings().oidc_client_id, "post_logout_redirect_uri": back})


def _token(asked: Asked, code: str) -> Mapping[str, Any]:
    """What the provider gives for the code: once, to us alone, and only to whoever has the verifier."""
    told, rules = _told(), settings()
    given = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back_address(),
        "code_verifier": asked.verifier,
    }
    ways = told.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    by_head = "client_secret_basic" in ways
    # In the head both halves are written as in a form (RFC 6749, 2.3.1).
    pair = (quote_plus(rules.oidc_client_id), quote_plus(rules.oidc_client_secret))
    if not by_head:
        given |= {"client_id": rules.oidc_client_id, "client_secret": rules.oidc_client_secret}
    try:
        answer = httpx.post(
            told["token_endpoint"], data=given, auth=pair if by_head else None, timeout=PATIENCE_SECONDS
        )
        if answer.status_code in (400, 401, 403):
            raise ProviderRefused("code")
        token = answer.raise_for_status().json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as trouble:
        raise _away(trouble) from None
    if not isinstance(token, Mapping) or not isinstance(token.get("id_token"), str):
        raise ProviderRefused("token")
    return token


def _claims(token: Mapping[str, Any], nonce: str) -> CodeIDToken:
    """The claims of the token after its signature, issuer, audience, times and nonce were looked at."""
    rules, given = settings(), token["id_token"]
    try:
        decoded = _decoded(given)
        options = {"iss": {"essential": True, "value": rules.oidc_issuer}}
        params = {"client_id": rules.oidc_client_id, "nonce": nonce, "access_token": token.get("access_token")}
        claims = CodeIDToken(decoded.claims, decoded.header, options, params)
        claims.validate(now=int(now().timestamp()), leeway=LEEWAY_SECONDS)
    except (JoseError, AuthlibBaseError, ValueError, TypeError, KeyError) as refused:
        LOG.warning("the provider's token was refused: %s", type(refused).__name__)
        raise ProviderRefused("token") from None
    audience, subject = claims.get("aud"), claims.get("sub")
    if rules.oidc_client_id not in (audience if isinstance(audience, list) else [audience]):
        raise ProviderRefused("audience")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255 or claims.get("nonce") != nonce:
        raise ProviderRefused("token")
    if now().timestamp() - claims["iat"] > OLDEST_SECONDS:
        raise ProviderRefused("token")
    return claims


def _decoded(given: str) -> jwt.Token:
    """Signed by one of the provider's keys; where the key is a new one, the keys are read once more."""
    try:
        return jwt.decode(given, _keys(), algorithms=SIGNED_WITH)
    except (JoseError, ValueError):
        return jwt.decode(given, _keys(afresh=True), algorithms=SIGNED_WITH)


def _verified_email(claims: Mapping[str, Any]) -> str | None:
    email = claims.get("email")
    is_verified = claims.get("email_verified") is True  # the word "true", or nothing at all, is no proof
    return email.strip().casefold() if is_verified and isinstance(email, str) and email.strip() else None


def _is_strong(claims: Mapping[str, Any]) -> bool:
    """Whether the provider names a second factor that the settings trust."""
    trusted, named = set(settings().oidc_second_factor), claims.get("amr")
    methods = {each for each in named if isinstance(each, str)} if isinstance(named, list) else set()
    return bool(trusted & (methods | {str(claims.get("acr", ""))}))


def _told() -> Mapping[str, Any]:
    """What the provider says of itself. Raises ProviderAway for one that speaks for another, or without TLS."""
    issuer = settings().oidc_issuer
    if _KNOWN.told is not None and _KNOWN.issuer == issuer and _is_fresh():
        return _KNOWN.told
    told = _read(issuer.rstrip("/") + "/.well-known/openid-configuration")
    needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if told.get("issuer") != issuer or not all(is_safe_address(str(told.get(each, ""))) for each in needed):
        raise ProviderAway("its description is not one of this issuer")
    _KNOWN.issuer, _KNOWN.read_at, _KNOWN.told, _KNOWN.keys = issuer, now(), told, None
    return told


def _is_fresh() -> bool:
    return _KNOWN.read_at is not None and timedelta(0) <= now() - _KNOWN.read_at < KNOWN_FOR


def _keys(*, afresh: bool = False) -> KeySet:
    told = _told()
    if _KNOWN.keys is None or afresh:
        try:
            every = _read(str(told["jwks_uri"]))["keys"]
            _KNOWN.keys = KeySet.import_key_set({"keys": [each for each in every if each.get("kty") != "oct"]})
        except (JoseError, KeyError, ValueError, TypeError, AttributeError) as trouble:
            raise _away(trouble) from None
    return _KNOWN.keys


def _read(url: str) -> Mapping[str, Any]:
    try:
        answer = httpx.get(url, timeout=PATIENCE_SECONDS, follow_redirects=False).raise_for_status()
        if len(answer.content) > LONGEST_ANSWER:
            raise ValueError("too long")
        read = answer.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as trouble:
        raise _away(trouble) from None
    if not isinstance(read, Mapping):
        raise ProviderAway("it does not answer as a provider does")
    return read


def _away(trouble: Exception) -> ProviderAway:
    LOG.warning("the provider cannot be used: %s", type(trouble).__name__)
    return ProviderAway(type(trouble).__name__)
