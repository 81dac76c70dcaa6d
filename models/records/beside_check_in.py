"""What a patient tells beside the questions: notes to the team, sessions to be confirmed, and what is shared."""

from datetime import date, datetime

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from models.records.base import UTCDateTime, id_field, rule
from models.records.locked import Locked, are_locked


class TeamNote(SQLModel, table=True):
    """A few words of the patient to the care team; not read in real time, and marked once somebody has read it."""

    __tablename__ = "team_note"
    id: str = id_field()
    patient_id: str = Field(foreign_key="person.id", max_length=32)
    check_in_id: str | None = Field(default=None, foreign_key="check_in.id", max_length=32)
    words: str = Field(sa_type=Locked("team_note.words", 1000))
    written_at: datetime = Field(sa_type=UTCDateTime)
    read_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    read_by_id: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    __table_args__ = (
        Index("ix_team_note_newest", "patient_id", "written_at"),
        rule("says_something", "length(trim(words)) > 0"),
        *are_locked("words"),
        rule("read_by_whom", "(read_at IS NULL) = (read_by_id IS NULL)"),
        rule("read_after_written", "read_at IS NULL OR read_at >= written_at"),
    )


class SessionProposal(SQLModel, table=True):
    """A patient said that there was a session; nothing counts before a clinician says whether it took place."""

    __tablename__ = "session_proposal"
    id: str = id_field()
    patient_id: str = Field(foreign_key="person.id", max_length=32, index=True)
    check_in_id: str = Field(foreign_key="check_in.id", max_length=32, unique=True)
    trial_id: str = Field(foreign_key="trial.id", max_length=32)
    held_on: date
    proposed_at: datetime = Field(sa_type=UTCDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    settled_by_id: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    took_place: bool | None = None
    __table_args__ = (
        rule("settled_says_what", "(settled_at IS NULL) = (took_place IS NULL)"),
        rule("settled_after_proposed", "settled_at IS NULL OR settled_at >= proposed_at"),
    )


class SafetyPlan(SQLModel, table=True):
    """What patient and clinic agreed to do in a crisis, in their words; the newest holds, and an empty one ends it."""

    __tablename__ = "safety_plan"
    id: str = id_field()
    patient_id: str = Field(foreign_key="person.id", max_length=32)
    words: str = Field(default="", sa_type=Locked("safety_plan.words", 4000))
    written_by_id: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    written_at: datetime = Field(sa_type=UTCDateTime)
    __table_args__ = (
        Index("ix_safety_plan_newest", "patient_id", "written_at"),
        *are_locked("words"),
    )


class Share(SQLModel, table=True):
    """A link by which somebody whom the patient chose reads some domains of the course, until it ends."""

    id: str = id_field()
    patient_id: str = Field(foreign_key="person.id", max_length=32, index=True)
    token_hash: str = Field(unique=True, max_length=64)
    shared_with: str = Field(sa_type=Locked("share.shared_with", 80))
    domains: list[str] = Field(sa_type=JSON)
    with_scores: bool = False
    made_at: datetime = Field(sa_type=UTCDateTime)
    expires_at: datetime = Field(sa_type=UTCDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    __table_args__ = (
        rule("with_somebody", "length(trim(shared_with)) > 0"),
        *are_locked("shared_with"),
        rule("expires_after_made", "expires_at > made_at"),
        rule("revoked_after_made", "revoked_at IS NULL OR revoked_at >= made_at"),
    )
