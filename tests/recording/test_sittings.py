"""Sittings of the past are kept as they were: hour, way, gaps, flags, and what is due after the last."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import col, select

from models import history, recording
from models.database import session
from models.errors import Invalid, NotPermitted
from models.recording import SittingInput
from models.records import AnswerState, CheckIn, CheckInStatus, EntryMode, FlagStatus, ItemAnswer, Score, ScoreStatus
from tests.recording.conftest import World

FIRST = date(2026, 10, 12)
FULL = {f"q{number}": 1.0 for number in range(1, 10)}


def sitting(week: int, answers: dict[str, float] | None = None, **changes: object) -> SittingInput:
    due_on = FIRST + timedelta(weeks=week)
    at = datetime(due_on.year, due_on.month, due_on.day, 18, 30, tzinfo=UTC)
    given = {
        "at": at,
        "due_on": due_on,
        "closes_on": due_on + timedelta(days=6),
        "occasion": due_on.isoformat(),
        "answers": {"phq9": (FULL | {"q9": 0.0}) if answers is None else answers},
    }
    return SittingInput.of(**(given | changes))


def test_kept_as_they_were(world: World) -> None:
    late = sitting(1, {"q1": 3.0, "q2": 2.0})
    assert recording.record_sittings(world.system, world.patient_id, [late, sitting(0)]) == 2
    with session() as db:
        rows = db.exec(select(CheckIn).order_by(col(CheckIn.due_on))).all()
        answers = db.exec(select(ItemAnswer).where(ItemAnswer.check_in_id == rows[1].id)).all()
        scores = db.exec(select(Score).where(Score.scale == "total").order_by(col(Score.answered_on))).all()
    assert [row.status for row in rows] == [CheckInStatus.submitted] * 2
    assert rows[0].submitted_at == datetime(2026, 10, 12, 18, 30, tzinfo=UTC)
    assert rows[0].answered_on == FIRST
    assert rows[0].mode is EntryMode.link
    assert sorted(a.state for a in answers) == sorted([AnswerState.answered] * 2 + [AnswerState.skipped] * 7)
    assert [(score.value, score.status) for score in scores] == [
        (8, ScoreStatus.complete),
        (None, ScoreStatus.not_scored),
    ]


def test_an_occasion_that_is_there_is_left_alone(world: World) -> None:
    recording.record_sittings(world.system, world.patient_id, [sitting(0)])
    assert recording.record_sittings(world.system, world.patient_id, [sitting(0, FULL), sitting(1)]) == 1
    assert not history.patient_view(world.clinician, world.patient_id).flags


def test_the_next_is_due_after_the_last(world: World) -> None:
    recording.record_sittings(world.system, world.patient_id, [sitting(0), sitting(2)], every_days=7)
    view = history.patient_view(world.clinician, world.patient_id)
    assert view.every_days == 7
    assert (view.check_ins[0].due_on, view.check_ins[0].received_at) == (FIRST + timedelta(weeks=3), None)


def test_an_answer_that_needs_a_person_opens_its_flag_in_its_hour(world: World) -> None:
    recording.record_sittings(world.system, world.patient_id, [sitting(0), sitting(1, FULL), sitting(2, FULL)])
    (flag,) = history.patient_view(world.clinician, world.patient_id).flags
    assert flag.status is FlagStatus.open
    assert flag.opened_at == datetime(2026, 10, 19, 18, 30, tzinfo=UTC)
    assert len(flag.answers) == 2


def test_one_impossible_answer_keeps_all_out(world: World) -> None:
    with pytest.raises(Invalid):
        recording.record_sittings(world.system, world.patient_id, [sitting(0), sitting(1, {"q1": 7.0})])
    with session() as db:
        assert db.exec(select(CheckIn)).all() == []


def test_nobody_but_the_installation_knows_how_somebody_else_answered(world: World) -> None:
    for actor in (world.clinician, world.patient):
        with pytest.raises(NotPermitted):
            recording.record_sittings(actor, world.patient_id, [sitting(0)])
