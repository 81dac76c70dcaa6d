"""Passwords: kept only as Argon2id hashes, checked in the same time whether or not the account exists."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from models.errors import Invalid, Problem

# 46 MiB, two passes: above the floor of OWASP's password storage advice (19 MiB, two passes).
_HASHER = PasswordHasher(time_cost=2, memory_cost=47104, parallelism=1)
_NOBODY = _HASHER.hash("nobody has this password")
SHORTEST = 12
LONGEST = 200


def hash_password(password: str, user_name: str) -> str:
    """The hash to keep; raises Invalid for a password that is too short, too long, or the user name itself."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid([Problem("password", f"use {SHORTEST} to {LONGEST} characters; a few words are fine")])
    if password.casefold() == user_name.casefold():
        raise Invalid([Problem("password", "use something else than the user name")])
    return _HASHER.hash(password)


def hash_pin(pin: str) -> str:
    """The hash of a PIN: short, and so tried only a few times."""
    return _HASHER.hash(pin)


def is_right(password: str, stored: str | None) -> bool:
    """True where the password belongs to the hash; takes as long where there is no account."""
    try:
        _HASHER.verify(stored or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def needs_rehash(stored: str) -> bool:
    """True where the hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(stored)
