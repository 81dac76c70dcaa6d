"""The keys of the seals: the one in use, and those of the secrets that were in use before."""

import hmac
from dataclasses import dataclass
from functools import lru_cache

from models.keys import derived, key_name
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


@lru_cache(maxsize=16)
def _keyring(current: str, old: tuple[str, ...]) -> Keyring:
    keys = [Key(key_name(each), derived(each, "seals")) for each in (current, *old)]
    return Keyring(keys[0], {key.id: key for key in reversed(keys)})
