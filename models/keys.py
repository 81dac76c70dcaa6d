"""Keys: each derived from the secret for one purpose, never in the database, told apart by a short name."""

from functools import lru_cache
from hashlib import sha256

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from models.settings import settings


def derived(secret: str, purpose: str, salt: bytes | None = None) -> bytes:
    """32 bytes for one purpose alone, from a secret that may be any text."""
    return HKDF(SHA256(), 32, salt, f"fairtrial {purpose}".encode()).derive(secret.encode())


@lru_cache(maxsize=16)
def key_name(secret: str) -> str:
    """How the keys of a secret are called."""
    return sha256(derived(secret, "name of keys")).hexdigest()[:8]


def secrets_by_name() -> dict[str, str]:
    """Every secret of this installation, the one in use first."""
    rules = settings()
    return _by_name(rules.secret_key, tuple(rules.old_secret_keys))


@lru_cache(maxsize=16)
def _by_name(current: str, old: tuple[str, ...]) -> dict[str, str]:
    return {key_name(each): each for each in (current, *old)}
