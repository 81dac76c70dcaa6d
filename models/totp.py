"""Codes of six digits from a telephone (RFC 6238): each counts once, and half a minute before and after its own."""

import hmac
import re
import secrets
from base64 import b32decode, b32encode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from models.clock import now

DIGITS = 6
STEP_SECONDS = 30
WINDOW = 1  # steps before and after the present one
SECRET_BYTES = 20
ISSUER = "Fairtrial"


def new_secret() -> str:
    """What a telephone and we shall know, as it is typed by hand."""
    return b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def address(secret: str, user_name: str) -> str:
    """What stands in the square that the telephone's camera reads."""
    return _totp(secret).get_provisioning_uri(user_name, ISSUER)


def code_at(secret: str, step: int) -> str:
    """The code of one half minute, counted from 1970."""
    return _totp(secret).generate(step * STEP_SECONDS).decode()


def step_of(secret: str, code: str, after: int | None) -> int | None:
    """The half minute to which the code belongs, if that is about now and after the last one taken; else None.

    Every code of the window is compared, in constant time, so that the time tells nothing.
    """
    typed = re.sub(r"[\s-]", "", code)
    present = int(now().timestamp()) // STEP_SECONDS
    found = None
    for step in range(present - WINDOW, present + WINDOW + 1):
        is_same = hmac.compare_digest(code_at(secret, step).encode(), typed.encode("utf-8", "replace"))
        if is_same and (after is None or step > after):
            found = step
    return found


def _totp(secret: str) -> TOTP:
    # SHA-1 is what the applications on telephones know; a code lasts a minute and a half, and no collision helps.
    return TOTP(b32decode(secret), DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303 # nosec B303
