"""Makes a report for whoever asks: the door decides who may, and the reading is in the access log."""

from models.access import Actor
from models.criteria.payers import Policy
from models.errors import Invalid, Problem
from models.exchange.report.gathering import Report, treatment_report
from models.exchange.report.pdf import Paper
from models.exchange.report.plain import plain_report
from models.history.report import own_report_record, report_record
from models.settings import settings


def make(actor: Actor, patient_id: str, *, plain: bool = False, policy: Policy | None = None) -> Report:
    """For staff: the history, or the patient's plain report to hand over. Raises NotPermitted."""
    record = report_record(actor, patient_id)
    made_by = actor.name if actor.person_id else "the clinic’s administration"
    if plain:
        return plain_report(record.view, made_by, record.crisis, record.language)
    return treatment_report(record.view, made_by, policy)


def make_own(actor: Actor, patient_id: str) -> Report:
    """For the patient. Raises NotPermitted for anybody else's record."""
    record = own_report_record(actor, patient_id)
    return plain_report(record.view, record.view.header.name, record.crisis, record.language)


def size_of(paper: str | None) -> Paper:
    """The size of the page: the one asked for, or the installation's setting; raises Invalid."""
    wanted = (paper or settings().paper).strip().casefold()
    found = next((one for one in Paper if one == wanted), None)
    if found is None:
        raise Invalid([Problem("paper", f"no such size; allowed: {', '.join(Paper)}")])
    return found
