"""S01: an answer about suicide opens a flag at the moment it is kept, whatever becomes of the form afterwards.

Tables of forms and history documents, the two doors of an import, are in tests/exchange.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from models import recording
from models.access import system_actor
from models.clock import at, now, today
from models.database import engine, session
from models.errors import Conflict
from models.recording import AnswerState, EntryWay
from models.recording.inputs import MeasurementInput
from models.records import FlagStatus, SafetyFlag
from tests.support.patients import rows
from tests.trust.conftest import Ward

VALUES = (None, 0, 1, 2, 3)
Door = Callable[[Ward, float | None], None]


def left_as_a_draft(ward: Ward, value: float | None) -> None:
    if value is None:
        recording.save_answer(system_actor(), ward.asked.check_in_id, "phq9", "q9", AnswerState.skipped)
    else:
        ward.tap("q9", value)


def timed_out(ward: Ward, value: float | None) -> None:
    """Nobody sends it, and a month later it can be sent no more."""
    left_as_a_draft(ward, value)
    with at(now() + timedelta(days=30)), pytest.raises(Conflict):
        recording.send_check_in(system_actor(), ward.asked.check_in_id)


def amended_upward(ward: Ward, value: float | None) -> None:
    ward.tap("q9", 0)
    left_as_a_draft(ward, value)


def entered_by_staff(ward: Ward, value: float | None) -> None:
    answered = {f"q{number}": 1.0 for number in range(1, 9)} | ({} if value is None else {"q9": float(value)})
    for item, each in answered.items():
        saved = (ward.asked.check_in_id, "phq9", item, AnswerState.answered, each)
        recording.save_answer(ward.clinician, *saved)
    recording.send_check_in(ward.clinician, ward.asked.check_in_id, way=EntryWay.paper)


def recorded_by_staff(ward: Ward, value: float | None) -> None:
    answers = {"q1": 1.0} | ({} if value is None else {"q9": float(value)})
    measured = MeasurementInput(on=today(), instrument="phq9", answers=answers)
    recording.record_measurement(ward.clinician, ward.asked.patient_id, measured)


DOORS: dict[str, Door] = {
    each.__name__: each for each in (left_as_a_draft, timed_out, amended_upward, entered_by_staff, recorded_by_staff)
}


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("door", DOORS)
def test_S01_by_every_door_the_answer_comes_with_its_flag(sqlite_ward: Ward, door: str, value: int | None) -> None:
    DOORS[door](sqlite_ward, value)
    with session() as db:
        theirs = select(SafetyFlag).where(SafetyFlag.patient_id == sqlite_ward.asked.patient_id)
        flags = [(each.status, each.tier) for each in db.exec(theirs.order_by(col(SafetyFlag.opened_at))).all()]
    assert flags == ([(FlagStatus.open, 1 if value == 1 else 2)] if value else [])


# What an answer about suicide leaves beside itself; where one of them finds no place, none may stay.
LEFT = ("safety_flag", "flag_answer", "alert_notice", "access_log", "row_seal")
ITEM_9 = """
    SELECT 'an answer' FROM item_answer WHERE instrument = 'phq9' AND item = 'q9' AND value > 0 AND check_in_id IN
        (SELECT id FROM check_in WHERE patient_id = :patient)
    UNION ALL SELECT 'a flag' FROM safety_flag WHERE patient_id = :patient
    UNION ALL SELECT 'a message' FROM alert_notice WHERE flag_id IN
        (SELECT id FROM safety_flag WHERE patient_id = :patient)
""".replace(":patient", "?1")


@pytest.mark.parametrize("left", LEFT)
@pytest.mark.parametrize("door", DOORS)
def test_S01_S02_where_one_part_cannot_be_kept_none_is(sqlite_ward: Ward, door: str, left: str) -> None:
    def fails(statement: str) -> None:
        with engine().execution_options(fairtrial_writes=True).begin() as connection:
            connection.execute(sa.text(statement))

    answered_before_it = "EXISTS (SELECT 1 FROM item_answer WHERE item = 'q9' AND value > 0 AND check_in_id IN "
    answered_before_it += f"(SELECT id FROM check_in WHERE patient_id = '{sqlite_ward.asked.patient_id}'))"
    fails(
        f"CREATE TRIGGER no_room BEFORE INSERT ON {left} WHEN {answered_before_it} "
        "BEGIN SELECT RAISE(ABORT, 'no room'); END"
    )
    with pytest.raises(sa.exc.SQLAlchemyError):
        DOORS[door](sqlite_ward, 3)
    assert rows(ITEM_9, sqlite_ward.asked.patient_id) == []
    fails("DROP TRIGGER no_room")
    DOORS[door](sqlite_ward, 3)
    assert [found for (found,) in rows(ITEM_9, sqlite_ward.asked.patient_id)].count("a flag") == 1
