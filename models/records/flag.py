"""Safety flags: an answer that needs a person, kept open until somebody says what was done."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.records.base import UTCDateTime, Word, id_field, one_of, one_where, rule
from models.records.locked import Locked, are_locked


class FlagStatus(StrEnum):
    """Nothing closes by itself."""

    open = "open"
    acknowledged = "acknowledged"
    closed = "closed"


class FlagOutcome(StrEnum):
    """In one word, how it ended; a list of our own. The last one is for flags from before it was asked."""

    safe_plan = "safe_plan"
    urgent_care = "urgent_care"
    handed_over = "handed_over"
    mistake = "mistake"
    other = "other"
    not_recorded = "not_recorded"


class SafetyFlag(SQLModel, table=True):
    """One flag a patient at a time; a second positive answer is added to it.

    `asked` counts how often it began to ask for a person, `asked_at` is when it did last.
    """

    __tablename__ = "safety_flag"
    id: str = id_field()
    patient_id: str = Field(foreign_key="person.id", max_length=32, index=True)
    status: FlagStatus = Field(sa_type=Word(FlagStatus))
    tier: int
    opened_at: datetime = Field(sa_type=UTCDateTime)
    acknowledged_by_id: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    acknowledged_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    closed_by_id: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    closed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    outcome: FlagOutcome | None = Field(default=None, sa_type=Word(FlagOutcome))
    contact_made: str | None = Field(default=None, sa_type=Locked("safety_flag.contact_made", 300))
    assessment_done: str | None = Field(default=None, sa_type=Locked("safety_flag.assessment_done", 300))
    plan: str | None = Field(default=None, sa_type=Locked("safety_flag.plan", 1000))
    asked: int = 1
    asked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    __table_args__ = (
        one_of("status", FlagStatus),
        rule("tier_known", "tier IN (1, 2)"),
        rule("acknowledged_by_whom", "(acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)"),
        rule("acknowledged_or_open", "status <> 'acknowledged' OR acknowledged_at IS NOT NULL"),
        rule("closed_by_whom", "status <> 'closed' OR (closed_at IS NOT NULL AND closed_by_id IS NOT NULL)"),
        one_of("outcome", FlagOutcome),
        rule("outcome_told", "(status = 'closed') = (outcome IS NOT NULL)"),
        rule("contact_told", "status <> 'closed' OR length(trim(coalesce(contact_made, ''))) > 0"),
        rule("assessment_told", "status <> 'closed' OR length(trim(coalesce(assessment_done, ''))) > 0"),
        rule("plan_told", "status <> 'closed' OR length(trim(coalesce(plan, ''))) > 0"),
        *are_locked("contact_made", "assessment_done", "plan"),
        one_where("uq_safety_flag_one_open", "patient_id", condition="status <> 'closed'"),
    )


class FlagAnswer(SQLModel, table=True):
    """The highest answer to one item of one check-in that opened or joined a flag."""

    __tablename__ = "flag_answer"
    id: str = id_field()
    flag_id: str = Field(foreign_key="safety_flag.id", max_length=32, index=True)
    check_in_id: str = Field(foreign_key="check_in.id", max_length=32)
    instrument: str = Field(max_length=40)
    item: str = Field(max_length=40)
    value: float
    answered_at: datetime = Field(sa_type=UTCDateTime)
    __table_args__ = (UniqueConstraint("flag_id", "check_in_id", "instrument", "item"),)
