"""The trial page: nothing preset, what cannot be is refused beside its field, what is unusual is asked about."""

from datetime import date
from typing import Any

import pytest

from models import history, recording
from models.criteria.case import Trial
from models.history import PatientView
from models.recording import SessionInput, TrialInput
from tests.pages.desk import Desk, Open, open_desk, ward, ward_template
from tests.pages.test_patient import actor_of
from tests.pages.ward import PAYLOAD, Ward

__all__ = ["open_desk", "ward", "ward_template"]


def view_of(ward: Ward, who: str = "marta") -> PatientView:
    return history.patient_view(actor_of(ward), ward[who])


def new_trials(ward: Ward) -> list[Trial]:
    known = {ward.sertraline, ward.venlafaxine, ward.cbt}
    return [one for one in view_of(ward).case.trials if one.id not in known]


def form_name(desk: Desk, ward: Ward) -> str:
    return f"edit-{desk.at.session_state[f'form:{ward.marta}']}"


def write_doses(desk: Desk, ward: Ward, *rows: dict[str, Any]) -> None:
    key = f"{form_name(desk, ward)}-doses"
    desk.at.session_state[key] = {"edited_rows": {0: rows[0]}, "added_rows": list(rows[1:]), "deleted_rows": []}


def medication(desk: Desk, ward: Ward, drug: str, mg: float) -> None:
    desk.field("button_group", "What kind of treatment?").set_value("medication")
    desk.run()
    desk.field("date_input", "First day").set_value(date(2026, 6, 1))
    desk.field("selectbox", "Drug").set_value(drug)
    desk.field("button_group", "Given").set_value("combination")
    write_doses(desk, ward, {"mg_per_day": mg})
    desk.run()


@pytest.mark.parametrize("who", [None, "marta", "stranger", "elsewhere", "admin"])
def test_nobody_outside_the_team_sees_the_form(open_desk: Open, ward: Ward, who: str | None) -> None:
    desk = open_desk(who, "trial", patient=ward.marta, id=ward.sertraline)
    assert "Lindqvist" not in desk.words
    assert "sertraline" not in desk.words


def test_a_trial_of_another_patient_is_not_found(open_desk: Open, ward: Ward) -> None:
    assert "ot found" in open_desk("rivera", "trial", patient=ward.new, id=ward.sertraline).words


def test_the_kind_of_treatment_comes_first(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "trial", patient=ward.marta)
    assert "Marta Lindqvist" in desk.words, "two identifiers on every page about a patient"
    assert "A-2041" in desk.words
    assert [each.label for each in desk.at.get("button_group")] == ["What kind of treatment?"]
    assert not [each for each in desk.at.button if "Record the trial" in each.label]


def test_what_is_missing_is_said_beside_its_field(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "trial", patient=ward.marta)
    desk.field("button_group", "What kind of treatment?").set_value("medication")
    desk.run().tap("Record the trial")
    for said in ("say on which day it began", "say what was given", "say whether it is given alone"):
        assert f"✕ {said}" in desk.words
    assert not new_trials(ward)


def test_a_drug_is_explained_and_weeks_are_counted_as_they_are_typed(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "trial", patient=ward.marta)
    medication(desk, ward, "mirtazapine", 30)
    assert "counts from 15 mg a day" in desk.words
    assert "5.1" in desk.words
    assert "Not adequate yet: 5.1 of 6 weeks at 15 mg or more; adequate on 12 July 2026 if continued." in desk.words
    assert not new_trials(ward)


def test_a_medication_is_recorded_once_under_the_forms_own_id(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "trial", patient=ward.marta)
    token = desk.at.session_state[f"form:{ward.marta}"]
    medication(desk, ward, "mirtazapine", 30)
    desk.tap("Record the trial")
    recorded = new_trials(ward)
    assert [one.id for one in recorded] == [token]
    assert (recorded[0].agent, recorded[0].doses[0].mg_per_day) == ("mirtazapine", 30)
    assert recorded[0].doses[0].from_on == date(2026, 6, 1), "an empty first day is the trial's"
    assert recorded[0].adherence is None, "nothing that nobody said"
    assert "In the record: mirtazapine, version 1." in desk.words


def test_the_same_drug_twice_is_refused(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "trial", patient=ward.marta)
    medication(desk, ward, "Effexor XR", 75)
    desk.tap("Record the trial")
    assert "✕ a trial of venlafaxine from 2026-03-17 covers these days already" in desk.words
    assert not new_trials(ward)


def test_a_dose_above_the_label_is_asked_about_by_name(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "trial", patient=ward.marta)
    medication(desk, ward, "mirtazapine", 90)
    desk.tap("Record the trial")
    assert "90 mg a day of mirtazapine is above the labelled range" in desk.words
    assert not new_trials(ward)
    write_doses(desk, ward, {"mg_per_day": 120})
    desk.run()
    assert not [each for each in desk.at.button if each.label.startswith("Yes")], "another dose is another question"
    desk.tap("Record the trial")
    desk.tap("120 mg a day")
    assert new_trials(ward)[0].doses[0].mg_per_day == 120


def test_an_unknown_drug_is_allowed_and_flagged(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "trial", patient=ward.marta)
    medication(desk, ward, "moonflower extract", 100)
    assert "Not in the formulary: it can be recorded" in desk.words
    desk.tap("Record the trial")
    desk.tap("moonflower extract")
    assert new_trials(ward)[0].agent == "moonflower extract"


def test_the_beginning_of_a_name_is_completed_by_a_tap(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "trial", patient=ward.marta)
    medication(desk, ward, "mirta", 30)
    desk.tap("Did you mean mirtazapine?")
    assert desk.field("selectbox", "Drug").value == "mirtazapine"


def test_a_psychotherapy_presets_nothing_about_the_therapist(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "trial", patient=ward.marta)
    desk.field("button_group", "What kind of treatment?").set_value("psychotherapy")
    desk.run()
    for label in ("Licensed", "Formal training in it", "Experienced in it"):
        assert not desk.field("button_group", label).value
    desk.field("date_input", "First day").set_value(date(2026, 6, 1))
    desk.field("selectbox", "Therapy").set_value("IPT")
    desk.field("button_group", "Licensed").set_value("yes")
    desk.at.session_state[f"{form_name(desk, ward)}-sessions"] = {
        "edited_rows": {},
        "added_rows": [
            {"held_on": "2026-06-02", "attended": "attended"},
            {"held_on": "2026-06-09", "attended": "missed"},
        ],
        "deleted_rows": [],
    }
    desk.run()
    assert "evidence-based by the list" in desk.words
    desk.tap("Record the trial")
    (one,) = new_trials(ward)
    assert [each.attended for each in one.sessions] == [True, False]
    assert one.therapist is not None
    assert (one.therapist.licensed, one.therapist.experienced) == (True, None)


def test_against_the_list_only_with_a_reason(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "trial", patient=ward.marta)
    desk.field("button_group", "What kind of treatment?").set_value("psychotherapy")
    desk.run()
    desk.field("date_input", "First day").set_value(date(2026, 6, 1))
    desk.field("selectbox", "Therapy").set_value("walking talks")
    desk.field("button_group", "Evidence-based").set_value("counts, for a stated reason")
    desk.run().tap("Record the trial")
    assert "✕ say why it counts, or does not, against the list" in desk.words
    assert not new_trials(ward)


def test_a_neuromodulation_course_is_recorded(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "trial", patient=ward.marta)
    desk.field("button_group", "What kind of treatment?").set_value("neuromodulation")
    desk.run()
    desk.field("date_input", "First day").set_value(date(2026, 6, 1))
    desk.field("selectbox", "Procedure").set_value("ECT")
    desk.run()
    desk.field("selectbox", "Placement of the electrodes").set_value("bilateral")
    desk.field("number_input", "Number of sessions, where the days are not known").set_value(7)
    desk.run().tap("Record the trial")
    (one,) = new_trials(ward)
    assert (one.procedure, one.placement, one.attended_count) == ("ECT", "bilateral", 7)


# Amending


def test_amending_asks_why_and_keeps_the_earlier_version(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "trial", patient=ward.marta, id=ward.sertraline)
    assert "This is version 1." in desk.words
    assert desk.field("date_input", "First day").value == date(2026, 1, 5)
    desk.field("number_input", "Share of doses taken (%)").set_value(60)
    desk.tap("Save the change")
    assert "✕ say why the record changes" in desk.words
    desk.field("text_input", "Why does the record change?").set_value("the pharmacy's figures came")
    desk.tap("Save the change")
    view = view_of(ward)
    assert view.case.trial_by_id[ward.sertraline].adherence == 0.6
    assert view.trial_versions[ward.sertraline] == 2
    words = open_desk("rivera", "patient", id=ward.marta).words
    assert "Earlier versions" in words
    assert "the pharmacy&#x27;s figures came" in words


def test_what_somebody_else_changed_is_not_overwritten(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "trial", patient=ward.marta, id=ward.cbt)
    version = f"{ward.cbt}-1"
    recording.record_session(actor_of(ward), ward.cbt, SessionInput(held_on=date(2026, 7, 6), attended=True))
    desk.at.session_state[f"edit-{version}-reason"] = "mistyped"
    desk.tap("Save the change")
    view = view_of(ward)
    assert sum(one.attended for one in view.case.trial_by_id[ward.cbt].sessions) == 9, (
        "the session of today is still there"
    )
    assert not view.amendments
    assert "This is version 2." in desk.words


def test_todays_session_is_one_tap(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "trial", patient=ward.marta, id=ward.cbt).tap("Attended today")
    assert "The session of today is recorded." in desk.words
    assert view_of(ward).case.trial_by_id[ward.cbt].sessions[-1].on == date(2026, 7, 6)


def test_a_combined_treatment_is_shown_and_not_typed(open_desk: Open, ward: Ward) -> None:
    words = open_desk("rivera", "trial", patient=ward.marta, id=ward.cbt).words
    assert "Combined treatment: venlafaxine and CBT ran together for 9.1 weeks." in words


def test_what_people_typed_is_shown_as_it_is(open_desk: Open, ward: Ward) -> None:
    (odd,) = view_of(ward, "odd").case.trials
    desk = open_desk("rivera", "trial", patient=ward.odd, id=odd.id)
    sent = "\n".join(each.proto.body for each in desk.at.get("html"))
    assert "<img src=x" not in sent
    assert r"\*\*bold\*\*" in desk.at.subheader[0].value
    assert desk.field("text_area", "Note (not watched in real time)").value == PAYLOAD


# A new patient


def test_a_new_patient_is_in_care_with_episode_and_plan(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "new_patient")
    desk.tap("Record the patient")
    assert "✕ say when the present episode began" in desk.words
    for label, typed in (("Record number", "A-9"), ("Given name", "**Eve**"), ("Family name", "Nu")):
        desk.field("text_input", label).set_value(typed)
    desk.field("date_input", "Born on").set_value(date(1990, 1, 1))
    desk.field("date_input", "The episode began on").set_value(date(2026, 5, 1))
    desk.tap("Record the patient")
    assert "Recorded, and in your care." in desk.words
    assert "**Eve** Nu" in desk.words
    assert "asked every 7 days" in desk.words
    assert "Next check-in due today" in desk.words


def test_a_record_number_that_is_taken_is_refused(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "new_patient")
    for label, typed in (("Record number", "A-2041"), ("Given name", "Marta"), ("Family name", "Lindqvist")):
        desk.field("text_input", label).set_value(typed)
    desk.field("date_input", "The episode began on").set_value(date(2026, 5, 1))
    desk.tap("Record the patient")
    assert "✕ another patient of the clinic has it" in desk.words


@pytest.mark.parametrize("who", [None, "marta", "admin"])
def test_only_clinicians_add_patients_here(open_desk: Open, who: str | None) -> None:
    assert "Present episode of depression" not in open_desk(who, "new_patient").words


def test_the_input_of_the_door_is_what_the_form_makes() -> None:
    """Every field of the form is one of the door's."""
    from pages.parts.trial_draft import Draft

    with pytest.raises(Exception, match="say on which day"):
        Draft({"modality": "medication"}).for_door()
    assert set(TrialInput.model_fields) >= {"started_on", "primary_instrument", "serum_level_mmol_per_l"}
