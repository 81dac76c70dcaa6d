"""What reading and writing share about visits and links: hashes of tokens, and when a link is open."""

import hashlib

from sqlmodel import col, update

from models.clock import now
from models.database import session
from models.records import CheckIn, CheckInStatus, Invitation, Visit


def token_hash(token: str) -> str:
    """What is kept of a cookie or link: 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_is_open(invitation: Invitation, check_in: CheckIn) -> bool:
    """True while the link is neither revoked nor expired and its check-in has not been sent."""
    return (
        invitation.revoked_at is None
        and now() < invitation.expires_at
        and check_in.status in (CheckInStatus.due, CheckInStatus.draft)
    )


def touch(visit_id: str) -> None:
    """Note that a visit is still in use."""
    with session(write=True) as db:
        db.exec(update(Visit).where(col(Visit.id) == visit_id).values(seen_at=now()))
