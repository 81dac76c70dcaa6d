"""How the clinic's own sign-in service knows a member of staff, and which visits came through it."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.records.base import UTCDateTime, rule
from models.records.locked import Locked, are_locked


class ProviderIdentity(SQLModel, table=True):
    """One person at one provider. The subject alone lets in; an address is only expected, once, until it is claimed."""

    __tablename__ = "provider_identity"
    person_id: str = Field(foreign_key="person.id", primary_key=True, max_length=32)
    issuer: str = Field(max_length=255)
    subject: str | None = Field(default=None, sa_type=Locked("provider_identity.subject", 255, findable=True))
    email: str | None = Field(default=None, sa_type=Locked("provider_identity.email", 254, findable=True))
    made_at: datetime = Field(sa_type=UTCDateTime)
    made_by_id: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    expires_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    linked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    __table_args__ = (
        UniqueConstraint("issuer", "subject"),
        UniqueConstraint("issuer", "email"),
        *are_locked("subject", "email"),
        rule("known_or_expected", "(subject IS NULL) <> (email IS NULL)"),
        rule("expected_ends", "(email IS NULL) = (expires_at IS NULL)"),
    )


class ProviderVisit(SQLModel, table=True):
    """A visit that came through the provider, and whether the provider's own second factor stands for ours."""

    __tablename__ = "provider_visit"
    visit_id: str = Field(foreign_key="visit.id", primary_key=True, max_length=32)
    is_strong: bool
