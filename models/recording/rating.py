"""A clinician's rating: opened when its first item is rated, then kept item by item like any check-in."""

from sqlmodel import Session, select

from instruments import Instrument, shelf
from models.access import Actor, Permission
from models.clock import now, today
from models.criteria.languages import COMMON, form_language
from models.door import writes
from models.errors import Invalid, Problem
from models.licences import barred
from models.records import RATING, CheckIn, CheckInStatus, EntryMode, Person


@writes(Permission.measurement_write)
def open_rating(db: Session, actor: Actor, patient_id: str, instrument: str) -> str:
    """Today's rating of a patient with this instrument, opening it where there is none; returns its id.

    It is answered with `save_answer` and sent with `send_check_in`; the patient is never asked it.
    Raises Invalid for an instrument that clinicians do not rate, or that may not be asked in this clinic.
    """
    scale = _rateable(instrument)
    person = db.get_one(Person, patient_id)
    if refused := barred(db, person.clinic_id, [scale]):
        raise Invalid([Problem("instrument", why) for why in refused])
    language = form_language(scale, COMMON) or scale.languages[0]
    day = today(person.time_zone)
    occasion = f"{RATING}{day.isoformat()}/{scale.id}"
    there = db.exec(select(CheckIn.id).where(CheckIn.patient_id == patient_id, CheckIn.occasion == occasion)).first()
    if there is not None:
        return there
    check_in = CheckIn(
        patient_id=patient_id,
        occasion=occasion,
        instruments=[scale.id],
        language=language,
        form_languages={scale.id: language},
        mode=EntryMode.staff,
        status=CheckInStatus.draft,
        due_on=day,
        closes_on=day,
        started_at=now(),
        time_zone=person.time_zone,
    )
    db.add(check_in)
    return check_in.id


def _rateable(name: str) -> Instrument:
    found = shelf().get(name)
    if found is None or found.rater != "clinician":
        raise Invalid([Problem("instrument", "a clinician-rated instrument of the shelf")])
    return found
