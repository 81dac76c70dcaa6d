"""A clinic's own instrument in a second version: old answers stay scored under theirs, and every page still stands."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from instruments import use_own
from models import history, recording
from models.access import system_actor
from models.commands.verifying import scores
from models.errors import Invalid
from models.recording import AnswerState, MeasurementInput
from tests.instruments.test_own import MOOD
from tests.pages.desk import Open, open_desk, ward, ward_template
from tests.pages.ward import TODAY, Ward

__all__ = ["open_desk", "ward", "ward_template"]
TURNED = MOOD.replace('version = "1"', 'version = "2"').replace(
    'choices = "degree"', 'choices = "degree"\nreverse = true'
)
OTHER = (
    MOOD.replace('version = "1"', 'version = "3"').replace('id = "day"', 'id = "night"').replace('["day"]', '["night"]')
)


@pytest.fixture
def own(ward: Ward, tmp_path: Path) -> Iterator[Path]:
    put(tmp_path, "mood", MOOD)
    yield tmp_path
    use_own(None)


def put(folder: Path, name: str, text: str) -> None:
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    use_own(folder)


def record(ward: Ward, day: int, item: str = "day") -> str:
    measured = MeasurementInput(on=TODAY.replace(day=day), instrument="mood", answers={item: 7.0})
    return recording.record_measurement(system_actor(), ward.marta, measured)


def test_old_answers_keep_their_score_and_new_ones_get_theirs(ward: Ward, own: Path) -> None:
    record(ward, 1)
    put(own, "mood-2", TURNED)
    record(ward, 2)
    view = history.patient_view(system_actor(), ward.marta)
    assert [point.value for point in view.course("mood", "day")] == [7, 3]
    assert scores().holds


def test_verify_names_scores_whose_version_was_taken_away(ward: Ward, own: Path) -> None:
    record(ward, 1)
    put(own, "mood", TURNED)
    assert any("made by version 1, which is not on the shelf" in one for one in scores().breaches)


def test_the_pages_stand_when_a_newer_version_has_other_items_and_scores(
    ward: Ward, own: Path, open_desk: Open
) -> None:
    record(ward, 1)
    put(own, "mood-3", OTHER)
    record(ward, 2, "night")
    assert "Marta Lindqvist" in open_desk("rivera", "patient", id=ward.marta).words
    assert "Something is broken" not in open_desk("rivera", "caseload").words
    assert "Something is broken" not in open_desk("marta", "../patient/progress").words
    assert scores().holds


def test_a_check_in_begun_under_an_older_version_can_be_sent(ward: Ward, own: Path) -> None:
    check_in = recording.issue_check_in(system_actor(), ward.new, ["mood"])
    recording.save_answer(system_actor(), check_in, "mood", "day", AnswerState.answered, 7)
    put(own, "mood-3", OTHER)
    recording.send_check_in(system_actor(), check_in)
    assert history.open_check_in(system_actor(), check_in).received_at is not None
    assert scores().holds


def test_a_form_that_was_begun_keeps_its_questions_and_their_scoring(ward: Ward, own: Path, open_desk: Open) -> None:
    """Version 2 has turned the scoring round, version 3 asks something else: neither reaches who has begun."""
    system = system_actor()
    check_in = recording.issue_check_in(system, ward.new, ["mood", "phq9"])
    recording.save_answer(system, check_in, "mood", "day", AnswerState.answered, 7)
    put(own, "mood-2", TURNED)
    put(own, "mood-3", OTHER)
    asked = [str(one.proto.id) for one in open_desk("new", "../patient/check_in").at.get("button_group")]
    assert any(f"{check_in}:mood:day" in one for one in asked)
    assert not any("mood:night" in one for one in asked)
    recording.save_answer(system, check_in, "mood", "day", AnswerState.answered, 6)
    with pytest.raises(Invalid, match="no such item"):
        recording.save_answer(system, check_in, "mood", "night", AnswerState.answered, 6)
    recording.send_check_in(system, check_in)
    made = history.patient_view(system, ward.new).course("mood", "day")
    assert [(point.value, point.check_in_id) for point in made] == [(6, check_in)]
    assert scores().holds


def test_who_has_not_begun_is_asked_the_newest(ward: Ward, own: Path) -> None:
    system = system_actor()
    check_in = recording.issue_check_in(system, ward.new, ["mood"])
    put(own, "mood-2", TURNED)
    recording.save_answer(system, check_in, "mood", "day", AnswerState.answered, 7)
    recording.send_check_in(system, check_in)
    assert [point.value for point in history.patient_view(system, ward.new).course("mood", "day")] == [3]
