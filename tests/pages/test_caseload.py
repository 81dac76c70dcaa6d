"""The caseload: one's own patients only, in order of need, with the reason in words, found by name or number."""

import sys

import pytest

from models import history, recording
from models.access import Actor
from models.errors import Invalid
from models.history import Need
from models.recording import ViewInput
from tests.pages.desk import Open, open_desk, ward, ward_template
from tests.pages.ward import PAYLOAD, Ward

__all__ = ["open_desk", "ward", "ward_template"]


@pytest.mark.parametrize("who", [None, "marta"])
def test_nobody_but_staff_sees_anybody(open_desk: Open, who: str | None) -> None:
    words = open_desk(who, "caseload").words
    assert "Lindqvist" not in words
    assert "A-2041" not in words
    assert "Who needs you today" not in words


@pytest.mark.parametrize("who", ["stranger", "elsewhere"])
def test_a_clinician_who_cares_for_nobody_sees_an_empty_list(open_desk: Open, who: str) -> None:
    words = open_desk(who, "caseload").words
    assert "Lindqvist" not in words
    assert "No patients are in your care yet" in words


def test_an_administrator_sees_nothing_clinical(open_desk: Open) -> None:
    assert "Lindqvist" not in open_desk("admin", "caseload").words


def test_the_list_says_who_and_why(open_desk: Open) -> None:
    words = open_desk("rivera", "caseload").words
    assert "Who needs you today" in words
    assert "Northside clinic · 3 patients" in words
    assert "data to 6 July 2026, 10:00" in words
    assert "Marta Lindqvist" in words
    assert "A-2041" in words
    assert "● urgent safety flag" in words
    assert "venlafaxine 150 mg · 14.0 weeks + CBT 8 of 9 sessions" in words
    assert "−10" in words


def test_the_most_urgent_flag_comes_first(open_desk: Open) -> None:
    """S08."""
    desk = open_desk("rivera", "caseload")
    names = [each.proto.label for each in desk.at.get("page_link") if each.proto.query_string]
    assert ["img" in name or "Lindqvist" in name for name in names] == [True, True, False]
    assert "Noor New" in names[2]


def test_a_row_tells_the_last_weeks_in_words_too(open_desk: Open) -> None:
    words = open_desk("rivera", "caseload").words
    assert 'alt="PHQ-9 ' in words
    assert "29 Jun: 7" in words


def test_counts_choose_what_is_shown(open_desk: Open) -> None:
    desk = open_desk("rivera", "caseload")
    assert "**2** safety flag open" in desk.words
    desk.tap("safety flag open")
    assert "Shown: safety flag open (2)" in desk.words
    assert "Noor New" not in desk.words
    assert desk.at.query_params["need"] in ("flag", ["flag"])
    desk.tap("Show everybody")
    assert "Noor New" in desk.words


def test_those_called_resistant_by_drugs_alone_can_be_shown_alone(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "caseload")
    desk.tap("called resistant by drugs alone, no adequate psychotherapy yet")
    assert "Shown: everybody, only those called resistant by drugs alone (0)" in desk.words
    assert "Noor New" not in desk.words
    desk.tap("called resistant by drugs alone")
    assert "Noor New" in desk.words


def test_a_view_is_kept_used_again_and_deleted(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "caseload")
    desk.field("pills", "Show").set_value([Need.flag, Need.overdue])
    desk.field("text_input", "Name of the view").set_value("Ward round")
    desk.tap("Keep this view")
    assert "Shown: safety flag open; check-in overdue (2)" in desk.words
    assert [(one.name, one.needs) for one in history.saved_views(_actor(ward))] == [
        ("Ward round", (Need.flag, Need.overdue))
    ]
    again = open_desk("rivera", "caseload")
    assert "Noor New" in again.words
    (view,) = history.saved_views(_actor(ward))
    again.at.button(key=f"view-{view.id}").click()
    again.run()
    assert "Noor New" not in again.words
    again.tap("Delete “Ward round”")
    assert history.saved_views(_actor(ward)) == ()


def test_a_view_is_its_owners_alone(open_desk: Open, ward: Ward) -> None:
    mine = recording.save_view(_actor(ward), ViewInput(name="Mine", needs=(Need.soon,)))
    other = open_desk("stranger", "caseload")
    assert "Mine" not in [each.label for each in other.at.button]
    stranger = history.actor_of(recording.sign_in_demo(ward.stranger).token)
    assert stranger is not None
    recording.delete_view(stranger, mine)
    assert [one.id for one in history.saved_views(_actor(ward))] == [mine]


def test_a_view_without_a_name_and_one_too_many_are_refused(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "caseload")
    desk.tap("Keep this view")
    assert history.saved_views(_actor(ward)) == ()
    assert any(each.value.startswith("◆") for each in desk.at.text)
    for number in range(12):
        recording.save_view(_actor(ward), ViewInput(name=f"View {number}"))
    with pytest.raises(Invalid, match="12 views"):
        recording.save_view(_actor(ward), ViewInput(name="One more"))
    recording.save_view(_actor(ward), ViewInput(name="View 3", drugs_alone=True))
    assert [one.drugs_alone for one in history.saved_views(_actor(ward)) if one.name == "View 3"] == [True]


@pytest.mark.parametrize(("typed", "found"), [("lindq", True), ("A-2041", True), ("nobody", False), ("%", False)])
def test_search_finds_by_name_or_number(open_desk: Open, typed: str, found: bool) -> None:
    desk = open_desk("rivera", "caseload")
    desk.field("text_input", "Search").set_value(typed)
    words = desk.run().words
    assert ("Marta Lindqvist" in words) is found
    assert found or "Nobody in your care fits this." in words


def test_a_flag_is_taken_on_from_the_list(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "caseload")
    buttons = [each for each in desk.at.button if each.label == "Acknowledge"]
    assert len(buttons) == 2
    buttons[0].click()
    desk.run()
    assert len([each for each in desk.at.button if each.label == "Acknowledge"]) == 1
    assert "safety flag, taken on" in desk.words


def test_what_people_typed_is_shown_as_it_is(open_desk: Open) -> None:
    desk = open_desk("rivera", "caseload")
    sent = "\n".join(each.proto.body for each in desk.at.get("html"))
    assert "<img src=x" not in sent
    assert "&lt;img src=x onerror=&quot;alert(1)&quot;&gt; **bold**" in sent
    label = next(each.proto.label for each in desk.at.get("page_link") if "onerror" in each.proto.label)
    assert r"\*\*bold\*\*" in label
    assert PAYLOAD[:20] not in label


def test_only_the_shown_rows_are_judged(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list of a clinic of thousands must not judge thousands."""
    module = sys.modules["models.history.caseload"]
    judged: list[object] = []
    true_judge = module.judge_case
    monkeypatch.setattr(module, "PAGE_SIZE", 2)
    monkeypatch.setattr(module, "judge_case", lambda *given: judged.append(given) or true_judge(*given))
    found = history.caseload(_actor(ward), page=1)
    assert len(judged) == 2
    assert (found.pages, found.found) == (2, 3)
    assert found.rows[0].need is Need.flag


def _actor(ward: Ward) -> Actor:
    actor = history.actor_of(recording.sign_in_demo(ward.rivera).token)
    assert actor is not None
    return actor


# What came in and who has seen it


def test_a_new_check_in_is_marked_until_somebody_opens_the_page(open_desk: Open, ward: Ward) -> None:
    assert "✉ new" in open_desk("rivera", "caseload").words
    before = next(row for row in history.caseload(_actor(ward)).rows if row.patient_id == ward.marta)
    assert before.unread_since is not None
    assert before.last_look is None
    open_desk("rivera", "patient", id=ward.marta)
    after = next(row for row in history.caseload(_actor(ward)).rows if row.patient_id == ward.marta)
    assert after.unread_since is None
    assert after.last_look is not None
    assert (after.last_look.by_id, after.last_look.by) == (ward.rivera, "Ana Rivera")
    assert "seen 0 min ago, A. Rivera" in open_desk("rivera", "caseload").words


def test_a_patient_who_looks_at_the_own_page_reads_nothing_for_the_team(ward: Ward) -> None:
    patient = history.actor_of(recording.sign_in_demo(ward.marta).token)
    assert patient is not None
    history.own_view(patient, ward.marta)
    row = next(row for row in history.caseload(_actor(ward)).rows if row.patient_id == ward.marta)
    assert row.unread_since is not None


def test_a_trial_that_is_nearly_adequate_is_told_with_its_day(ward: Ward, open_desk: Open) -> None:
    from datetime import timedelta

    from models.access import system_actor
    from models.recording import DoseInput, EpisodeInput, TrialInput
    from models.words import Modality, Role
    from tests.pages.ward import TODAY

    begun = TODAY - timedelta(days=38)
    trial = TrialInput.of(
        modality=Modality.medication,
        agent="escitalopram",
        role=Role.monotherapy,
        started_on=begun,
        doses=(DoseInput(from_on=begun, mg_per_day=10),),
    )
    recording.open_episode(system_actor(), ward.new, EpisodeInput(started_on=begun))
    recording.record_trial(system_actor(), ward.new, trial)
    found = history.caseload(_actor(ward), needs=[Need.soon])
    assert [row.patient_id for row in found.rows] == [ward.new]
    assert found.counts[Need.soon] == 1
    assert "◷ escitalopram adequate on 9 Jul if continued" in open_desk("rivera", "caseload").words


# Reviewed: off the whole team's list until something new comes


def test_a_row_is_reviewed_from_the_list_and_taken_back(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "caseload")
    assert not [each for each in desk.at.button if each.label == "Mark reviewed"], "flags come first"
    for _ in range(2):
        next(each for each in desk.at.button if each.label == "Acknowledge").click()
        desk.run()
    assert "2 to review" in desk.words
    next(each for each in desk.at.button if each.label == "Mark reviewed").click()
    desk.run()
    assert "1 to review" in desk.words
    assert "✓ reviewed 0 min ago, A. Rivera" in desk.words
    desk.tap("Reviewed by the team, nothing new since: 1")
    assert "Shown: reviewed, nothing new since (1)" in desk.words
    assert desk.at.query_params["need"] in ("reviewed", ["reviewed"])
    desk.tap("Undo review")
    assert "Nobody in your care fits this." in desk.words
    assert "2 to review" in desk.tap("Show everybody").words


def test_a_patient_is_reviewed_on_the_page(open_desk: Open, ward: Ward) -> None:
    assert not [
        each for each in open_desk("rivera", "patient", id=ward.marta).at.button if each.label == "Mark reviewed"
    ]
    flag = next(row.flag_id for row in history.caseload(_actor(ward)).rows if row.patient_id == ward.marta)
    recording.acknowledge_flag(_actor(ward), str(flag))
    desk = open_desk("rivera", "patient", id=ward.marta).tap("Mark reviewed")
    assert "✓ reviewed 0 min ago by Ana Rivera" in desk.words
    row = next(row for row in history.caseload(_actor(ward)).rows if row.patient_id == ward.marta)
    assert (row.need, row.unread_since) == (Need.reviewed, None)
    assert "✓ reviewed" not in desk.tap("Undo review").words


def test_the_page_of_the_list_stands_in_the_address_and_the_search_does_not(
    open_desk: Open, ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P13."""
    monkeypatch.setattr(sys.modules["models.history.caseload"], "PAGE_SIZE", 2)
    desk = open_desk("rivera", "caseload").tap("Next")
    assert "page 2 of 2" in desk.words
    assert desk.at.query_params["page"] in ("2", ["2"])
    desk.field("text_input", "Search").set_value("lindq")
    assert "page 2" not in desk.run().words
    assert "lindq" not in str(dict(desk.at.query_params)).lower()
