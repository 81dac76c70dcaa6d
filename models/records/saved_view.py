"""Views of the caseload that a clinician keeps under a name: which needs are shown, never whom."""

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.records.base import id_field, rule


class SavedView(SQLModel, table=True):
    """One view of one clinician. No needs means all of them; no search is kept: nobody's name stands here."""

    __tablename__ = "saved_view"
    id: str = id_field()
    person_id: str = Field(foreign_key="person.id", max_length=32)
    name: str = Field(max_length=40)
    needs: list[str] = Field(sa_type=JSON)
    drugs_alone: bool = False
    __table_args__ = (UniqueConstraint("person_id", "name"), rule("name_given", "length(trim(name)) > 0"))
