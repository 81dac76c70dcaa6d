"""Answers that cannot be, by the form, by a table, and by the door: refused, not kept, and not repeated."""

import json
import math
from datetime import date

import httpx
import pytest
from sqlmodel import func, select

from instruments.errors import InstrumentError
from models import history, recording
from models.access import system_actor
from models.clock import today
from models.database import session
from models.errors import Invalid
from models.recording import AnswerState, MeasurementInput
from models.records import AccessLog, CheckIn, ItemAnswer, SafetyFlag, Score
from tests.exchange.test_forms import HEAD, ROW, read
from tests.pages.entrance import Entrance
from tests.pages.test_without_scripts import HERE, db, fill, phone, server
from tests.trust.conftest import Ward

__all__ = ["phone", "server"]
STORED = (ItemAnswer, Score, SafetyFlag, CheckIn)
# As somebody types it, and as a program hands it over.
ANSWERS: dict[str, tuple[str, object]] = {
    "B01 below": ("-1", -1.0),
    "B02 above": ("4", 4.0),
    "B02 far above": ("917355", 917355.0),
    "B03 between": ("2.5", 2.5),
    "B04 a text": ("two", "2"),
    "B05 true": ("True", True),
    "B06 no number": ("NaN", math.nan),
    "B07 infinite": ("inf", math.inf),
    "B07 below everything": ("-inf", -math.inf),
    "B17 Arabic": ("٣", "٣"),
    "B17 full width": ("３", "３"),
    "B18 beyond any number": ("1e400", 1e400),
    "B34 as a formula": ("=1+1", "=1+1"),
    "B60 a comma": ("1,0", "1,0"),
    "B90 NUL": ("1\x00", "1\x00"),
    "B92 script": ("<script>1</script>", "<script>1</script>"),
}


def stored() -> list[int]:
    with session() as records:
        return [records.exec(select(func.count()).select_from(one)).one() for one in STORED]


# A decimal comma is how many people write a number: the form understands it, where a table must not guess.
@pytest.mark.parametrize("case", [case for case in ANSWERS if not case.startswith("B60")])
def test_by_the_form_of_the_patient(server: Entrance, phone: httpx.Client, case: str) -> None:
    typed = ANSWERS[case][0]
    page = phone.post(HERE, data=fill(phone.get(HERE), **{"phq9:q3": typed}))
    assert page.status_code == 400
    assert 'id="problem-3"' in page.text
    assert typed not in page.text or len(typed) < 3
    with db(server) as records:
        rows = {row.item: row.value for row in records.exec(select(ItemAnswer)).all()}
        log = [json.dumps(row.detail) for row in records.exec(select(AccessLog)).all()]
        sent = records.exec(select(CheckIn.submitted_at)).one()
    assert "q3" not in rows
    assert sent is None, "a form with a mistake is not sent"
    assert not any(typed in each for each in log if len(typed) > 2)


@pytest.mark.parametrize("case", ANSWERS)
def test_by_a_table(sqlite_database: str, case: str) -> None:
    typed = ANSWERS[case][0]
    before = stored()
    with pytest.raises((InstrumentError, Invalid)) as refused:
        read(f'{HEAD}\n{ROW[:-1]}"{typed}"\n')
    assert "row 2" in str(refused.value)
    assert typed not in str(refused.value) or len(typed) < 3
    assert stored() == before


@pytest.mark.parametrize("case", ANSWERS)
def test_by_the_door_itself(sqlite_ward: Ward, case: str) -> None:
    """The log says that something was refused, and not what."""
    ward, given = sqlite_ward, ANSWERS[case][1]
    before = stored()
    with pytest.raises(Invalid):
        recording.save_answer(
            system_actor(),
            ward.asked.check_in_id,
            "phq9",
            "q3",
            AnswerState.answered,
            given,  # type: ignore[arg-type]
        )
    assert stored() == before
    with session() as records:
        last = records.exec(select(AccessLog).order_by(AccessLog.number.desc()).limit(1)).one()  # type: ignore[attr-defined]
    assert (last.act, last.patient_id) == ("save_answer", ward.asked.patient_id)
    assert last.detail == {"refused": "not valid"}


def test_B14_an_item_that_counts_the_other_way_is_given_as_it_was_answered(sqlite_ward: Ward) -> None:
    """Nought everywhere is not the lowest sum: the four good things of the CES-D count three each."""
    answers = {f"q{number}": 0.0 for number in range(1, 21)}
    measured = MeasurementInput(on=today(), instrument="cesd", answers=answers)
    made = recording.record_measurement(system_actor(), sqlite_ward.patient_id, measured)
    with session() as records:
        found = records.exec(select(Score.value).where(Score.check_in_id == made, Score.scale == "total")).one()
    assert found == 12


def test_B38_a_score_from_before_the_treatment_is_kept_as_what_it_is(sqlite_ward: Ward) -> None:
    """It is no result of the treatment: it can be its beginning, and one before the episode can't be even that."""
    early = MeasurementInput(on=date(2025, 1, 5), instrument="phq9", total=27, occasion="early")
    recording.record_measurement(sqlite_ward.clinician, sqlite_ward.patient_id, early)
    (trial,) = history.patient_view(sqlite_ward.clinician, sqlite_ward.patient_id).judgement.trials
    assert trial.outcome.baseline is None or trial.outcome.baseline.value != 27
