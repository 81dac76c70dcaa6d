"""The episode page: opened, amended, ended; unknown stays unknown; the hint tells what becomes computable."""

from datetime import date

import pytest

from models import history, recording
from models.history import EpisodeRecord
from models.recording import EpisodeInput
from pages.parts import unsent
from pages.parts.grades import LEVELS
from tests.pages.desk import Open, open_desk, ward, ward_template
from tests.pages.test_patient import actor_of
from tests.pages.ward import TODAY, Ward

__all__ = ["open_desk", "ward", "ward_template"]


def records(ward: Ward, who: str = "marta") -> tuple[EpisodeRecord, ...]:
    return history.episode_records(actor_of(ward), ward[who])


@pytest.mark.parametrize("who", [None, "marta", "stranger", "elsewhere", "admin"])
def test_nobody_outside_the_team_sees_the_form(open_desk: Open, ward: Ward, who: str | None) -> None:
    desk = open_desk(who, "episode", patient=ward.marta)
    assert "Impairment" not in desk.words
    assert "Lindqvist" not in desk.words


def test_an_episode_of_another_patient_is_not_found(open_desk: Open, ward: Ward) -> None:
    theirs = records(ward)[0].id
    assert "ot found" in open_desk("rivera", "episode", patient=ward.new, id=theirs).words


def test_the_newest_episode_opens_with_nothing_chosen_for_anybody(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "episode", patient=ward.marta)
    for label in ("How severe it is", "Psychotic features", "Impairment in daily life", "Stress from outside"):
        assert desk.field("selectbox", label).value is None
    assert desk.field("date_input", "First day (about is enough)").value == date(2026, 1, 1)


def test_the_first_episode_is_opened_here(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "episode", patient=ward.new)
    desk.tap("Record the episode")
    assert "✕ say when the episode began; about is good enough" in desk.words
    desk.field("date_input", "First day (about is enough)").set_value(date(2026, 5, 1))
    desk.field("selectbox", "How severe it is").set_value("moderate")
    desk.run().tap("Record the episode")
    (one,) = records(ward, "new")
    assert (one.started_on, one.severity, one.functional_impairment) == (date(2026, 5, 1), "moderate", None)


def test_amending_keeps_who_when_what_and_why(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "episode", patient=ward.marta)
    desk.field("selectbox", "Impairment in daily life").set_value(2)
    desk.run().tap("Save the change")
    assert "✕ say why the record changes" in desk.words
    desk.field("button_group", "Usual reasons").set_value("A letter or record came")
    desk.run().tap("Save the change")
    assert records(ward)[0].functional_impairment == 2
    words = open_desk("rivera", "episode", patient=ward.marta).words
    assert "A letter or record came" in words
    assert "not recorded → Moderate" in words
    assert "Ana Rivera" in words


def test_an_episode_is_ended_and_another_begun(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "episode", patient=ward.odd)
    desk.field("date_input", "Last day (empty while it lasts)").set_value(TODAY)
    desk.field("text_input", "In your own words").set_value("recovered")
    desk.run().tap("Save the change")
    assert records(ward, "odd")[0].ended_on == TODAY


def test_a_second_episode_must_not_overlap(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "episode", patient=ward.marta, new="1")
    desk.field("date_input", "First day (about is enough)").set_value(date(2026, 2, 1))
    desk.run().tap("Record the episode")
    assert "✕ overlaps another episode; end that one first" in desk.words
    assert len(records(ward)) == 1


def test_the_hint_follows_the_fields_and_stores_nothing(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "episode", patient=ward.marta)
    before = next(line for line in desk.words.splitlines() if "definitions can be computed" in line)
    desk.field("selectbox", "How severe it is").set_value("severe")
    desk.field("selectbox", "Psychotic features").set_value(False)
    for name, label in (
        ("functional_impairment", "Impairment in daily life"),
        ("comorbid_anxiety", "Anxiety beside the depression"),
        ("personality_disorder", "Personality disorder"),
        ("psychosocial_stressor", "Stress from outside"),
        ("intensified_treatment", "More intensive care in this episode"),
    ):
        desk.field("selectbox", label).set_value(next(iter(LEVELS[name])))
    desk.run()
    after = next(line for line in desk.words.splitlines() if "definitions can be computed" in line)
    assert int(after.split()[0]) > int(before.split()[0])
    assert records(ward)[0].severity is None


def test_what_somebody_else_changed_is_not_overwritten(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "episode", patient=ward.marta)
    one = records(ward)[0]
    recording.amend_episode(
        actor_of(ward), one.id, EpisodeInput(started_on=one.started_on, severity="mild"), "seen again", 1
    )
    desk.field("selectbox", "How severe it is").set_value("severe")
    desk.field("text_input", "In your own words").set_value("mine")
    desk.run().tap("Save the change")
    assert records(ward)[0].severity == "mild"
    assert "Nothing was overwritten" in desk.words


def test_what_was_typed_is_back_after_the_page_was_left(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "episode", patient=ward.marta)
    desk.field("selectbox", "Stress from outside").set_value(1)
    desk.run()
    desk.at.switch_page("clinician/caseload.py").run()
    desk.at.switch_page("clinician/episode.py")
    desk.at.query_params["patient"] = ward.marta
    desk.run()
    assert "What you had typed here and not saved is back." in desk.words
    assert desk.field("selectbox", "Stress from outside").value == 1


def test_signing_out_lets_go_of_what_was_typed(open_desk: Open, ward: Ward) -> None:
    unsent._KEPT.clear()
    desk = open_desk("rivera", "episode", patient=ward.marta)
    desk.field("selectbox", "Stress from outside").set_value(1)
    desk.run()
    assert unsent._KEPT
    desk.tap("Sign out")
    assert not unsent._KEPT
