"""Where each patient stands for the caseload: a cache, rebuilt from the records at every write and by one command."""

from datetime import date, datetime

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from models.records.base import UTCDateTime, rule


class Standing(SQLModel, table=True):
    """What orders the caseload. Days are kept instead of verdicts, so that it stays true as time passes.

    `adequate_on` is the next day on which a running trial becomes adequate if it is continued. `unread_since` is when
    the newest check-in came that nobody has opened the page after. `reviewed_at`, and the two days with it, are those
    of the review that holds; null where there is none, or where something new has come since. Trials that become
    adequate until `reviewed_ahead_to` were in sight at that review. `trial_lines` are what a cohort counts; null until
    they were made for the first time.
    """

    patient_id: str = Field(foreign_key="person.id", primary_key=True, max_length=32)
    clinic_id: str = Field(foreign_key="clinic.id", max_length=32)
    flag_tier: int = 0
    flag_opened_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    flag_acknowledged: bool = False
    worse_by_points: float | None = None
    decide_on: date | None = None
    adequate_on: date | None = None
    overdue_from: date | None = None
    last_answered_on: date | None = None
    latest_score: float | None = None
    resistant_by_drugs_alone: bool = False
    unread_since: datetime | None = Field(default=None, sa_type=UTCDateTime)
    reviewed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    reviewed_on: date | None = None
    reviewed_ahead_to: date | None = None
    recent_scores: list[list[object]] = Field(default_factory=list, sa_type=JSON)
    trial_lines: list[list[object]] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    __table_args__ = (
        Index("ix_standing_clinic", "clinic_id", "flag_tier"),
        rule("tier_known", "flag_tier IN (0, 1, 2)"),
        rule("unacknowledged_flag_stays", "flag_tier = 0 OR flag_acknowledged OR reviewed_at IS NULL"),
        rule("review_has_its_days", "(reviewed_at IS NULL) = (reviewed_on IS NULL)"),
        rule("review_looks_ahead", "(reviewed_at IS NULL) = (reviewed_ahead_to IS NULL)"),
    )
