"""Clinics, the people in them, who cares for whom, and what a clinic says in a crisis."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.records.base import UTCDateTime, Word, id_field, one_of, one_where, rule
from models.records.locked import Locked, Plainly, are_locked


class PersonRole(StrEnum):
    """What a person is to the clinic."""

    patient = "patient"
    clinician = "clinician"
    admin = "admin"


class Sex(StrEnum):
    """As in the history document; null where not recorded."""

    female = "female"
    male = "male"
    other = "other"


class Clinic(SQLModel, table=True):
    """One clinic: nobody of another clinic sees its people. `message_name` is how it signs what others may read."""

    id: str = id_field()
    name: str = Field(max_length=120, unique=True)
    time_zone: str = Field(max_length=60)
    language: str = Field(max_length=10, default="en")
    answers_read: str = Field(max_length=200)
    message_name: str | None = Field(default=None, max_length=80)
    alert_email: str | None = Field(default=None, sa_type=Locked("clinic.alert_email", 254))
    retention_years: int | None = None
    __table_args__ = (rule("name_given", "length(trim(name)) > 0"), *are_locked("alert_email"))


class ClinicCrisisText(SQLModel, table=True):
    """What a patient reads at once after an answer that needs a person, in one language."""

    __tablename__ = "clinic_crisis_text"
    clinic_id: str = Field(foreign_key="clinic.id", primary_key=True, max_length=32)
    language: str = Field(primary_key=True, max_length=10)
    message: str = Field(max_length=600)
    call_number: str = Field(max_length=30)
    text_number: str = Field(max_length=30)
    emergency_number: str = Field(max_length=30)


class ClinicStaffSteps(SQLModel, table=True):
    """What a clinic's staff do at once where an answer that they enter needs a person, one step after the other."""

    __tablename__ = "clinic_staff_steps"
    clinic_id: str = Field(foreign_key="clinic.id", primary_key=True, max_length=32)
    steps: list[str] = Field(sa_type=JSON)


class Person(SQLModel, table=True):
    """A patient, a clinician or an administrator; always of one clinic."""

    id: str = id_field()
    clinic_id: str = Field(foreign_key="clinic.id", max_length=32, index=True)
    role: PersonRole = Field(sa_type=Word(PersonRole))
    given_name: str = Field(sa_type=Locked("person.given_name", 100))
    family_name: str = Field(sa_type=Locked("person.family_name", 100))
    record_number: str | None = Field(default=None, sa_type=Locked("person.record_number", 40, findable=True))
    born_on: date | None = Field(default=None, sa_type=Locked("person.born_on", plainly=Plainly.day))
    sex: Sex | None = Field(default=None, sa_type=Word(Sex))
    email: str | None = Field(default=None, sa_type=Locked("person.email", 254))
    language: str = Field(default="en", max_length=10)
    time_zone: str = Field(default="UTC", max_length=60)
    is_active: bool = True
    demo_story: str | None = Field(default=None, max_length=300)
    added_at: datetime = Field(sa_type=UTCDateTime)
    __table_args__ = (
        UniqueConstraint("clinic_id", "record_number"),
        Index("ix_person_role", "clinic_id", "role"),
        one_of("role", PersonRole),
        rule("name_given", "length(trim(given_name)) > 0 AND length(trim(family_name)) > 0"),
        rule(
            "patient_identified", "role <> 'patient' OR (record_number IS NOT NULL AND length(trim(record_number)) > 0)"
        ),
        *are_locked("given_name", "family_name", "record_number", "born_on", "email"),
    )


class CareTeamMember(SQLModel, table=True):
    """A clinician who cares for a patient, from one day on until the membership ends."""

    __tablename__ = "care_team_member"
    id: str = id_field()
    patient_id: str = Field(foreign_key="person.id", max_length=32, index=True)
    clinician_id: str = Field(foreign_key="person.id", max_length=32, index=True)
    since_on: date
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    __table_args__ = (
        one_where("uq_care_team_member_one_now", "patient_id", "clinician_id", condition="ended_at IS NULL"),
        rule("two_people", "patient_id <> clinician_id"),
    )
