"""Check-ins: what was asked, each answer as it was given, and the scores with the version that made them."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, ColumnElement, Index, UniqueConstraint
from sqlmodel import Field, SQLModel, col

from models.records.base import UTCDateTime, Word, id_field, one_of, rule
from models.words import Anchor

RATING = "rating/"  # how the occasion of a clinician's rating begins
WITHDRAWN = f"{RATING}withdrawn/"  # what staff recorded by mistake and took back


class CheckInStatus(StrEnum):
    """due: nothing answered yet; draft: begun; submitted: sent; closed: missed, and not asked for any more."""

    due = "due"
    draft = "draft"
    submitted = "submitted"
    closed = "closed"


class EntryMode(StrEnum):
    """Through whom the answers came: modes inside one trial are not mixed unseen."""

    # The clinic's tablet is a link, too: it leads to one check-in and needs no account; `way` tells it apart.

    link = "link"
    account = "account"
    staff = "staff"
    imported = "imported"


class EntryWay(StrEnum):
    """Where the answers were not given on the person's own device: on the clinic's tablet, on paper, read out."""

    kiosk = "kiosk"
    paper = "paper"
    interview = "interview"


class AnswerState(StrEnum):
    """A skipped item is not an answer of zero."""

    answered = "answered"
    skipped = "skipped"
    not_applicable = "not_applicable"


class ScoreStatus(StrEnum):
    """As in the score table that Fairtrial promises to the outside."""

    complete = "complete"
    prorated = "prorated"
    not_scored = "not_scored"


class CheckInPlan(SQLModel, table=True):
    """How a patient is asked; what is due follows from it. `weekday` counts from Monday as 0."""

    __tablename__ = "check_in_plan"
    patient_id: str = Field(foreign_key="person.id", primary_key=True, max_length=32)
    every_days: int
    is_active: bool = True
    anchor: Anchor = Field(default=Anchor.rhythm, sa_type=Word(Anchor))
    weekday: int | None = None
    counted_from_on: date | None = None
    __table_args__ = (
        rule("every_days_possible", "every_days BETWEEN 1 AND 92"),
        one_of("anchor", Anchor),
        rule("weekday_possible", "weekday BETWEEN 0 AND 6"),
        rule("weekday_where_needed", "(anchor = 'weekday') = (weekday IS NOT NULL)"),
    )


class CheckIn(SQLModel, table=True):
    """One sitting for one occasion: there can be only one of an occasion for a patient."""

    __tablename__ = "check_in"
    id: str = id_field()
    patient_id: str = Field(foreign_key="person.id", max_length=32)
    trial_id: str | None = Field(default=None, foreign_key="trial.id", max_length=32)
    occasion: str = Field(max_length=60)
    instruments: list[str] = Field(sa_type=JSON)
    language: str = Field(default="en", max_length=10)
    form_languages: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    mode: EntryMode | None = Field(default=None, sa_type=Word(EntryMode))
    status: CheckInStatus = Field(sa_type=Word(CheckInStatus))
    due_on: date
    closes_on: date
    started_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    submitted_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    answered_on: date | None = None
    time_zone: str = Field(default="UTC", max_length=60)
    row_version: int = 0
    way: EntryWay | None = Field(default=None, sa_type=Word(EntryWay))
    form_versions: dict[str, str] | None = Field(default=None, sa_type=JSON(none_as_null=True), nullable=True)
    __table_args__ = (
        UniqueConstraint("patient_id", "occasion"),
        Index("ix_check_in_due", "patient_id", "status", "due_on"),
        one_of("mode", EntryMode),
        one_of("way", EntryWay),
        rule(
            "way_fits_mode",
            "way IS NULL OR (mode IS NOT NULL AND mode IN ('link', 'staff') AND (way = 'kiosk') = (mode = 'link'))",
        ),
        one_of("status", CheckInStatus),
        rule("occasion_given", "length(trim(occasion)) > 0"),
        rule("closes_after_due", "closes_on >= due_on"),
        rule("submitted_at_known", "(status = 'submitted') = (submitted_at IS NOT NULL)"),
        rule("submitted_has_day", "submitted_at IS NULL OR answered_on IS NOT NULL"),
        rule("submitted_has_mode", "submitted_at IS NULL OR mode IS NOT NULL"),
    )

    def language_of(self, instrument: str) -> str:
        """The language in which this form is asked; check-ins of before it was kept by form had one for all."""
        return self.form_languages.get(instrument, self.language)

    @property
    def is_rating(self) -> bool:
        """A clinician's rating: nothing that the patient is asked, reminded of, or shown as their own."""
        return self.occasion.startswith(RATING)


def asked_of_patient() -> ColumnElement[bool]:
    """The check-ins that are the patient's own to answer: all but the clinicians' ratings."""
    return ~col(CheckIn.occasion).startswith(RATING)


class ItemAnswer(SQLModel, table=True):
    """The answer to one item as it stands now."""

    __tablename__ = "item_answer"
    check_in_id: str = Field(foreign_key="check_in.id", primary_key=True, max_length=32)
    instrument: str = Field(primary_key=True, max_length=40)
    item: str = Field(primary_key=True, max_length=40)
    state: AnswerState = Field(sa_type=Word(AnswerState))
    value: float | None = None
    times_skipped: int = 0
    saved_at: datetime = Field(sa_type=UTCDateTime)
    __table_args__ = (
        one_of("state", AnswerState),
        rule("value_only_if_answered", "(state = 'answered') = (value IS NOT NULL)"),
        rule("skips_counted", "times_skipped BETWEEN 0 AND 2"),
    )


class ReplacedAnswer(SQLModel, table=True):
    """An answer that was changed before sending, kept as it was."""

    __tablename__ = "replaced_answer"
    id: str = id_field()
    check_in_id: str = Field(foreign_key="check_in.id", max_length=32, index=True)
    instrument: str = Field(max_length=40)
    item: str = Field(max_length=40)
    state: AnswerState = Field(sa_type=Word(AnswerState))
    value: float | None = None
    saved_at: datetime = Field(sa_type=UTCDateTime)
    replaced_at: datetime = Field(sa_type=UTCDateTime)
    __table_args__ = (one_of("state", AnswerState),)


class Score(SQLModel, table=True):
    """The score of one scale on one day; null with a status where it cannot be scored."""

    check_in_id: str = Field(foreign_key="check_in.id", primary_key=True, max_length=32)
    instrument: str = Field(primary_key=True, max_length=40)
    scale: str = Field(primary_key=True, max_length=40)
    patient_id: str = Field(foreign_key="person.id", max_length=32)
    answered_on: date
    value: float | None = None
    answered: int | None = None
    status: ScoreStatus = Field(sa_type=Word(ScoreStatus))
    band: str | None = Field(default=None, max_length=60)
    instrument_version: str = Field(max_length=20)
    is_total_only: bool = False
    __table_args__ = (
        Index("ix_score_course", "patient_id", "instrument", "scale", "answered_on"),
        one_of("status", ScoreStatus),
        rule("unscored_is_null", "(status = 'not_scored') = (value IS NULL)"),
    )
