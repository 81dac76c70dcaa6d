"""Words that lie encrypted in the database: under a key that is not in it, and each for its own place alone."""

import hmac
import os
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from models.errors import Unsafe
from models.keys import derived, key_name, secrets_by_name
from models.settings import settings

NONCE_BYTES = 12
NAMED = re.compile("[0-9a-f]{8}[.]")
NOT_AS_WRITTEN = "What is encrypted there is not as it was written."


def lock(words: str, about: str, *, findable: bool = False) -> str:
    """The words under the key in use; `about` names the place, and at no other place can they be read.

    Findable words are locked alike each time, so that the database can tell whether two are the same, and no more.
    """
    return _locked(words, about, settings().secret_key, findable=findable)


def under_each_key(words: str, about: str) -> list[str]:
    """How findable words may lie in the database: under the key in use, and under those of before."""
    return [_locked(words, about, secret, findable=True) for secret in secrets_by_name().values()]


def unlock(locked: str, about: str) -> str:
    """The words again. Raises Unsafe where their key is not in the settings, or they are not as they were written."""
    name = key_of(locked)
    secret = secrets_by_name().get(name or "")
    if name is None:
        raise Unsafe(NOT_AS_WRITTEN)
    if secret is None:
        raise Unsafe(f"Encrypted with key {name}: name its secret in FAIRTRIAL_OLD_SECRET_KEYS.")
    sealed = locked[len(name) + 1 :]
    try:
        raw = urlsafe_b64decode(sealed)
        if urlsafe_b64encode(raw).decode() != sealed:
            raise Unsafe(NOT_AS_WRITTEN)  # another way of writing the same bytes: a bit that turned over must show
        return _cipher(secret).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], about.encode()).decode()
    except (InvalidTag, ValueError):
        raise Unsafe(NOT_AS_WRITTEN) from None


def key_of(locked: str) -> str | None:
    """The name of the key under which something lies; None for what was never locked."""
    return locked[:8] if NAMED.match(locked) else None


def is_current(locked: str) -> bool:
    """False where it lies under a key that is no longer in use."""
    return locked.startswith(key_name(settings().secret_key) + ".")


def _locked(words: str, about: str, secret: str, *, findable: bool) -> str:
    told, place = words.encode(), about.encode()
    nonce = _nonce_of(secret, place, told) if findable else os.urandom(NONCE_BYTES)
    sealed = nonce + _cipher(secret).encrypt(nonce, told, place)
    return f"{key_name(secret)}.{urlsafe_b64encode(sealed).decode()}"


def _nonce_of(secret: str, place: bytes, words: bytes) -> bytes:
    """A nonce that follows from the words: it comes twice only for the same words at the same place."""
    return hmac.digest(_finding(secret), place + b"\0" + words, "sha256")[:NONCE_BYTES]


@lru_cache(maxsize=16)
def _finding(secret: str) -> bytes:
    return derived(secret, "finding words that lie encrypted")


@lru_cache(maxsize=16)
def _cipher(secret: str) -> AESGCM:
    return AESGCM(derived(secret, "words that lie encrypted"))
