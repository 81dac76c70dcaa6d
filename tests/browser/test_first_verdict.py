"""From a new patient to the first verdict, and what a visit asks for, each in so many steps and without a manual."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from models import history
from tests.browser.test_clinician import CLINICIAN, actor, come_in, doors

__all__ = ["doors"]


class Hand:
    """One clinician's hand: every field filled and every button pressed counts as a step."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.steps = 0

    def press(self, role: str, name: str) -> None:
        self.page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]
        self.steps += 1

    def write(self, label: str, words: str) -> None:
        field = self.page.get_by_label(label, exact=True).first
        field.fill(words)
        field.press("Tab")
        self.steps += 1

    def day(self, label: str, day: date) -> None:
        boxes = self.page.get_by_test_id("stDateInput").filter(has_text=label)
        boxes.first.get_by_role("spinbutton").first.click()
        self.page.keyboard.type(day.isoformat())
        self.page.keyboard.press("Escape")
        self.steps += 1

    def choose(self, label: str, beginning: str) -> None:
        """Type the beginning of a name and press Enter."""
        box = self.page.get_by_role("combobox", name=label).first
        box.click()
        box.press_sequentially(beginning)
        box.press("Enter")
        self.steps += 1


@pytest.fixture
def hand(desk: Page, doors: None) -> Hand:
    come_in(desk, CLINICIAN)
    return Hand(desk)


def today() -> date:
    return history.caseload(actor(CLINICIAN)).as_of


def new_patient(hand: Hand, number: str, family: str, began: date) -> None:
    hand.press("link", "New patient")
    for label, words in {"Record number": number, "Given name": "Ida", "Family name": family}.items():
        hand.write(label, words)
    hand.day("Born on", date(1980, 2, 3))
    hand.day("The episode began on", began)
    hand.press("button", "Record and add the first treatment")


def so_far(page: Page) -> Locator:
    return page.locator("[class*='st-key-card-so-far']")


def test_a_first_patient_has_a_first_verdict_in_twenty_steps(hand: Hand, shot: Callable[[Page, str], None]) -> None:
    page, day = hand.page, today()
    new_patient(hand, "FV-1", "Berg", day - timedelta(days=200))
    hand.press("radio", "Medication")
    hand.day("First day", day - timedelta(days=100))
    hand.choose("Drug", "effex")
    about = "venlafaxine: SNRI, serotonin and noradrenaline reuptake inhibitor · counts from 150 mg a day"
    expect(page.get_by_text(about).first).to_be_visible()
    hand.press("radio", "alone")
    hand.write("Dose 1, mg a day", "75")
    expect(so_far(page)).to_contain_text("the present dose of 75 mg is below that")
    hand.press("button", "Add a dose step")
    hand.day("Dose 2 from", day - timedelta(days=20))
    hand.write("Dose 2, mg a day", "150")
    expect(so_far(page)).to_contain_text(re.compile(r"3\.0 of 6 weeks at 150 mg or more; adequate on .* if continued"))
    shot(page, "first-trial")
    hand.press("button", "Record the trial")
    expect(page.get_by_text("In the record: venlafaxine, version 1.")).to_be_visible()
    expect(page.locator(".row-trial").first).to_contain_text("not yet")
    assert hand.steps <= 20
    shot(page, "first-verdict")

    hand.steps = 0
    hand.press("link", "Amend")
    hand.choose("Why it ends", "no resp")
    hand.press("button", "End the trial")
    expect(page.get_by_text("Ended: venlafaxine, no response.")).to_be_visible()
    assert hand.steps <= 4

    hand.steps = 0
    hand.press("link", "Amend")
    hand.day("Dose 2 from", day - timedelta(days=60))
    hand.press("radio", "Typing mistake")
    hand.press("button", "Save the change")
    expect(page.get_by_text("In the record: venlafaxine, version 3.")).to_be_visible()
    assert hand.steps <= 5


def test_three_treatments_of_a_letter_in_one_sheet(hand: Hand, shot: Callable[[Page, str], None]) -> None:
    page, day = hand.page, today()
    new_patient(hand, "FV-2", "Lund", day - timedelta(days=900))
    hand.steps = 0
    hand.press("link", "Several past trials at once")
    letter = (("sertr", "100", "8"), ("CBT", "12", "16"), ("bupro", "300", "7"))
    for place, (name, amount, weeks) in enumerate(letter):
        row = page.locator("[class*='st-key-card-past-']").nth(place)
        hand.choose(f"Treatment {place + 1}", name)
        expect(row.get_by_role("spinbutton").nth(1)).to_be_visible()
        row.get_by_label("Began about").fill(str((day - timedelta(days=800 - 200 * place)).year))
        if place == 1:
            expect(row.get_by_label("Sessions attended")).to_be_visible()
        row.get_by_role("spinbutton").nth(0).fill(amount)
        row.get_by_role("spinbutton").nth(1).fill(weeks)
        row.get_by_role("spinbutton").nth(1).press("Enter")
        hand.steps += 3
    expect(page.locator("[class*='st-key-card-past-']").first).to_contain_text("8.0 weeks at 50 mg or more")
    shot(page, "past-treatments")
    hand.press("button", "Record 3 past treatments")
    expect(page.get_by_text("3 past treatments are in the record, as recalled by the patient.")).to_be_visible()
    assert hand.steps <= 15


def test_a_session_is_one_tap_and_what_was_typed_survives_a_reload(hand: Hand) -> None:
    page, day = hand.page, today()
    new_patient(hand, "FV-3", "Moe", day - timedelta(days=100))
    hand.press("radio", "Psychotherapy")
    hand.day("First day", day - timedelta(days=30))
    hand.choose("Therapy", "interpers")
    expect(page.get_by_text("evidence-based by the list")).to_be_visible()
    page.reload()
    expect(page.get_by_text("What you had typed here and not saved is back.")).to_be_visible()
    expect(page.get_by_role("combobox", name="Therapy")).to_have_value(re.compile("IPT"))
    hand.press("button", "Record the trial")
    expect(page.get_by_text("In the record: IPT, version 1.")).to_be_visible()
    hand.steps = 0
    hand.press("button", "Attended today")
    expect(page.get_by_text("Recorded: IPT today, attended.")).to_be_visible()
    assert hand.steps == 1
    hand.press("button", "Undo")
    expect(page.get_by_role("button", name="Attended today")).to_be_visible()
