"""Words that lie encrypted in the database: under a key that is not in it, and each for its own place alone."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from models.errors import Unsafe
from models.sealing.keys import derived, key_name, secrets_by_name
from models.settings import settings

NONCE_BYTES = 12


def lock(words: str, about: str) -> str:
    """The words under the key in use; `about` names the place, and at no other place can they be read."""
    secret = settings().secret_key
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + _cipher(secret).encrypt(nonce, words.encode(), about.encode())
    return f"{key_name(secret)}.{urlsafe_b64encode(sealed).decode()}"


def unlock(locked: str, about: str) -> str:
    """The words again. Raises Unsafe where their key is not in the settings, or they are not as they were written."""
    name, _, sealed = locked.partition(".")
    secret = secrets_by_name().get(name)
    if secret is None:
        raise Unsafe(f"Encrypted with key {name}: name its secret in FAIRTRIAL_OLD_SECRET_KEYS.")
    try:
        raw = urlsafe_b64decode(sealed)
        return _cipher(secret).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], about.encode()).decode()
    except (InvalidTag, ValueError):
        raise Unsafe("What is encrypted there is not as it was written.") from None


def is_current(locked: str) -> bool:
    """False where it lies under a key that is no longer in use."""
    return locked.startswith(key_name(settings().secret_key) + ".")


@lru_cache(maxsize=16)
def _cipher(secret: str) -> AESGCM:
    return AESGCM(derived(secret, "words that lie encrypted"))
