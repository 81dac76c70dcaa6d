"""The answers to each item of one instrument over time, as the patient or the rater gave them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select as sa_select
from sqlmodel import Session, col

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
    columns: list[Any] = [CheckIn.id, CheckIn.answered_on, ItemAnswer.item, ItemAnswer.value, ItemAnswer.state]
    query = (
        sa_select(*columns)
        .join(ItemAnswer, col(ItemAnswer.check_in_id) == CheckIn.id)
        .where(col(CheckIn.patient_id) == patient_id, col(CheckIn.status) == CheckInStatus.submitted)
        .where(col(ItemAnswer.instrument) == instrument, col(CheckIn.answered_on).is_not(None))
        .order_by(col(CheckIn.answered_on), col(CheckIn.submitted_at), col(CheckIn.id))
    )
    sittings: dict[str, date] = {}
    given: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for check_in_id, on, item, value, state in db.execute(query):
        sittings[check_in_id] = on
        if state is AnswerState.answered and value is not None:
            given[item][check_in_id] = value
    answers = {item: tuple(found.get(each) for each in sittings) for item, found in given.items()}
    return ItemCourse(instrument, tuple(sittings.values()), answers)
