"""The clinician chooses what the next check-in asks; licence lines and the mark of our own questions go along."""

from instruments import shelf
from models import history, recording
from models.access import system_actor
from models.recording import MeasurementInput
from tests.pages.desk import Desk, Open, open_desk, ward, ward_template
from tests.pages.ward import TODAY, Ward

__all__ = ["open_desk", "ward", "ward_template"]
OWN = [name for name, one in shelf().items() if not one.validated]


def chooser(desk: Desk) -> Desk:
    return desk.tap("Choose what is asked")


def test_what_is_chosen_is_asked_next(open_desk: Open, ward: Ward) -> None:
    desk = chooser(open_desk("rivera", "patient", id=ward.new))
    offered = desk.at.multiselect[0]
    assert {"PHQ-9", "SIDAS", "Side effects (not validated)"} <= set(offered.options)
    assert not {"WHO-5", "BDI-II", "ISI", "HAM-D17"} & set(offered.options), "what may not be asked is not offered"
    offered.set_value(["phq9", "side_effects"])
    desk.run().tap("Ask these")
    assert "The next check-in asks: PHQ-9, Side effects (not validated)." in desk.words
    (line,) = history.check_ins_of(system_actor(), ward.new)
    assert line.instruments == ("phq9", "side_effects")
    assert recording.invite(system_actor(), ward.new).check_in_id == line.id


def test_what_stands_in_another_language_is_told_before_it_is_asked(open_desk: Open, ward: Ward) -> None:
    people = recording.PatientInput(
        clinic_id=ward.clinic, record_number="A-9", given_name="Ute", family_name="Neu", language="de"
    )
    patient = recording.add_patient(system_actor(), people)
    recording.join_team(system_actor(), patient, ward.rivera)
    desk = chooser(open_desk("rivera", "patient", id=patient))
    desk.at.multiselect[0].set_value(["phq9", "swls"])
    assert "Not worded in de, asked in English: SWLS." in desk.run().words


def test_a_check_in_that_was_begun_is_left_alone(open_desk: Open, ward: Ward) -> None:
    check_in = recording.issue_check_in(system_actor(), ward.new)
    recording.save_answer(system_actor(), check_in, "phq9", "q1", recording.AnswerState.answered, 1)
    desk = chooser(open_desk("rivera", "patient", id=ward.new))
    assert "not changed any more" in desk.words
    assert not desk.at.multiselect


def test_licence_lines_stand_below_the_scores(open_desk: Open, ward: Ward) -> None:
    assert "Developed by Drs. Robert L. Spitzer" in open_desk("rivera", "patient", id=ward.marta).words


def test_no_reliable_change_is_told_of_what_nobody_has_validated(ward: Ward) -> None:
    system = system_actor()
    for day in (1, 5):
        for name in OWN:
            one = shelf()[name]
            answers = {item.id: item.values[0 if day == 1 else -1] for item in one.items}
            measured = MeasurementInput(on=TODAY.replace(day=day), instrument=name, answers=answers)
            recording.record_measurement(system, ward.marta, measured)
    view = history.patient_view(system, ward.marta)
    own = [
        outcome
        for judged in view.judgement.trials
        for outcome in (judged.outcome, *judged.outcomes.values())
        if outcome.instrument in OWN
    ]
    assert all(str(outcome.reliable_change) != "yes" for outcome in own)
    scales = [scale for name in OWN for scale in shelf()[name].scales]
    assert all(scale.reliable_change is None and not scale.jacobson_truax for scale in scales)
