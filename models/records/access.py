"""Who has signed in, by which means, and the links that lead a patient to one check-in."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from models.records.base import UTCDateTime, Word, id_field, one_of, rule


class VisitKind(StrEnum):
    """How somebody came in: with a password, by a check-in link, as an invented person, or on the clinic's tablet."""

    account = "account"
    link = "link"
    demo = "demo"
    kiosk = "kiosk"


class Layout(StrEnum):
    """One question a screen (phone) or a short list (wide screen)."""

    one = "one"
    list = "list"


class Credential(SQLModel, table=True):
    """The local account of a person; the password is kept only as an Argon2id hash."""

    person_id: str = Field(foreign_key="person.id", primary_key=True, max_length=32)
    user_name: str = Field(max_length=100, unique=True)
    password_hash: str = Field(max_length=255)
    failures: int = 0
    failed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    changed_at: datetime = Field(sa_type=UTCDateTime)
    __table_args__ = (rule("hashed", "password_hash LIKE '$argon2id$%'"), rule("failures_counted", "failures >= 0"))


class Visit(SQLModel, table=True):
    """One browser that is signed in; the cookie's value is kept only as a hash, and so is the PIN of a kiosk."""

    id: str = id_field()
    token_hash: str = Field(max_length=64, unique=True)
    person_id: str = Field(foreign_key="person.id", max_length=32, index=True)
    kind: VisitKind = Field(sa_type=Word(VisitKind))
    check_in_id: str | None = Field(default=None, foreign_key="check_in.id", max_length=32)
    layout: Layout = Field(sa_type=Word(Layout))
    started_at: datetime = Field(sa_type=UTCDateTime)
    seen_at: datetime = Field(sa_type=UTCDateTime)
    expires_at: datetime = Field(sa_type=UTCDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    verified_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    wrong_birth_dates: int = 0
    opened_from_id: str | None = Field(default=None, foreign_key="visit.id", max_length=32)
    pin_hash: str | None = Field(default=None, max_length=255)
    wrong_pins: int = 0
    __table_args__ = (
        one_of("kind", VisitKind),
        one_of("layout", Layout),
        rule("link_is_bound", "(kind IN ('link', 'kiosk')) = (check_in_id IS NOT NULL)"),
        rule("kiosk_leads_back", "(kind = 'kiosk') = (opened_from_id IS NOT NULL)"),
        rule("kiosk_has_pin", "(kind = 'kiosk') = (pin_hash IS NOT NULL)"),
        rule("pin_hashed", "pin_hash LIKE '$argon2id$%'"),
        rule("pins_counted", "wrong_pins BETWEEN 0 AND 5"),
    )


class Invitation(SQLModel, table=True):
    """A link to one check-in of one patient; the token is kept only as a hash."""

    id: str = id_field()
    token_hash: str = Field(max_length=64, unique=True)
    check_in_id: str = Field(foreign_key="check_in.id", max_length=32, index=True)
    made_by_id: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    made_at: datetime = Field(sa_type=UTCDateTime)
    expires_at: datetime = Field(sa_type=UTCDateTime)
    redeemed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
