"""Every invented person's page, one after the other: the sentence, the trials and the course that the story tells."""

import pytest
from playwright.sync_api import Page, expect

from models import history
from pages.parts.definitions import says
from pages.parts.verdict import treatment
from tests.browser.test_clinician import actor, come_in, doors

__all__ = ["doors"]

BROKEN = "Something is broken on our side"


@pytest.mark.parametrize("name", ["Miriam Osei", "Ravi Menon"])
def test_each_patients_page_says_what_their_story_comes_to(desk: Page, doors: None, name: str) -> None:
    who = actor(name)
    come_in(desk, name)
    people = [row.patient_id for row in history.caseload(who).rows]
    assert len(people) >= 10
    for patient_id in people:
        view = history.patient_view(who, patient_id)
        desk.goto(f"/patient?id={patient_id}")
        said = desk.locator(".row-headline")
        expect(said).to_contain_text(view.judgement.headline.removesuffix("."), timeout=30_000)
        expect(said).to_contain_text(says(view)[1:].replace("; ", ", ", 1))
        expect(desk.get_by_text("What the words and letters mean")).to_be_visible(timeout=30_000)  # the end of the page
        words = desk.locator("body").inner_text()
        assert BROKEN not in words
        tried = [treatment(one.trial) for one in view.judgement.trials]
        for each in (view.header.name, view.header.record_number, *tried):
            assert each in words, f"{view.header.record_number}: {each}"
