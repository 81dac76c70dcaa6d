"""What is offered after a suicide item above zero: a few more questions, asked next once the patient has agreed."""

from sqlmodel import Session, select

from instruments import shelf
from models.access import Actor, Permission, require_own_kind
from models.criteria.beside import offered_after_suicide_item
from models.criteria.languages import form_language, form_languages
from models.door import writes
from models.errors import Conflict
from models.licences import barred
from models.records import CheckIn, CheckInStatus, FlagAnswer, Person


@writes(Permission.check_in_fill)
def ask_more(db: Session, actor: Actor, check_in_id: str) -> tuple[str, ...]:
    """Put what is offered next into the check-in; returns it. Nothing happens where nothing is offered.

    Raises Conflict once the check-in has been sent or has closed.
    """
    check_in = db.exec(select(CheckIn).where(CheckIn.id == check_in_id).with_for_update()).one()
    require_own_kind(actor, check_in)
    if check_in.status not in (CheckInStatus.due, CheckInStatus.draft):
        raise Conflict("This check-in has been sent or has closed. Nothing was changed.")
    more = offers_of(db, check_in)
    if more:
        place = 1 + check_in.instruments.index(_asked_by(db, check_in))
        check_in.instruments = [*check_in.instruments[:place], *more, *check_in.instruments[place:]]
        check_in.form_languages = {**check_in.form_languages, **form_languages(more, check_in.language)}
        check_in.row_version += 1
    return more


def offers_of(db: Session, check_in: CheckIn) -> tuple[str, ...]:
    """What may be offered now: after an answer that needs a person, where it is worded and may be asked."""
    if check_in.submitted_at is not None or check_in.is_rating or not _asked_by(db, check_in):
        return ()
    person = db.get_one(Person, check_in.patient_id)
    offered = [shelf()[name] for name in offered_after_suicide_item(check_in.instruments) if name in shelf()]
    worded = [one for one in offered if form_language(one, check_in.language) is not None]
    return tuple(one.id for one in worded if not barred(db, person.clinic_id, [one]))


def _asked_by(db: Session, check_in: CheckIn) -> str:
    """The instrument whose answer needs a person; empty where there is none."""
    query = select(FlagAnswer.instrument).where(FlagAnswer.check_in_id == check_in.id)
    return next((name for name in db.exec(query).all() if name in check_in.instruments), "")
