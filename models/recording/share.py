"""Sharing with somebody close: a link for some domains, by the patient's own word alone, until it ends or is ended."""

import secrets
from datetime import timedelta

from pydantic import Field
from sqlmodel import Session, select

from models.access import Actor, Permission
from models.clock import now
from models.door import writes
from models.errors import Invalid, NotPermitted, Problem
from models.recording.inputs import Input
from models.records import Share
from models.settings import settings
from models.visits import token_hash

SHAREABLE = ("symptoms", "social_functioning", "quality_of_life", "well_being", "purpose", "matters", "treatment")
LONGEST_DAYS = 90


class ShareInput(Input):
    """With whom, what of the course, for how many days, and whether with the numbers."""

    shared_with: str = Field(min_length=1, max_length=80)
    domains: tuple[str, ...]
    days: int = Field(default=30, ge=1, le=LONGEST_DAYS)
    with_scores: bool = False


@writes(Permission.share_write)
def offer_share(db: Session, actor: Actor, patient_id: str, wanted: ShareInput) -> str:
    """Make a link; returns its address, which is shown once. Only the patient may: nobody consents for another."""
    _require_own(actor, patient_id)
    unknown = [name for name in wanted.domains if name not in SHAREABLE]
    if unknown or not wanted.domains:
        raise Invalid([Problem("domains", f"at least one of {', '.join(SHAREABLE)}")])
    token = secrets.token_urlsafe(32)
    row = Share(
        patient_id=patient_id,
        token_hash=token_hash(token),
        shared_with=wanted.shared_with,
        domains=[name for name in SHAREABLE if name in wanted.domains],
        with_scores=wanted.with_scores,
        made_at=now(),
        expires_at=now() + timedelta(days=wanted.days),
    )
    db.add(row)
    return f"{settings().base_url.rstrip('/')}/shared/{token}"


@writes(Permission.share_write)
def revoke_share(db: Session, actor: Actor, share_id: str) -> None:
    """End a link at once; ending it again changes nothing."""
    row = db.exec(select(Share).where(Share.id == share_id).with_for_update()).one()
    _require_own(actor, row.patient_id)
    if row.revoked_at is None:
        row.revoked_at = now()


def _require_own(actor: Actor, patient_id: str) -> None:
    if actor.patient_id != patient_id:
        raise NotPermitted("Not found.")
