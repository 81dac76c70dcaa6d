"""A patient's own language: chosen by the patient at any time, and nothing that was answered is lost by it."""

from sqlmodel import Session, col, select

from instruments import shelf
from models.access import Actor, Permission
from models.criteria.languages import form_languages
from models.door import tell, writes
from models.errors import Invalid, NotPermitted, Problem
from models.languages import offered, shown_in
from models.records import CheckIn, CheckInStatus, Person, asked_of_patient


@writes(Permission.check_in_fill)
def choose_language(db: Session, actor: Actor, language: str) -> None:
    """Speak to this patient in a language that is offered, from now on and in the check-ins that are not sent yet.

    A form that is begun goes on in the new language as a whole, with its answers: before anything is sent, the patient
    sees all of it once more in that language. One that is not worded in it stays in English.
    Raises Invalid where the language is not offered.
    """
    if actor.patient_id is None:
        raise NotPermitted("Not found.")
    if language not in offered():
        raise Invalid([Problem("language", "one of " + ", ".join(offered()))])
    person = db.get_one(Person, actor.patient_id)
    if language == shown_in(person.language):
        return
    tell(db, before=person.language, language=language)
    person.language = language
    waiting = (CheckInStatus.due, CheckInStatus.draft)
    query = select(CheckIn).where(CheckIn.patient_id == person.id, col(CheckIn.status).in_(waiting), asked_of_patient())
    for check_in in db.exec(query).all():
        check_in.language = language
        there = [name for name in check_in.instruments if name in shelf()]
        check_in.form_languages = {**check_in.form_languages, **form_languages(there, language)}
