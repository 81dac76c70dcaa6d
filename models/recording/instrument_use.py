"""A clinic states its use of an instrument whose licence has conditions, or ends it: on record with who and when."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from instruments import Instrument, shelf
from models.access import Actor, Permission, require_clinic
from models.clock import now
from models.door import writes
from models.errors import Invalid, Problem
from models.licences import uses_of
from models.records import CheckIn, CheckInStatus, InstrumentUse, Person


@writes(Permission.clinic_manage)
def state_use(
    db: Session,
    actor: Actor,
    clinic_id: str,
    instrument: str,
    is_noncommercial: bool = False,
    has_read_terms: bool = False,
) -> str:
    """State that the clinic's use is not commercial and the terms are read; returns the statement's id.

    Stating it again changes nothing. Raises Invalid where one of both is not so, or no statement is asked for.
    """
    require_clinic(actor, clinic_id)
    one = _with_conditions(instrument)
    problems = []
    if not is_noncommercial:
        problems.append(Problem("is_noncommercial", "the licence asks for it"))
    if not has_read_terms:
        problems.append(Problem("has_read_terms", "the licence asks for it"))
    if actor.person_id is None:
        problems.append(Problem("stated_by", "a statement is made by a person who is signed in"))
    if problems or actor.person_id is None:
        raise Invalid(problems)
    there = uses_of(db, clinic_id).get(instrument)
    if there is not None:
        return there.id
    said = f"Our use of the {one.abbreviation} is not commercial, and its terms are read: {one.licence.name}."
    use = InstrumentUse(
        clinic_id=clinic_id, instrument=one.id, statement=said, stated_by_id=actor.person_id, stated_at=now()
    )
    db.add(use)
    return use.id


@writes(Permission.clinic_manage)
def end_use(db: Session, actor: Actor, clinic_id: str, instrument: str) -> None:
    """End the clinic's statement: the instrument is off from now on, and what was answered stays. Twice is as once.

    A check-in that waits with it asks it no more; one that has nothing else to ask closes.
    """
    require_clinic(actor, clinic_id)
    there = uses_of(db, clinic_id).get(instrument)
    if there is None:
        return
    if actor.person_id is None:
        raise Invalid([Problem("ended_by", "a statement is ended by a person who is signed in")])
    there.ended_by_id, there.ended_at = actor.person_id, now()
    for row in _waiting(db, clinic_id):
        if instrument in row.instruments:
            row.instruments = [name for name in row.instruments if name != instrument]
            row.status = row.status if row.instruments else CheckInStatus.closed


def _waiting(db: Session, clinic_id: str) -> Sequence[CheckIn]:
    """The check-ins of the clinic's patients that were not sent yet."""
    query = select(CheckIn).join(Person, col(Person.id) == CheckIn.patient_id).where(Person.clinic_id == clinic_id)
    return db.exec(query.where(col(CheckIn.status).in_((CheckInStatus.due, CheckInStatus.draft)))).all()


def _with_conditions(name: str) -> Instrument:
    found = shelf().get(name)
    if found is None:
        raise Invalid([Problem("instrument", "an instrument of the shelf")])
    if not found.licence.needs_statement:
        raise Invalid([Problem("instrument", f"the licence of the {found.abbreviation} asks for no statement")])
    return found
