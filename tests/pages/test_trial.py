"""The trial page: nothing preset, what cannot be is refused beside its field, what is unusual is asked about."""

from datetime import date

import pytest

from models import history, recording
from models.criteria.case import Trial
from models.criteria.formulary import formulary
from models.criteria.therapies import therapies
from models.history import PatientView
from models.recording import SessionInput, TrialInput
from pages.parts.trial_draft import recorded_input
from pages.parts.trial_named import ANOTHER
from tests.pages.desk import Desk, Open, open_desk, ward, ward_template
from tests.pages.test_patient import actor_of
from tests.pages.ward import PAYLOAD, TODAY, Ward

__all__ = ["open_desk", "ward", "ward_template"]


def view_of(ward: Ward, who: str = "marta") -> PatientView:
    return history.patient_view(actor_of(ward), ward[who])


def new_trials(ward: Ward) -> list[Trial]:
    known = {ward.sertraline, ward.venlafaxine, ward.cbt}
    return [one for one in view_of(ward).case.trials if one.id not in known]


def write_dose(desk: Desk, number: int, mg: float, since: date | None = None) -> None:
    desk.field("number_input", f"Dose {number}, mg a day").set_value(mg)
    if since:
        first = " (empty: first day)" if number == 1 else ""
        desk.field("date_input", f"Dose {number} from{first}").set_value(since)


def name_it(desk: Desk, label: str, name: str) -> None:
    """Choose from the list; what is not there is written out."""
    box = desk.field("selectbox", label)
    names = formulary().names() if label == "Drug" else [one.id for one in therapies()]
    box.set_value(name if name in names else ANOTHER)
    desk.run()
    if name not in names:
        desk.field("text_input", f"Name of the {label.casefold()}").set_value(name)


def medication(desk: Desk, ward: Ward, drug: str, mg: float) -> None:
    desk.field("button_group", "What kind of treatment?").set_value("medication")
    desk.run()
    desk.field("date_input", "First day").set_value(date(2026, 6, 1))
    name_it(desk, "Drug", drug)
    desk.field("button_group", "Given").set_value("combination")
    write_dose(desk, 1, mg)
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
    write_dose(desk, 1, 120)
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
    desk.field("text_area", "Sessions, one day a line").set_value("2026-06-02\n2026-06-09 missed")
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
    name_it(desk, "Therapy", "walking talks")
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
    desk.field("text_input", "In your own words").set_value("the pharmacy's figures came")
    desk.tap("Save the change")
    view = view_of(ward)
    assert view.case.trial_by_id[ward.sertraline].adherence == 0.6
    assert view.trial_versions[ward.sertraline] == 2
    words = open_desk("rivera", "patient", id=ward.marta).words
    assert "Earlier versions" in words
    assert "the pharmacy&#x27;s figures came" in words
    assert "sertraline · " in words
    assert "share of doses taken" in words
    assert "→ 60 %" in words


def test_saving_without_a_change_says_so_and_keeps_no_version(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "trial", patient=ward.marta, id=ward.sertraline)
    desk.field("button_group", "Usual reasons").set_value("Typing mistake")
    desk.run().tap("Save the change")
    assert "✕ the record says all of this already, so there is nothing to save" in desk.words
    assert view_of(ward).amendments == ()


def test_what_somebody_else_changed_is_not_overwritten(open_desk: Open, ward: Ward) -> None:
    """F08."""
    desk = open_desk("rivera", "trial", patient=ward.marta, id=ward.sertraline)
    trial = view_of(ward).case.trial_by_id[ward.sertraline]
    theirs = recorded_input(trial, None, adherence=0.5, adherence_source="refill")
    recording.amend_trial(actor_of(ward), ward.sertraline, theirs, "refill data came", 1)
    desk.field("text_input", "In your own words").set_value("mistyped")
    desk.field("number_input", "Share of doses taken (%)").set_value(70)
    desk.tap("Save the change")
    view = view_of(ward)
    assert view.case.trial_by_id[ward.sertraline].adherence == 0.5, "theirs stands"
    assert "This trial was changed while you had it open. Your entries are still here." in desk.words
    assert "90 % → 50 %" in desk.words
    assert desk.field("number_input", "Share of doses taken (%)").value == 70
    desk.tap("Save the change")
    assert view_of(ward).case.trial_by_id[ward.sertraline].adherence == 0.7, "seen, it may be saved"


def test_a_session_of_a_colleague_and_a_correction_of_mine_both_stand(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "trial", patient=ward.marta, id=ward.cbt)
    recording.record_session(actor_of(ward), ward.cbt, SessionInput(held_on=date(2026, 7, 6), attended=True))
    desk.field("text_input", "In your own words").set_value("it is on the certificate")
    desk.field("button_group", "Licensed").set_value("yes")
    desk.tap("Save the change")
    trial = view_of(ward).case.trial_by_id[ward.cbt]
    assert sum(one.attended for one in trial.sessions) == 9, "the session of today is still there"
    assert trial.therapist is not None
    assert trial.therapist.licensed is True


def today_of(ward: Ward) -> list[bool]:
    return [one.attended for one in view_of(ward).case.trial_by_id[ward.cbt].sessions if one.on == TODAY]


@pytest.mark.parametrize(("label", "attended"), [("Attended today", True), ("Missed today", False)])
def test_todays_session_is_one_tap_and_so_is_taking_it_back(
    open_desk: Open, ward: Ward, label: str, attended: bool
) -> None:
    desk = open_desk("rivera", "trial", patient=ward.marta, id=ward.cbt).tap(label)
    assert "Recorded: CBT today" in desk.words
    assert today_of(ward) == [attended]
    assert f'<span class="number">{9 if attended else 8}</span>' in desk.words, "the count follows at once"
    desk.tap("Undo")
    assert today_of(ward) == []
    assert "Attended today" in desk.words
    assert "Taken back: it was recorded by mistake" in desk.words, "the timeline tells it"


def test_a_tap_for_a_session_loses_nothing_that_was_typed(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "trial", patient=ward.marta, id=ward.cbt)
    desk.field("text_area", "Note (not watched in real time)").set_value("homework agreed")
    desk.tap("Attended today")
    assert desk.field("text_area", "Note (not watched in real time)").value == "homework agreed"


def test_several_days_are_written_a_line_each_and_all_are_checked_first(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "trial", patient=ward.marta, id=ward.cbt)
    lines = desk.field("text_area", "Sessions, one day a line")
    lines.set_value("2026-07-01 missed\n2026-13-01\n2020-01-01")
    desk.tap("Record these sessions")
    assert "✕ line 2: write a day such as 2026-05-04" in desk.words
    assert "✕ 2020-01-01: a day from 2026-05-04 to 2026-07-06" in desk.words
    assert len(view_of(ward).case.trial_by_id[ward.cbt].sessions) == 9
    desk.field("text_area", "Sessions, one day a line").set_value("2026-07-01 missed\n2026-07-02 50 min")
    desk.tap("Record these sessions")
    assert "Recorded: 1 attended, 1 missed." in desk.words
    assert desk.field("text_area", "Sessions, one day a line").value == ""


def test_a_running_trial_ends_with_a_day_and_a_reason(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "trial", patient=ward.marta, id=ward.venlafaxine)
    desk.tap("End the trial")
    assert "✕ choose why it ends" in desk.words
    desk.field("selectbox", "Why it ends").set_value("nonresponse")
    desk.tap("End the trial")
    trial = view_of(ward).case.trial_by_id[ward.venlafaxine]
    assert (trial.ended_on, trial.stop_reason) == (TODAY, "nonresponse")
    assert [one.mg_per_day for one in trial.doses] == [37.5, 150], "nothing else changed"
    assert "Ended: venlafaxine, no response." in desk.words
    (kept,) = view_of(ward).amendments
    assert kept.reason == "The trial ended: no response"


def test_a_correction_after_the_end_is_no_conflict_with_oneself(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "trial", patient=ward.marta, id=ward.venlafaxine)
    desk.field("selectbox", "Why it ends").set_value("nonresponse")
    desk.tap("End the trial")
    desk.at.switch_page("clinician/trial.py")
    desk.at.query_params["patient"], desk.at.query_params["id"] = ward.marta, ward.venlafaxine
    desk.run()
    assert "while you had it open" not in desk.words
    desk.field("date_input", "Dose 2 from").set_value(date(2026, 4, 7))
    desk.field("button_group", "Usual reasons").set_value("Typing mistake")
    desk.run().tap("Save the change")
    trial = view_of(ward).case.trial_by_id[ward.venlafaxine]
    assert (trial.doses[1].from_on, trial.stop_reason) == (date(2026, 4, 7), "nonresponse")


def test_a_trial_that_has_ended_is_not_ended_again(open_desk: Open, ward: Ward) -> None:
    assert "End the trial" not in open_desk("rivera", "trial", patient=ward.marta, id=ward.sertraline).words


# Doses, profiles, drafts


def test_two_dose_steps_and_the_day_on_which_they_will_do(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "trial", patient=ward.marta)
    medication(desk, ward, "mirtazapine", 7.5)
    assert "the present dose of 7.5 mg is below that" in desk.words
    desk.tap("Add a dose step")
    write_dose(desk, 2, 30, date(2026, 6, 15))
    desk.run()
    assert "adequate on 26 July 2026 if continued" in desk.words
    desk.tap("Record the trial")
    assert [one.mg_per_day for one in new_trials(ward)[0].doses] == [7.5, 30]


def test_a_step_is_taken_out_again(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "trial", patient=ward.marta)
    medication(desk, ward, "mirtazapine", 7.5)
    desk.tap("Add a dose step").tap("Remove dose 1")
    assert desk.field("number_input", "Dose 1, mg a day").value is None


def test_what_is_wrong_with_a_step_is_said_at_the_step(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "trial", patient=ward.marta)
    medication(desk, ward, "mirtazapine", 30)
    desk.tap("Add a dose step")
    write_dose(desk, 2, 15, date(2026, 5, 1))
    desk.run().tap("Record the trial")
    assert "✕ a day within the trial" in desk.words
    assert not new_trials(ward)


def test_the_dose_table_is_a_choice_and_the_figures_follow(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "trial", patient=ward.marta, id=ward.venlafaxine)
    assert any(
        "venlafaxine (Effexor, Efexor) · SNRI · counts from 150 mg" in one
        for one in desk.field("selectbox", "Drug").options
    )
    desk.field("button_group", "Count doses by").set_value("canmat_2023_lower")
    desk.run()
    assert "counts from 75 mg a day" in desk.words
    assert desk.field("selectbox", "Drug").value == "venlafaxine"


def test_what_was_typed_is_back_after_the_page_was_left(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "trial", patient=ward.marta)
    medication(desk, ward, "mirtazapine", 30)
    token = desk.at.session_state[f"form:{ward.marta}"]
    desk.at.switch_page("clinician/patient.py")
    desk.at.query_params["id"] = ward.marta
    desk.run()
    desk.at.switch_page("clinician/trial.py")
    del desk.at.query_params["id"]
    desk.at.query_params["patient"] = ward.marta
    desk.run()
    assert "What you had typed here and not saved is back." in desk.words
    assert desk.field("selectbox", "Drug").value == "mirtazapine"
    assert desk.field("number_input", "Dose 1, mg a day").value == 30
    desk.tap("Record the trial")
    assert [one.id for one in new_trials(ward)] == [token]


def test_entries_can_be_let_go(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "trial", patient=ward.marta, id=ward.cbt)
    desk.field("text_area", "Note (not watched in real time)").set_value("scribble")
    desk.run()
    desk.at.switch_page("clinician/caseload.py").run()
    desk.at.switch_page("clinician/trial.py")
    desk.at.query_params["patient"], desk.at.query_params["id"] = ward.marta, ward.cbt
    desk.run()
    assert desk.field("text_area", "Note (not watched in real time)").value == "scribble"
    desk.tap("Start from the record")
    assert desk.field("text_area", "Note (not watched in real time)").value == ""
    assert "What you had typed" not in desk.words


def test_a_page_that_was_only_looked_at_leaves_nothing_behind(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "trial", patient=ward.marta, id=ward.sertraline)
    desk.at.switch_page("clinician/caseload.py").run()
    desk.at.switch_page("clinician/trial.py")
    desk.at.query_params["patient"], desk.at.query_params["id"] = ward.marta, ward.sertraline
    assert "What you had typed" not in desk.run().words


def test_a_wrong_day_is_corrected_with_a_usual_reason(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "trial", patient=ward.marta, id=ward.venlafaxine)
    desk.field("date_input", "Dose 2 from").set_value(date(2026, 4, 7))
    desk.field("button_group", "Usual reasons").set_value("Typing mistake")
    desk.run().tap("Save the change")
    assert view_of(ward).case.trial_by_id[ward.venlafaxine].doses[1].from_on == date(2026, 4, 7)
    words = open_desk("rivera", "trial", patient=ward.marta, id=ward.venlafaxine).words
    assert "Typing mistake" in words
    assert "150 mg from 31 March 2026 → 37.5 mg from 17 March 2026, 150 mg from 7 April 2026" in words
    assert "Ana Rivera · version 1 replaced" in words


def test_a_combined_treatment_is_shown_and_not_typed(open_desk: Open, ward: Ward) -> None:
    words = open_desk("rivera", "trial", patient=ward.marta, id=ward.cbt).words
    assert "Combined treatment: venlafaxine and CBT ran together for 9.1 weeks." in words


def test_what_people_typed_is_shown_as_it_is(open_desk: Open, ward: Ward) -> None:
    (odd,) = view_of(ward, "odd").case.trials
    desk = open_desk("rivera", "trial", patient=ward.odd, id=odd.id)
    sent = "\n".join(each.proto.body for each in desk.at.get("html"))
    assert "<img src=x" not in sent
    assert r"\*\*bold\*\*" in desk.at.header[0].value
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
