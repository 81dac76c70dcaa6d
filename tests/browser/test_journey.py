"""The whole idea: a patient answers on a phone, and the clinician's page shows what that answer does to the verdict."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from models import recording
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_clinician import CLINICIAN, DRAWN, PATIENT, actor, come_in, doors, open_patient, scores
from tests.support.server import Server

__all__ = ["doors", "server"]
THINKING_MS = 450  # longer than a double tap
ITEMS, BESIDE = 9, 3  # the PHQ-9; doses missed and side effects, since a medicine is being tried


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    """The demo as `make demo` serves it, untouched by other tests."""
    with Server(tmp_path_factory.mktemp("journey")) as running:
        yield running


def answer_on_the_phone(phone: Page, link: str, shot: Callable[[Page, str], None]) -> None:
    """From the link to the receipt, with thoughts of death on several days."""
    phone.goto(link)
    phone.get_by_role("button", name="Start").click()
    for number in range(1, ITEMS + 1):
        expect(phone.get_by_test_id("stProgress")).to_contain_text(f"{number} of {ITEMS + BESIDE}", timeout=30_000)
        phone.wait_for_timeout(THINKING_MS)
        label = "Several days" if number == ITEMS else "More than half the days"
        phone.get_by_role("radio", name=label, exact=True).click()
    expect(phone.get_by_text("This form is not watched in real time. If you might act")).to_be_in_viewport()
    shot(phone, "journey-1-crisis")
    phone.get_by_role("button", name="Next").click()
    for number in range(ITEMS + 1, ITEMS + BESIDE + 1):
        expect(phone.get_by_test_id("stProgress")).to_contain_text(f"{number} of {ITEMS + BESIDE}")
        phone.wait_for_timeout(THINKING_MS)
        phone.get_by_role("radio").first.click()
    expect(phone.get_by_text("Not sent yet.")).to_be_visible()
    phone.wait_for_timeout(THINKING_MS)
    phone.get_by_role("button", name="Send", exact=True).click()
    expect(phone.get_by_text(re.compile(r"Thank you\. Received at \d\d:\d\d"))).to_be_in_viewport()
    shot(phone, "journey-2-receipt")


def test_a_check_in_changes_what_the_clinician_sees(
    open_page: Callable[..., Page], doors: None, shot: Callable[[Page, str], None]
) -> None:
    desk, phone = open_page(**DESK), open_page(**PHONE)
    come_in(desk, CLINICIAN)
    open_patient(desk)
    points, verdicts = scores(drawn(desk)), desk.locator(".row-trial").all_inner_texts()
    headline = desk.get_by_text("without a measured outcome yet")
    expect(headline).to_be_visible()
    patient = actor(PATIENT)
    assert patient.person_id is not None

    answer_on_the_phone(phone, recording.invite(actor(CLINICIAN), patient.person_id).url, shot)

    desk.get_by_role("link", name="Caseload").click()
    desk.get_by_label("Search").fill(PATIENT.split()[1])
    desk.keyboard.press("Enter")
    row = desk.locator("[class*='st-key-case-']").filter(has_text=PATIENT)
    expect(row).to_contain_text("safety flag")
    shot(desk, "journey-3-caseload")
    row.get_by_role("link", name=PATIENT).click()
    expect(desk.locator(DRAWN).first).to_have_attribute("aria-label", re.compile(rf"{points + 1} scores"))
    expect(desk.get_by_text("Two adequate drug trials without response")).to_be_visible()
    expect(headline).to_have_count(0)
    assert desk.locator(".row-trial").all_inner_texts() != verdicts
    shot(desk, "journey-4-verdict")


def drawn(page: Page) -> str:
    """What the drawing says to somebody who does not see it."""
    return page.locator(DRAWN).first.get_attribute("aria-label") or ""
