"""Passwords: kept only as Argon2id hashes, checked in the same time whether or not the account exists."""

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from models.breached import is_breached, is_common
from models.errors import Invalid, Problem

# 46 MiB, two passes: above the floor of OWASP's password storage advice (19 MiB, two passes).
_HASHER = PasswordHasher(time_cost=2, memory_cost=47104, parallelism=1)
_NOBODY = _HASHER.hash("nobody has this password")
# A hash takes 46 MiB while it is made: a flood of sign-ins waits its turn instead of taking all memory.
_TURNS = BoundedSemaphore(6)
SHORTEST = 12
LONGEST = 200


def hash_password(password: str, user_name: str) -> str:
    """The hash to keep; raises Invalid for one that is too short, too long, the user name, or known to everybody."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid([Problem("password", f"use {SHORTEST} to {LONGEST} characters; a few words are fine")])
    if password.casefold() == user_name.casefold():
        raise Invalid([Problem("password", "use something else than the user name")])
    if is_common(password) or is_breached(password):
        raise Invalid([Problem("password", "this one is known from stolen lists; a few words of your own are fine")])
    return rehashed(password)


def rehashed(password: str) -> str:
    """The hash of a password that was accepted before, under today's parameters."""
    with _TURNS:
        return _HASHER.hash(password)


def hash_pin(pin: str) -> str:
    """The hash of a PIN: short, and so tried only a few times."""
    return rehashed(pin)


def hash_code(code: str) -> str:
    """The hash of a code that was drawn by lot."""
    return rehashed(code)


def is_right(password: str, stored: str | None) -> bool:
    """True where the password belongs to the hash; takes as long where there is no account."""
    try:
        with _TURNS:
            _HASHER.verify(stored or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def needs_rehash(stored: str) -> bool:
    """True where the hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(stored)
