"""Whom the clinic's own sign-in service has named, after every proof was looked at."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Proved:
    """The subject alone is a name that lasts; the address is there only where the provider has verified it."""

    issuer: str
    subject: str
    verified_email: str | None
    is_strong: bool
