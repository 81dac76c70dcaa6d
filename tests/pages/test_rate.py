"""The rating page: every anchor in full, nothing chosen beforehand, each tap kept, the flag at once, totals."""

import re

import pytest

from instruments import shelf
from models import history, recording
from models.access import Actor
from tests.pages.desk import Desk, Open, open_desk, ward, ward_template
from tests.pages.ward import Ward

__all__ = ["open_desk", "ward", "ward_template"]


@pytest.fixture
def actor(ward: Ward) -> Actor:
    found = history.actor_of(recording.sign_in_demo(ward.rivera).token)
    assert found is not None
    return found


def pick(desk: Desk, item: str, value: float) -> Desk:
    next(each for each in desk.at.radio if each.key.endswith(f":{item}")).set_value(value)
    return desk.run()


@pytest.mark.parametrize("who", [None, "marta", "stranger", "elsewhere", "admin"])
def test_nobody_else_gets_in(open_desk: Open, ward: Ward, who: str | None) -> None:
    desk = open_desk(who, "rate", patient=ward.marta, instrument="hamd17")
    assert "Lindqvist" not in desk.words
    assert not desk.at.radio


def test_without_a_patient_there_is_nothing(open_desk: Open) -> None:
    assert "Not found" in open_desk("rivera", "rate").words


def test_the_patient_page_leads_here(open_desk: Open, ward: Ward) -> None:
    assert "Rate HAM-D17" in open_desk("rivera", "patient", id=ward.marta).words


def test_every_item_has_its_anchors_in_full_and_nothing_is_chosen(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "rate", patient=ward.marta, instrument="hamd17")
    assert len(desk.at.radio) == 17
    assert all(each.value is None for each in desk.at.radio)
    suicide = next(each for each in desk.at.radio if each.key.endswith(":q3"))
    assert "Attempts at suicide" in suicide.options[-1]
    assert desk.button("Send the HAM").disabled
    assert all(not each.is_rating for each in desk_view(ward).check_ins), "looking opens nothing"


def desk_view(ward: Ward) -> history.PatientView:
    actor = history.actor_of(recording.sign_in_demo(ward.rivera).token)
    assert actor is not None
    return history.patient_view(actor, ward.marta)


def actor_of(ward: Ward) -> Actor:
    found = history.actor_of(recording.sign_in_demo(ward.rivera).token)
    assert found is not None
    return found


def test_a_tap_is_kept_at_once_and_is_there_after_a_refresh(open_desk: Open, ward: Ward) -> None:
    pick(open_desk("rivera", "rate", patient=ward.marta, instrument="hamd17"), "q1", 3.0)
    again = open_desk("rivera", "rate", patient=ward.marta, instrument="hamd17")
    assert next(each for each in again.at.radio if each.key.endswith(":q1")).value == 3
    assert "1 of 17 rated" in again.words
    assert "✓ saved" in again.words


def test_item_3_raises_a_flag_and_the_page_says_so(open_desk: Open, ward: Ward) -> None:
    desk = pick(open_desk("rivera", "rate", patient=ward.marta, instrument="hamd17"), "q3", 2.0)
    assert "A safety flag is open" in desk.words
    answered = [one for flag in desk_view(ward).flags for one in flag.answers]
    assert ("hamd17", "q3", 2) in [(one.instrument, one.item, one.value) for one in answered]


def test_an_item_can_be_called_not_assessed_again(open_desk: Open, ward: Ward) -> None:
    desk = pick(open_desk("rivera", "rate", patient=ward.marta, instrument="hamd17"), "q1", 3.0)
    desk.tap("Take back")
    assert next(each for each in desk.at.radio if each.key.endswith(":q1")).value is None
    assert "0 of 17 rated" in desk.words


def test_a_full_rating_is_sent_and_its_scores_are_told(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "rate", patient=ward.marta, instrument="cgi")
    for item, value in {"severity": 4.0, "improvement": 2.0}.items():
        pick(desk, item, value)
    assert "2 items not assessed: therapeutic effect, side effects" in desk.words
    desk.tap("Send the CGI")
    assert "CGI received 6 July 2026" in desk.words
    assert "cannot be scored: 0 of 2 items rated" in desk.words
    assert [p.value for p in desk_view(ward).course("cgi", "cgi_s")] == [4]
    assert "CGI received 6 July 2026" in open_desk("rivera", "rate", patient=ward.marta, instrument="cgi").words


def test_an_instrument_without_words_takes_a_total_in_its_range(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "rate", patient=ward.marta, instrument="madrs")
    assert not desk.at.radio
    field = desk.at.number_input(key="total-madrs-value")
    assert (field.min, field.max, field.value) == (0, 60, None)
    desk.tap("Record the total")
    assert "give either the answers or a total" in desk.words
    desk.at.number_input(key="total-madrs-value").set_value(31)
    desk.tap("Record the total")
    assert "MADRS total 31 on 6 July 2026" in desk.words
    assert [p.value for p in desk_view(ward).course("madrs", "total")] == [31]


def test_a_mistaken_total_is_corrected_on_the_page_with_a_reason(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "rate", patient=ward.marta, instrument="madrs")
    desk.at.number_input(key="total-madrs-value").set_value(13)
    desk.tap("Record the total").tap("Correct")
    (record,) = {each.check_in_id for each in desk_view(ward).course("madrs", "total")}
    field = desk.at.number_input(key=f"fix-{record}-value")
    assert field.value == 13
    field.set_value(31)
    assert "say why the record changes" in desk.tap("Save the correction").words
    assert [p.value for p in desk_view(ward).course("madrs", "total")] == [13]
    desk.at.text_input(key=f"fix-{record}-why").set_value("figures turned round")
    desk.tap("Save the correction")
    assert [p.value for p in desk_view(ward).course("madrs", "total")] == [31]
    assert "Before: MADRS total 13. Corrected 6 July 2026" in desk.words
    assert "by Ana Rivera: figures turned round" in desk.words
    words = open_desk("rivera", "patient", id=ward.marta).words
    assert "figures turned round" in words
    assert re.search(r"MADRS recorded by staff.*>day<.*6 July 2026.*>scores<.*MADRS total 13", words, re.DOTALL)


def test_a_sent_rating_is_corrected_item_by_item_and_estimates_are_called_so(open_desk: Open, ward: Ward) -> None:
    rating = recording.open_rating(actor_of(ward), ward.marta, "hamd17")
    for number in range(1, 18):
        recording.save_answer(actor_of(ward), rating, "hamd17", f"q{number}", recording.AnswerState.answered, 1)
    recording.send_check_in(actor_of(ward), rating)
    desk = open_desk("rivera", "rate", patient=ward.marta, instrument="hamd17")
    assert "Estimated, not measured: MADRS about" in desk.words
    desk.tap("Correct")
    desk.at.selectbox(key=f"fix-{rating}-q1").set_value(3.0)
    desk.at.text_input(key=f"fix-{rating}-why").set_value("misheard")
    desk.tap("Save the correction")
    assert [p.value for p in desk_view(ward).course("hamd17", "total")] == [19]


def test_a_record_is_withdrawn_on_the_page(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "rate", patient=ward.marta, instrument="madrs")
    desk.at.number_input(key="total-madrs-value").set_value(13)
    desk.tap("Record the total").tap("Correct")
    (record,) = {each.check_in_id for each in desk_view(ward).course("madrs", "total")}
    desk.at.text_input(key=f"fix-{record}-why").set_value("another patient's")
    assert "Withdrawn." in desk.tap("Withdraw it").words
    assert desk_view(ward).course("madrs", "total") == ()


@pytest.mark.parametrize("name", ["bdi2", "cssrs_screener", "eq5d5l", "hads", "isi", "whoqol_bref", "ybocs"])
def test_a_scale_without_words_here_takes_all_its_totals(name: str, open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "rate", patient=ward.marta, instrument=name)
    fields = [each for each in desk.at.number_input if str(each.key).startswith(f"total-{name}-value")]
    assert fields
    assert all(each.value is None for each in fields)
    assert f"Licence: {shelf()[name].licence.name}" in desk.words
    for each in fields:
        each.set_value(each.max)
    desk.tap("Record the total")
    assert "In the record" in desk.words
    assert {p.value for p in desk_view(ward).scores if p.instrument == name} >= {each.max for each in fields}


def test_every_scale_without_words_here_is_offered(open_desk: Open, ward: Ward) -> None:
    offered = " ".join(open_desk("rivera", "rate", patient=ward.marta).at.selectbox(key="rate-instrument").options)
    without = [one for one in shelf().values() if one.licence.cls in "CDE"]
    assert all(f"{one.abbreviation}: {one.name} (" in offered for one in without)
    assert "PHQ-9: " not in offered


def test_a_scale_with_conditions_is_off_until_somebody_states_the_use(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "rate", patient=ward.marta, instrument="who5")
    assert "is off" in desk.words
    assert not desk.at.number_input
