"""Looking at it together, events on the chart, and answers that staff write down: what is there, and what is not."""

from datetime import date, timedelta

import pytest

from models import history, recording
from models.access import Actor
from models.criteria.sitting import sitting_of
from models.history import Given
from models.recording import EventKind, EventNoteInput
from tests.pages.desk import Desk, Open, open_desk, ward, ward_template
from tests.pages.ward import PAYLOAD, TODAY, Ward

__all__ = ["open_desk", "ward", "ward_template"]


@pytest.fixture
def actor(ward: Ward) -> Actor:
    found = history.actor_of(recording.sign_in_demo(ward.rivera).token)
    assert found is not None
    return found


@pytest.mark.parametrize("page", ["together", "enter"])
@pytest.mark.parametrize("who", [None, "marta", "stranger", "elsewhere", "admin"])
def test_nobody_else_gets_in(open_desk: Open, ward: Ward, page: str, who: str | None) -> None:
    assert "Lindqvist" not in open_desk(who, page, patient=ward.marta).words


def test_what_was_tried_and_what_there_is_stand_on_one_page(open_desk: Open, ward: Ward) -> None:
    words = open_desk("rivera", "together", patient=ward.marta).words
    for said in ("Sertraline", "Venlafaxine", "not advice", "Talking therapies", "Electroconvulsive therapy"):
        assert said in words
    assert "fail" not in words.replace("Treatments can fail people", "").casefold()
    assert "resistant" not in words.casefold()


def test_nothing_that_is_for_staff_alone_is_on_it(open_desk: Open, ward: Ward, actor: Actor) -> None:
    check_in = recording.issue_check_in(actor, ward.marta)
    recording.save_answer(actor, check_in, "phq9", "q9", recording.AnswerState.answered, 3)
    words = open_desk("rivera", "together", patient=ward.marta).words
    for never in ("Acknowledge", "safety", "item 9", "flag", "non-adher", "Nearly every day"):
        assert never not in words, never


def test_what_the_patient_says_is_kept_with_who_and_when(open_desk: Open, ward: Ward, actor: Actor) -> None:
    desk = open_desk("rivera", "together", patient=ward.marta)
    field = next(each for each in desk.at.text_area if "matters" in each.key)
    field.set_value(PAYLOAD)
    next(each for each in desk.at.button if each.key and each.key.endswith("-save") and "matters" in each.key).click()
    desk.run()
    assert PAYLOAD in [each.value for each in desk.at.text]
    assert "written down by" in desk.words
    stance = next(each for each in desk.at.get("button_group") if each.key == f"stance-{ward.marta}-tms")
    stance.set_value(recording.Stance.unsure)
    desk.run()
    kept = {one.about: one for one in history.patient_view(actor, ward.marta).preferences}
    assert kept["tms"].stance == "unsure"
    assert kept["matters"].words == PAYLOAD


# Events


def test_an_event_is_on_the_drawing_and_in_its_words(open_desk: Open, ward: Ward, actor: Actor) -> None:
    on = TODAY - timedelta(days=30)
    recording.note_event(actor, ward.marta, EventNoteInput(happened_on=on, kind=EventKind.job, words=PAYLOAD))
    desk = open_desk("rivera", "patient", id=ward.marta)
    rows = [row for layer in desk.chart()["layer"] for row in layer.get("data", {}).get("values", [])]
    assert next(row["what"] for row in rows if row.get("by")) == f"Work: {PAYLOAD}"
    assert f"Work: {PAYLOAD}" in desk.at.get("vega_lite_chart")[0].proto.alt


def test_an_event_is_noted_and_taken_back_on_the_page(open_desk: Open, ward: Ward, actor: Actor) -> None:
    desk = open_desk("rivera", "patient", id=ward.marta)
    desk.field("date_input", "When was it?").set_value(date(2026, 6, 1))
    desk.field("selectbox", "What was it?").set_value(EventKind.bereavement)
    desk.tap("Note something")
    assert [one.kind for one in history.patient_view(actor, ward.marta).events] == ["bereavement"]
    desk.tap("Take back")
    assert history.patient_view(actor, ward.marta).events == ()


def test_an_event_without_its_day_is_asked_for(open_desk: Open, ward: Ward, actor: Actor) -> None:
    open_desk("rivera", "patient", id=ward.marta).tap("Note something")
    assert history.patient_view(actor, ward.marta).events == ()


# Entered by staff


def entering(open_desk: Open, ward: Ward, way: str) -> Desk:
    desk = open_desk("rivera", "enter", patient=ward.marta).tap("Begin")
    shown = [each.key or "" for each in desk.at.get("button_group")]
    assert not [key for key in shown if ":phq9:" in key], "how comes first"
    next(each for each in desk.at.get("button_group") if each.key == "way-of").set_value(recording.EntryWay(way))
    return desk.run()


def choose(desk: Desk, item: str, value: int) -> None:
    next(each for each in desk.at.get("button_group") if (each.key or "").endswith(f":{item}")).set_value(value)
    desk.run()


def test_staff_enter_item_by_item_and_how_is_shown(open_desk: Open, ward: Ward, actor: Actor) -> None:
    desk = entering(open_desk, ward, "interview")
    choose(desk, "q1", 1)
    check_in = recording.issue_check_in(actor, ward.marta)
    view = history.open_check_in(actor, check_in)
    for each in sitting_of(view.instruments, view.answers, view.form_versions).untouched:
        recording.save_answer(actor, check_in, each.instrument, each.item, recording.AnswerState.answered, 0)
    desk = entering(open_desk, ward, "interview")
    desk.tap("Send")
    assert "asked in person by staff" in desk.words
    line = next(one for one in history.patient_view(actor, ward.marta).check_ins if one.given is Given.interview)
    assert line.received_at is not None
    assert "asked in person by staff" in open_desk("rivera", "patient", id=ward.marta).words


def test_an_answer_that_needs_a_person_shows_the_steps_at_once(open_desk: Open, ward: Ward, actor: Actor) -> None:
    desk = entering(open_desk, ward, "paper")
    choose(desk, "q9", 2)
    assert "This answer needs a person now" in desk.words
    assert "Acknowledge" in desk.words
    assert history.flags_now(actor, ward.marta)
