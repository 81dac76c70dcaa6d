"""The answers to each item of one instrument over time, as the patient or the rater gave them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models.access import Actor, Permission
from models.door import reads
from models.records import AnswerState, CheckIn, CheckInStatus, ItemAnswer


@dataclass(frozen=True)
class ItemCourse:
    """The sittings of one instrument, the newest last; answers by item, None where an item was left out."""

    instrument: str
    days: tuple[date, ...]
    answers: Mapping[str, tuple[float | None, ...]]


@reads(Permission.patient_read)
def item_course(db: Session, actor: Actor, patient_id: str, instrument: str) -> ItemCourse:
    """Every sent sitting of this instrument with what was answered to each item."""
    query = (
        select(CheckIn, ItemAnswer)
        .join(ItemAnswer, col(ItemAnswer.check_in_id) == CheckIn.id)
        .where(CheckIn.patient_id == patient_id, CheckIn.status == CheckInStatus.submitted)
        .where(ItemAnswer.instrument == instrument, col(CheckIn.answered_on).is_not(None))
        .order_by(col(CheckIn.answered_on), col(CheckIn.submitted_at), CheckIn.id)
    )
    sittings: dict[str, date] = {}
    given: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for sitting, answer in db.exec(query).all():
        if sitting.answered_on is not None:
            sittings[sitting.id] = sitting.answered_on
        if answer.state is AnswerState.answered and answer.value is not None:
            given[answer.item][sitting.id] = answer.value
    answers = {item: tuple(found.get(each) for each in sittings) for item, found in given.items()}
    return ItemCourse(instrument, tuple(sittings.values()), answers)
