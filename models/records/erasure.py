"""Erasures: who asked for one, who else carried it out, and what stands against it. Nothing of the person remains."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from models.records.base import UTCDateTime, Word, id_field, one_of, one_where, rule
from models.records.locked import Locked, are_locked


class ErasureGround(StrEnum):
    """Why a record may go."""

    asked_by_patient = "asked_by_patient"
    retention_over = "retention_over"
    entered_by_mistake = "entered_by_mistake"


class Erasure(SQLModel, table=True):
    """A request to erase a patient's record, and that it was carried out. `patient_id` then leads nowhere."""

    id: str = id_field()
    patient_id: str = Field(max_length=32, index=True)
    clinic_id: str = Field(foreign_key="clinic.id", max_length=32, index=True)
    ground: ErasureGround = Field(sa_type=Word(ErasureGround))
    requested_by_id: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    requested_at: datetime = Field(sa_type=UTCDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    carried_out_by_id: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    carried_out_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    rows: int | None = None
    __table_args__ = (
        one_of("ground", ErasureGround),
        rule("withdrawn_or_carried_out", "withdrawn_at IS NULL OR carried_out_at IS NULL"),
        rule("rows_counted", "(rows IS NULL) = (carried_out_at IS NULL)"),
        rule(
            "two_people", "carried_out_by_id IS NULL OR requested_by_id IS NULL OR carried_out_by_id <> requested_by_id"
        ),
        one_where("uq_erasure_one_pending", "patient_id", condition="withdrawn_at IS NULL AND carried_out_at IS NULL"),
    )


class LegalHold(SQLModel, table=True):
    """While it stands, the patient's record is not erased, whoever asks."""

    __tablename__ = "legal_hold"
    id: str = id_field()
    patient_id: str = Field(foreign_key="person.id", max_length=32, index=True)
    reason: str = Field(sa_type=Locked("legal_hold.reason", 300))
    placed_by_id: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    placed_at: datetime = Field(sa_type=UTCDateTime)
    lifted_by_id: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    lifted_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    __table_args__ = (
        rule("reason_given", "length(trim(reason)) > 0"),
        *are_locked("reason"),
        one_where("uq_legal_hold_one_now", "patient_id", condition="lifted_at IS NULL"),
    )
