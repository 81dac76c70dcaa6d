"""The administrator's page: people, care teams and the crisis text, and nothing clinical."""

import pytest

from models import history, recording
from models.access import system_actor
from tests.pages.desk import Open, open_desk, ward, ward_template
from tests.pages.ward import PAYLOAD, Ward

__all__ = ["open_desk", "ward", "ward_template"]
FIELDS = {"given_name": "Eve", "family_name": "Newman", "user_name": "eve", "password": "four quiet words here"}


def fill(desk, values: dict[str, str]):  # type: ignore[no-untyped-def]
    for field, value in values.items():
        desk.at.text_input(key=f"people-{field}").set_value(value)


def press(desk, label: str) -> str:  # type: ignore[no-untyped-def]
    next(button for button in desk.at.button if button.label == label).click()
    desk.at.run()
    return str(desk.words)


def seen_by(person_id: str) -> set[str]:
    """Names on this clinician's caseload."""
    actor = history.actor_of(recording.sign_in_demo(person_id).token)
    assert actor is not None
    return {row.name for row in history.caseload(actor).rows}


@pytest.mark.parametrize("who", [None, "marta", "rivera"])
def test_only_an_administrator_gets_in(open_desk: Open, who: str | None) -> None:
    assert "Care teams" not in open_desk(who, "people").words


def test_it_names_the_staff_of_this_clinic_and_no_patient(open_desk: Open) -> None:
    words = open_desk("admin", "people").words
    assert "Ana Rivera" in words
    assert "Cy Elsewhere" not in words
    assert "Lindqvist" not in words


def test_somebody_added_can_sign_in(open_desk: Open) -> None:
    desk = open_desk("admin", "people")
    fill(desk, FIELDS)
    desk.at.selectbox(key="people-role").select("clinician")
    assert "Eve Newman can sign in as eve." in press(desk, "Add")
    assert recording.sign_in("eve", FIELDS["password"]).role == "clinician"


def test_a_weak_password_adds_nobody(open_desk: Open) -> None:
    desk = open_desk("admin", "people")
    fill(desk, {**FIELDS, "password": "short"})
    desk.at.selectbox(key="people-role").select("clinician")
    assert "Nothing was changed." in press(desk, "Add")
    assert all(p.name != "Eve Newman" for p in history.staff(system_actor()))


def test_a_care_team_is_joined_and_left_by_record_number(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("admin", "people")
    desk.at.text_input(key="people-record_number").set_value("A-2041")
    desk.at.selectbox(key="people-clinician").select(ward.stranger)
    assert "one more clinician" in press(desk, "Add to care team")
    assert seen_by(ward.stranger) == {"Marta Lindqvist"}
    assert "taken off the care team" in press(desk, "Take off care team")
    assert seen_by(ward.stranger) == set()


def test_an_unknown_record_number_changes_nothing(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("admin", "people")
    desk.at.text_input(key="people-record_number").set_value("Z-1")
    desk.at.selectbox(key="people-clinician").select(ward.stranger)
    assert "No patient of this clinic has that record number." in press(desk, "Add to care team")


def test_the_crisis_text_is_in_force_at_once_and_a_wrong_number_is_refused(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("admin", "people")
    desk.at.text_area(key="people-message").set_value("Please call us now.")
    fill(desk, {"call_number": "call me"})
    assert "Nothing was changed." in press(desk, "Put the text in force")
    fill(desk, {"call_number": "116 123"})
    assert "in force from now on" in press(desk, "Put the text in force")
    assert history.crisis_of(system_actor(), ward.clinic).call_number == "116 123"


def test_a_crisis_text_in_another_language_leaves_the_english_one_alone(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("admin", "people")
    before = history.crisis_of(system_actor(), ward.clinic)
    desk.at.selectbox(key="people-crisis_language").select("de").run()
    assert desk.at.text_area(key="people-de:message").value.startswith("Danke, dass Sie uns das sagen.")
    desk.at.text_area(key="people-de:message").set_value("Bitte rufen Sie uns jetzt an.")
    assert "in force from now on" in press(desk, "Put the text in force")
    assert history.crisis_of(system_actor(), ward.clinic, "de").message == "Bitte rufen Sie uns jetzt an."
    assert history.crisis_of(system_actor(), ward.clinic) == before


def test_markup_in_a_name_is_shown_as_it_is(open_desk: Open) -> None:
    desk = open_desk("admin", "people")
    fill(desk, {**FIELDS, "given_name": PAYLOAD[:90]})
    desk.at.selectbox(key="people-role").select("clinician")
    assert PAYLOAD[:90] in press(desk, "Add")


def test_somebody_is_put_on_duty_and_taken_off(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("admin", "people")
    ana = next(each.id for each in history.staff(system_actor()) if each.name == "Ana Rivera")
    desk.at.selectbox(key="mail-who").select(ana)
    desk.at.text_input(key="mail-of").set_value("ana@clinic.example")
    assert "The address is kept." in press(desk, "Keep the address")
    desk.at.selectbox(key="duty-step").select("duty")
    desk.at.selectbox(key="duty-who").select(ana)
    assert "On duty: Ana Rivera" in press(desk, "Put on duty")
    assert "Nobody is on duty." in press(desk, "End")


def test_a_record_is_asked_to_be_erased_and_held(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("admin", "people")
    assert "Type a record number" in press(desk, "Ask to erase it")
    desk.at.text_input(key="keeping-number").set_value("A-3001")
    desk.at.text_input(key="keeping-reason").set_value(PAYLOAD[:90])
    words = press(desk, "Place a legal hold")
    assert "The hold stands." in words
    assert PAYLOAD[:90] in words
    desk.at.selectbox(key="keeping-ground").select("asked_by_patient")
    assert "A legal hold stands" in press(desk, "Ask to erase it")
    assert "The hold is lifted." in press(desk, "Lift")
    words = press(desk, "Ask to erase it")
    assert "asked for by you" in words
    assert "Erase it now" not in words
    desk.at.number_input(key="keeping-years").set_value(20)
    assert "In force." in press(desk, "Put this rule in force")


def test_the_steps_for_staff_are_the_clinics_own(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("admin", "people")
    desk.at.text_area(key="people-steps").set_value(" Sit down with the person. \n\nCall the doctor on duty: 4711.")
    assert "The steps for staff are in force from now on." in press(desk, "Put the steps in force")
    assert history.staff_steps_of(system_actor(), ward.clinic) == (
        "Sit down with the person.",
        "Call the doctor on duty: 4711.",
    )
    desk.at.text_area(key="people-steps").set_value("")
    assert "Nothing was changed." in press(desk, "Put the steps in force")


def test_L16_the_log_is_for_administrators_and_names_no_patient(open_desk: Open) -> None:
    assert "As a table" not in open_desk("marta", "access_log").words
    desk = open_desk("admin", "access_log")
    assert "Log" in desk.words
    assert "follow one from the other up to the end of the log" in desk.words
    assert "Lindqvist" not in desk.words
    desk.at.selectbox(key="log-kind").select("refused").run()
    assert not desk.at.exception
