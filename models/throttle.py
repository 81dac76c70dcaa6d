"""Slowing down whoever guesses, without shutting out whom they guess at: counted by browser, address and account."""

import hmac
from datetime import timedelta

from sqlmodel import Session, col, delete

from models.clock import now
from models.keys import derived
from models.records import Throttle
from models.settings import settings

MOST_FAILURES = 10
MOST_CODES = 5
MOST_OF_AN_ADDRESS = 100  # a whole clinic may come from one address
WAIT = timedelta(minutes=10)
KEPT = timedelta(days=1)
HERE = ("127.0.0.1", "::1", "testclient", "localhost")  # a proxy that tells nothing: everybody comes from there


def key_of(kind: str, whom: str) -> str:
    """A key that names nobody without the secret of this installation."""
    return hmac.digest(derived(settings().secret_key, "throttle"), f"{kind} {whom}".encode(), "sha256").hex()


def must_wait(db: Session, key: str, most: int = MOST_FAILURES, wait: timedelta = WAIT) -> bool:
    """True while too many were wrong under this key within the last ten minutes, or another time."""
    row = db.get(Throttle, key)
    return row is not None and row.failures >= most and now() < row.failed_at + wait


def failed(db: Session, key: str, wait: timedelta = WAIT) -> None:
    """One more that was wrong; what is a day old is forgotten, and ten quiet minutes begin the count anew."""
    db.exec(delete(Throttle).where(col(Throttle.failed_at) < now() - KEPT))
    row = db.get(Throttle, key)
    if row is None:
        db.add(Throttle(key=key, failures=1, failed_at=now()))
        return
    is_over = now() >= row.failed_at + wait
    row.failures, row.failed_at = (1 if is_over else row.failures + 1), now()


def succeeded(db: Session, key: str) -> None:
    """Begin to count anew."""
    row = db.get(Throttle, key)
    if row is not None:
        db.delete(row)
