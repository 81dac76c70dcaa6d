"""The keys of the seals: derived from the installation's secret, never in the database, told apart by a short name."""

import hmac
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from models.settings import settings


@dataclass(frozen=True)
class Key:
    """One key; its name says nothing about it and is kept beside whatever it sealed."""

    id: str
    secret: bytes

    def mac(self, message: bytes) -> str:
        """The keyed digest of a message, in hexadecimal digits."""
        return hmac.digest(self.secret, message, "sha256").hex()


@dataclass(frozen=True)
class Keyring:
    """The key in use, and all that are known by name."""

    current: Key
    known: dict[str, Key]


def keyring() -> Keyring:
    """The keys of this installation: of its secret, and of the secrets that it had before."""
    rules = settings()
    return _keyring(rules.secret_key, tuple(rules.old_secret_keys))


def derived(secret: str, purpose: str, salt: bytes | None = None) -> bytes:
    """32 bytes for one purpose alone, from a secret that may be any text."""
    return HKDF(SHA256(), 32, salt, f"fairtrial {purpose}".encode()).derive(secret.encode())


def key_name(secret: str) -> str:
    """How the keys of a secret are called."""
    return sha256(derived(secret, "name of keys")).hexdigest()[:8]


def secrets_by_name() -> dict[str, str]:
    """Every secret of this installation, the one in use first."""
    rules = settings()
    return {key_name(each): each for each in (rules.secret_key, *rules.old_secret_keys)}


@lru_cache(maxsize=16)
def _keyring(current: str, old: tuple[str, ...]) -> Keyring:
    keys = [Key(key_name(each), derived(each, "seals")) for each in (current, *old)]
    return Keyring(keys[0], {key.id: key for key in reversed(keys)})
