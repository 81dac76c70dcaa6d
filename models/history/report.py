"""The record as it goes into a report, on paper and to others: a look of its own in the access log."""

from dataclasses import dataclass

from sqlmodel import Session

from models.access import Actor, Permission
from models.crisis import CrisisText, crisis_text
from models.door import reads
from models.history.patient import PatientView, patients_own_view, whole_view
from models.records import Person


@dataclass(frozen=True)
class ReportRecord:
    """What a report is made of; the crisis text is that of the patient's clinic."""

    view: PatientView
    crisis: CrisisText
    language: str = "en"  # the patient's own


@reads(Permission.report_make)
def report_record(db: Session, actor: Actor, patient_id: str) -> ReportRecord:
    """For a colleague or a payer: everything that a report may hold."""
    return ReportRecord(whole_view(db, patient_id), _crisis(db, patient_id), db.get_one(Person, patient_id).language)


@reads(Permission.own_course_read)
def own_report_record(db: Session, actor: Actor, patient_id: str) -> ReportRecord:
    """For the patient: no flags, no notes of the clinic."""
    return ReportRecord(
        patients_own_view(db, patient_id), _crisis(db, patient_id), db.get_one(Person, patient_id).language
    )


def _crisis(db: Session, patient_id: str) -> CrisisText:
    person = db.get_one(Person, patient_id)
    return crisis_text(db, person.clinic_id, person.language)
