"""Reminders: who agreed to them, and each message with what became of it. No address and no answer is kept here."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.records.base import UTCDateTime, Word, id_field, one_of, rule
from models.records.locked import Locked, are_locked


class ReminderStatus(StrEnum):
    """queued: waits for another try; sending: a process is at it; unknown: nobody said whether it was taken.

    bounced: the other side refused it; gave_up: not taken in time; not_needed: the check-in was done first.
    """

    queued = "queued"
    sending = "sending"
    sent = "sent"
    bounced = "bounced"
    gave_up = "gave_up"
    unknown = "unknown"
    not_needed = "not_needed"


class ChannelKind(StrEnum):
    """The way in which a message goes out."""

    email = "email"


class StoppedBy(StrEnum):
    """Who ended the reminders."""

    patient = "patient"
    clinic = "clinic"


class ReminderChoice(SQLModel, table=True):
    """That a patient agreed to be reminded, from which hour of the own day on, and whether it was ended."""

    __tablename__ = "reminder_choice"
    patient_id: str = Field(foreign_key="person.id", primary_key=True, max_length=32)
    hour: int
    agreed_at: datetime = Field(sa_type=UTCDateTime)
    recorded_by_id: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    stopped_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    stopped_by: StoppedBy | None = Field(default=None, sa_type=Word(StoppedBy))
    refused_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    __table_args__ = (
        rule("hour_possible", "hour BETWEEN 0 AND 23"),
        one_of("stopped_by", StoppedBy),
        rule("stopped_by_whom", "(stopped_at IS NULL) = (stopped_by IS NULL)"),
    )


class Reminder(SQLModel, table=True):
    """One message about one check-in: at most one a number, and one a person and day, whoever sends."""

    id: str = id_field()
    patient_id: str = Field(foreign_key="person.id", max_length=32)
    check_in_id: str = Field(foreign_key="check_in.id", max_length=32)
    number: int
    local_on: date
    channel: ChannelKind = Field(sa_type=Word(ChannelKind))
    status: ReminderStatus = Field(sa_type=Word(ReminderStatus))
    tries: int = 0
    queued_at: datetime = Field(sa_type=UTCDateTime)
    not_before_at: datetime = Field(sa_type=UTCDateTime)
    claimed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    reply: str | None = Field(default=None, sa_type=Locked("reminder.reply", 120))
    invitation_id: str | None = Field(default=None, foreign_key="invitation.id", max_length=32)
    stop_hash: str | None = Field(default=None, max_length=64, unique=True)
    __table_args__ = (
        UniqueConstraint("check_in_id", "number"),
        UniqueConstraint("patient_id", "local_on"),
        Index("ix_reminder_waiting", "status"),
        one_of("channel", ChannelKind),
        one_of("status", ReminderStatus),
        *are_locked("reply"),
        rule("number_counts", "number BETWEEN 1 AND 9"),
        rule("tries_counted", "tries >= 0"),
        rule("claimed_has_time", "status NOT IN ('sending', 'sent', 'bounced', 'unknown') OR claimed_at IS NOT NULL"),
        rule("settled_has_time", "(status IN ('queued', 'sending')) = (settled_at IS NULL)"),
    )
