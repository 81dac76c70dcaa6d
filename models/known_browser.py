"""A browser in which somebody has signed in before is known again: guessing elsewhere does not shut it out."""

import hmac
import secrets
from datetime import UTC, datetime, timedelta

from models.clock import now
from models.keys import derived, secrets_by_name
from models.settings import settings

LASTS = timedelta(days=90)


def remembered(person_id: str) -> str:
    """What the browser keeps: proof that this person has signed in there; it opens nothing."""
    words = f"{int(now().timestamp())}.{secrets.token_urlsafe(12)}"
    return f"{words}.{_mac(settings().secret_key, person_id, words)}"


def is_known(kept: str | None, person_id: str) -> bool:
    """True where the browser proves it, for this person and not too long ago."""
    words, _, mac = (kept or "").rpartition(".")
    since = words.partition(".")[0]
    if not since.isascii() or not since.isdigit() or len(since) > 12:
        return False
    is_ours = any(
        hmac.compare_digest(_mac(each, person_id, words), mac) for each in secrets_by_name().values() if mac.isascii()
    )
    return is_ours and timedelta() <= now() - datetime.fromtimestamp(int(since), UTC) <= LASTS


def _mac(secret: str, person_id: str, words: str) -> str:
    return hmac.digest(derived(secret, "known browsers"), f"{person_id} {words}".encode(), "sha256").hex()
