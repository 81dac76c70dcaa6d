"""The sheet of past treatments: about is enough, unknown stays unknown, all rows or none, never prospective."""

from datetime import date
from typing import Any

import pytest

from models import history, recording
from models.access import system_actor
from models.criteria.case import Trial
from models.recording import EpisodeInput
from models.words import Ascertainment
from pages.parts import about_when, past_row
from pages.parts.past_row import Row, Sheet
from tests.pages.desk import Desk, Open, open_desk, ward, ward_template
from tests.pages.test_patient import actor_of
from tests.pages.ward import Ward

__all__ = ["open_desk", "ward", "ward_template"]

EARLIER = date(2023, 3, 1)


@pytest.fixture
def sheet_of(open_desk: Open, ward: Ward) -> Desk:
    recording.open_episode(system_actor(), ward.new, EpisodeInput(started_on=EARLIER))
    return open_desk("rivera", "past", patient=ward.new)


def recorded(ward: Ward) -> list[Trial]:
    return list(history.patient_view(actor_of(ward), ward.new).case.trials)


def fill(desk: Desk, number: int, **typed: Any) -> None:
    """Fill one row; numbers are found by their place on the screen, since rows share their labels."""
    desk.field("selectbox", f"Treatment {number}").set_value(typed["what"])
    desk.run()
    place = number - 1
    for kind, labels in {
        "text_input": {"began": "Began about", "until": "Until about"},
        "number_input": {
            "amount": ("Highest mg a day", "Sessions attended"),
            "weeks": ("Weeks at it", "Weeks in all"),
        },
        "selectbox": {"improvement": "Better, as recalled", "stop": "Why it ended"},
    }.items():
        for name, label in labels.items():
            if name in typed:
                wanted = (label,) if isinstance(label, str) else label
                [each for each in desk.at.get(kind) if each.label in wanted][place].set_value(typed[name])
    desk.run()


LETTER = (
    {
        "what": "drug:sertraline",
        "began": "2024",
        "amount": 100.0,
        "weeks": 10.0,
        "improvement": "lt25",
        "stop": "nonresponse",
    },
    {"what": "drug:mirtazapine", "began": "May 2025", "until": "2025-08", "amount": 30.0, "stop": "intolerance"},
    {"what": "therapy:CBT", "began": "2025-09", "until": "2025-12", "amount": 14.0, "improvement": "25to49"},
)


def test_three_treatments_of_a_letter_are_one_tap(sheet_of: Desk, ward: Ward) -> None:
    for number, row in enumerate(LETTER, start=1):
        fill(sheet_of, number, **row)
    sheet_of.tap("Record 3 past treatments")
    assert "3 past treatments are in the record, as recalled by the patient." in sheet_of.words
    sertraline, mirtazapine, cbt = recorded(ward)
    assert {one.ascertainment for one in (sertraline, mirtazapine, cbt)} == {"recall"}
    assert (sertraline.started_on, sertraline.ended_on) == (date(2024, 1, 1), date(2024, 3, 10))
    assert [one.mg_per_day for one in sertraline.doses] == [100]
    assert sertraline.recalled_improvement == "lt25"
    assert (mirtazapine.started_on, mirtazapine.ended_on) == (date(2025, 5, 1), date(2025, 8, 31))
    assert mirtazapine.doses == (), "for how long the highest dose was taken, nobody knows"
    assert (cbt.therapy, cbt.attended_count) == ("CBT", 14)
    view = history.patient_view(actor_of(ward), ward.new)
    assert view.judgement.trial(sertraline.id).adequacy.verdict.answer == "yes"
    assert view.judgement.trial(mirtazapine.id).adequacy.verdict.answer == "unknown"
    assert view.trial_notes[mirtazapine.id].startswith("Began about May 2025, until about 2025-08, highest dose 30 mg")


def test_a_row_tells_what_it_comes_to(sheet_of: Desk) -> None:
    fill(sheet_of, 1, **LETTER[0])
    assert "10.0 weeks at 50 mg or more" in sheet_of.words


def test_one_wrong_row_keeps_all_out_and_is_named(sheet_of: Desk, ward: Ward) -> None:
    fill(sheet_of, 1, **LETTER[0])
    fill(sheet_of, 2, what="drug:fluoxetine", began="long ago")
    sheet_of.tap("Record 2 past treatments")
    assert "✕ not read: write a year, a month or a day: 2024, May 2024" in sheet_of.words
    assert "✕ say about until when, or for how many weeks" in sheet_of.words
    assert "Nothing is saved yet" in sheet_of.words
    assert not recorded(ward)
    assert sheet_of.field("selectbox", "Treatment 1").value == "drug:sertraline", "what was right is still there"


def test_a_treatment_before_the_episode_is_refused_beside_its_row(sheet_of: Desk, ward: Ward) -> None:
    fill(sheet_of, 1, what="drug:sertraline", began="2020", weeks=8.0, amount=50.0)
    sheet_of.tap("Record one past treatment")
    assert "✕ the episode began on 2023-03-01: not before it" in sheet_of.words
    assert not recorded(ward)


def test_an_unusual_dose_is_asked_about(sheet_of: Desk, ward: Ward) -> None:
    fill(sheet_of, 1, **{**LETTER[0], "amount": 400.0})
    sheet_of.tap("Record one past treatment")
    assert "400 mg a day of sertraline is above the labelled range" in sheet_of.words
    assert not recorded(ward)
    sheet_of.tap("Yes, save all rows")
    assert len(recorded(ward)) == 1


def test_an_empty_sheet_says_what_to_do(sheet_of: Desk) -> None:
    assert "✕ fill in at least one row" in sheet_of.tap("Record past treatments").words


def test_from_a_letter_no_band_is_asked(sheet_of: Desk, ward: Ward) -> None:
    sheet_of.field("button_group", "How are these known?").set_value("record")
    sheet_of.run()
    assert not [each for each in sheet_of.at.selectbox if "as recalled" in each.label]
    fill(sheet_of, 1, **{name: value for name, value in LETTER[0].items() if name != "improvement"})
    sheet_of.tap("Record one past treatment")
    assert [one.ascertainment for one in recorded(ward)] == ["record"]


def test_the_sheet_is_back_after_the_page_was_left(sheet_of: Desk, ward: Ward) -> None:
    fill(sheet_of, 1, **LETTER[0])
    sheet_of.at.switch_page("clinician/caseload.py").run()
    sheet_of.at.switch_page("clinician/past.py")
    sheet_of.at.query_params["patient"] = ward.new
    sheet_of.run()
    assert "What you had typed here and not saved is back." in sheet_of.words
    assert sheet_of.field("selectbox", "Treatment 1").value == "drug:sertraline"


@pytest.mark.parametrize("who", [None, "new", "stranger", "elsewhere", "admin"])
def test_nobody_outside_the_team_sees_the_sheet(open_desk: Open, ward: Ward, who: str | None) -> None:
    assert "Past treatments" not in open_desk(who, "past", patient=ward.marta).words


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("02/2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("February 2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("may 2024", date(2024, 5, 1), date(2024, 5, 31)),
        ("2024-05-17", date(2024, 5, 17), date(2024, 5, 17)),
    ],
)
def test_about_when(typed: str, first: date, last: date) -> None:
    found = about_when.read(typed)
    assert found is not None
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize("typed", ["", "24", "2024-13", "2024-02-30", "Foo 2024", "0000", "2024-5-5-5", "last spring"])
def test_what_names_no_time(typed: str) -> None:
    assert about_when.read(typed) is None


def test_an_adjunct_belongs_to_the_drug_that_it_was_added_to() -> None:
    sheet = Sheet(Ascertainment.recall, "e", EARLIER, date(2026, 7, 6), "mgh_atrq")
    drug = Row("token-drug", "drug:sertraline", "2024-01", "2024-06", 100.0, 20.0)
    lithium = Row("token-lithium", "drug:lithium", "2024-04", "2024-06", 900.0, 6.0)
    assert past_row.for_door(lithium, sheet, [drug, lithium]).augments_id == "token-drug"
    with pytest.raises(Exception, match="an adjunct"):
        past_row.for_door(lithium, sheet, [lithium])


def test_a_year_in_which_the_episode_began_means_from_its_first_day() -> None:
    sheet = Sheet(Ascertainment.recall, "e", EARLIER, date(2026, 7, 6), "mgh_atrq")
    row = Row("token-row", "drug:sertraline", "2023", "2023", 100.0, 8.0)
    assert past_row.for_door(row, sheet, [row]).started_on == EARLIER
