"""A clinic's own instrument in a second version: old answers stay scored under theirs, and every page still stands."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from instruments import use_own
from models import history, recording
from models.access import system_actor
from models.commands.verifying import scores
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
    assert "went wrong" not in open_desk("rivera", "caseload").words
    assert "went wrong" not in open_desk("marta", "../patient/progress").words
    assert scores().holds


def test_a_check_in_begun_under_an_older_version_can_be_sent(ward: Ward, own: Path) -> None:
    check_in = recording.issue_check_in(system_actor(), ward.new, ["mood"])
    recording.save_answer(system_actor(), check_in, "mood", "day", AnswerState.answered, 7)
    put(own, "mood-3", OTHER)
    recording.send_check_in(system_actor(), check_in)
    assert history.open_check_in(system_actor(), check_in).received_at is not None
    assert scores().holds
