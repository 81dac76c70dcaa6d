"""Who has signed in, by which means, and the links that lead a patient to one check-in."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from models.records.base import UTCDateTime, Word, id_field, one_of, rule
from models.records.locked import Locked, are_locked


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
    user_name: str = Field(sa_type=Locked("credential.user_name", 100, findable=True), unique=True)
    password_hash: str = Field(max_length=255)
    failures: int = 0
    failed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    changed_at: datetime = Field(sa_type=UTCDateTime)
    __table_args__ = (
        rule("hashed", "password_hash LIKE '$argon2id$%'"),
        rule("failures_counted", "failures >= 0"),
        *are_locked("user_name"),
    )


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
    browser: str | None = Field(default=None, max_length=60)
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


class SecondFactor(SQLModel, table=True):
    """What a person's telephone shares with us; the secret lies encrypted, and counts only once a code proved it.

    `last_step` is the half minute of the last code that was taken: no code, and no earlier one, is taken again.
    """

    __tablename__ = "second_factor"
    person_id: str = Field(foreign_key="person.id", primary_key=True, max_length=32)
    locked_secret: str = Field(max_length=200)
    made_at: datetime = Field(sa_type=UTCDateTime)
    confirmed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    last_step: int | None = None
    __table_args__ = (rule("confirmed_by_code", "(confirmed_at IS NULL) = (last_step IS NULL)"),)


class RecoveryCode(SQLModel, table=True):
    """A code on paper that stands in for the telephone once; kept only as a hash."""

    __tablename__ = "recovery_code"
    id: str = id_field()
    person_id: str = Field(foreign_key="person.id", max_length=32, index=True)
    code_hash: str = Field(max_length=255)
    made_at: datetime = Field(sa_type=UTCDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    __table_args__ = (rule("hashed", "code_hash LIKE '$argon2id$%'"),)


class SecondStep(SQLModel, table=True):
    """Somebody has given the right password and owes a code. This is no visit and opens nothing."""

    __tablename__ = "second_step"
    id: str = id_field()
    token_hash: str = Field(max_length=64, unique=True)
    person_id: str = Field(foreign_key="person.id", max_length=32, index=True)
    layout: Layout = Field(sa_type=Word(Layout))
    browser: str | None = Field(default=None, max_length=60)
    made_at: datetime = Field(sa_type=UTCDateTime)
    expires_at: datetime = Field(sa_type=UTCDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    __table_args__ = (one_of("layout", Layout),)


class PasswordReset(SQLModel, table=True):
    """A link to choose a new password once; the token is kept only as a hash."""

    __tablename__ = "password_reset"
    id: str = id_field()
    token_hash: str = Field(max_length=64, unique=True)
    person_id: str = Field(foreign_key="person.id", max_length=32, index=True)
    made_by_id: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    made_at: datetime = Field(sa_type=UTCDateTime)
    expires_at: datetime = Field(sa_type=UTCDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class ResetRequest(SQLModel, table=True):
    """Somebody asked for a link to a new password; whether anybody has this address is looked at later, by a round.

    The row is gone as soon as that was done. `browser` is what the asking browser keeps since an earlier sign-in.
    """

    __tablename__ = "reset_request"
    id: str = id_field()
    email: str = Field(sa_type=Locked("reset_request.email", 254))
    browser: str | None = Field(default=None, sa_type=Locked("reset_request.browser", 200))
    asked_at: datetime = Field(sa_type=UTCDateTime)
    not_before_at: datetime = Field(sa_type=UTCDateTime)
    __table_args__ = are_locked("email", "browser")


class Throttle(SQLModel, table=True):
    """How often somebody was wrong lately: a browser, an address, an account's codes. The key names nobody."""

    key: str = Field(primary_key=True, max_length=64)
    failures: int
    failed_at: datetime = Field(sa_type=UTCDateTime)
    __table_args__ = (rule("failures_counted", "failures > 0"),)
