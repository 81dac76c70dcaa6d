"""A proof that a form was made for this visit: for browsers so old that they do not say where a form comes from."""

import hmac
from hashlib import sha256

from models.settings import settings


def form_proof(visit_secret: str) -> str:
    """What the form carries; it tells nothing of the visit's secret."""
    return hmac.new(settings().secret_key.encode(), b"form:" + visit_secret.encode(), sha256).hexdigest()


def is_proved(visit_secret: str | None, given: object) -> bool:
    """Whether the form that came back is one of this visit's own."""
    return bool(visit_secret) and isinstance(given, str) and hmac.compare_digest(form_proof(visit_secret or ""), given)
