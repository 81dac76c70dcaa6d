"""Who is on duty for safety flags, and each message that a flag sent: to whom, when, and what became of it."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from models.records.base import UTCDateTime, Word, id_field, one_of, rule
from models.records.locked import Locked, are_locked
from models.records.reminder import ReminderStatus


class DutyStep(StrEnum):
    """Who is told of a flag, one after the other while nobody takes it on."""

    duty = "duty"
    second = "second"
    lead = "lead"
    manager = "manager"


class Duty(SQLModel, table=True):
    """A person on duty at one step, from an instant on, until another one or until it is ended."""

    id: str = id_field()
    clinic_id: str = Field(foreign_key="clinic.id", max_length=32, index=True)
    step: DutyStep = Field(sa_type=Word(DutyStep))
    person_id: str = Field(foreign_key="person.id", max_length=32)
    from_at: datetime = Field(sa_type=UTCDateTime)
    until_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    __table_args__ = (one_of("step", DutyStep), rule("ends_after_it_begins", "until_at IS NULL OR until_at > from_at"))


class EscalationStep(SQLModel, table=True):
    """A clinic's own time after which one step is told; where there is none, the program's own policy holds."""

    __tablename__ = "escalation_step"
    clinic_id: str = Field(foreign_key="clinic.id", primary_key=True, max_length=32)
    tier: int = Field(primary_key=True)
    step: DutyStep = Field(sa_type=Word(DutyStep), primary_key=True)
    after_minutes: int
    __table_args__ = (
        one_of("step", DutyStep),
        rule("tier_known", "tier IN (1, 2)"),
        rule("minutes_possible", "after_minutes BETWEEN 0 AND 1440"),
    )


class AlertNotice(SQLModel, table=True):
    """One message about one flag, or the daily proof that messages go out. No name and no answer is in what is sent.

    `person_id` is null where it goes to the clinic's last address, or where there is nobody to tell.
    """

    __tablename__ = "alert_notice"
    id: str = id_field()
    clinic_id: str = Field(foreign_key="clinic.id", max_length=32, index=True)
    flag_id: str | None = Field(default=None, foreign_key="safety_flag.id", max_length=32, index=True)
    patient_id: str | None = Field(default=None, foreign_key="person.id", max_length=32, index=True)
    occasion: str = Field(max_length=100, unique=True)
    step: DutyStep | None = Field(default=None, sa_type=Word(DutyStep))
    person_id: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    status: ReminderStatus = Field(sa_type=Word(ReminderStatus))
    tries: int = 0
    made_at: datetime = Field(sa_type=UTCDateTime)
    not_before_at: datetime = Field(sa_type=UTCDateTime)
    claimed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    reply: str | None = Field(default=None, sa_type=Locked("alert_notice.reply", 120))
    __table_args__ = (
        one_of("step", DutyStep),
        one_of("status", ReminderStatus),
        *are_locked("reply"),
        rule("of_a_flag_or_of_a_day", "(flag_id IS NULL) = (step IS NULL)"),
        rule("tries_counted", "tries >= 0"),
    )
