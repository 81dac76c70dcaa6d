"""The record as it goes into a report, on paper and to others: a look of its own in the access log."""

from sqlmodel import Session

from models.access import Actor, Permission
from models.door import reads
from models.history.patient import PatientView, patients_own_view, whole_view


@reads(Permission.patient_read)
def report_view(db: Session, actor: Actor, patient_id: str) -> PatientView:
    """Everything that a report for a colleague or a payer is made of."""
    return whole_view(db, patient_id)


@reads(Permission.own_course_read)
def own_report_view(db: Session, actor: Actor, patient_id: str) -> PatientView:
    """What a patient's own report is made of: no flags, no notes of the clinic."""
    return patients_own_view(db, patient_id)
