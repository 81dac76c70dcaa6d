"""Whom the clinic's tablet is about to be handed to: two identifiers and nothing of the course."""

from sqlmodel import Session

from models.access import Actor, Permission
from models.door import reads
from models.history.patient import PatientHeader, header_of


@reads(Permission.check_in_issue)
def hand_over_to(db: Session, actor: Actor, patient_id: str) -> PatientHeader:
    """Who this is, for somebody who is about to hand over a tablet or to write down answers."""
    return header_of(db, patient_id)
