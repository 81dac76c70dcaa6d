"""A clinician's day in a real browser: the flag that came in, the new point, the verdict that changed."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from models import history, recording
from models.access import Actor
from models.settings import settings
from tests.support.server import Server

PATIENT = "Selam Abebe"  # sertraline has just had its six weeks; the check-in of today decides
CLINICIAN = "Miriam Osei"
DRAWN = "[aria-label*='lower is better: ']"


@pytest.fixture
def doors(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This process's doors open onto the served database."""
    for name, value in server.settings.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    yield
    settings.cache_clear()


def come_in(page: Page, name: str, path: str = "/caseload") -> None:
    page.goto(f"/sign-in?next={path}")
    page.get_by_role("button", name=name).locator("visible=true").first.click()
    page.wait_for_url(re.compile(f"{re.escape(path)}$"))


def actor(name: str) -> Actor:
    person = next(each for each in history.demo_people() if each.name == name)
    found = history.actor_of(recording.sign_in_demo(person.person_id).token)
    assert found is not None
    return found


def answer(patient: Actor, *, item9: int) -> None:
    """Answer the check-in that waits, item by item, and send it."""
    assert patient.person_id is not None
    check_in_id = recording.issue_check_in(actor(CLINICIAN), patient.person_id)
    view = history.open_check_in(patient, check_in_id)
    from instruments import shelf

    for name in view.instruments:
        for item in shelf()[name].items:
            value = item.choices[2].value if item.choices else (item.number or (0, 0))[0]
            value = item9 if (name, item.id) == ("phq9", "q9") else value
            recording.save_answer(patient, check_in_id, name, item.id, recording.AnswerState.answered, float(value))
    recording.send_check_in(patient, check_in_id)


def open_patient(page: Page) -> None:
    page.get_by_label("Search").fill(PATIENT.split()[1])
    page.keyboard.press("Enter")
    page.get_by_role("link", name=PATIENT).click()
    page.get_by_text("Trials in this episode").wait_for()
    page.locator("[data-testid=stVegaLiteChart] svg, [data-testid=stVegaLiteChart] canvas").first.wait_for()


def drawn(page: Page) -> str:
    """What the drawing says to somebody who does not see it."""
    return page.locator(DRAWN).first.get_attribute("aria-label") or ""


def test_a_check_in_reaches_the_clinician(desk: Page, doors: None, shot: Callable[[Page, str], None]) -> None:
    come_in(desk, CLINICIAN)
    expect(desk.get_by_text("Who needs you today")).to_be_visible()
    open_patient(desk)
    shot(desk, "clinician-patient-before")
    before, points = desk.locator(".row-trial").all_inner_texts(), scores(drawn(desk))
    expect(desk.get_by_text("nobody has taken it on yet")).to_have_count(0)

    answer(actor(PATIENT), item9=1)

    desk.get_by_role("link", name="Caseload").click()
    desk.get_by_label("Search").fill(PATIENT.split()[1])
    desk.keyboard.press("Enter")
    row = desk.locator("[class*='st-key-case-']").filter(has_text=PATIENT)
    expect(row).to_contain_text("safety flag")
    shot(desk, "clinician-caseload")
    row.get_by_role("link", name=PATIENT).click()
    expect(desk.get_by_text("nobody has taken it on yet")).to_be_visible()
    desk.locator("[data-testid=stVegaLiteChart] svg, [data-testid=stVegaLiteChart] canvas").first.wait_for()
    expect(desk.locator(DRAWN).first).to_have_attribute("aria-label", re.compile(rf"{points + 1} scores"))
    assert desk.locator(".row-trial").all_inner_texts() != before, "the verdict takes the new score into account"
    shot(desk, "clinician-patient-after")

    desk.get_by_role("button", name="Acknowledge").click()
    expect(desk.get_by_text(f"taken on by {CLINICIAN}")).to_be_visible()


def scores(words: str) -> int:
    found = re.search(r"(\d+) scores", words)
    assert found, words
    return int(found[1])


def test_the_verdict_is_seen_without_scrolling(desk: Page, doors: None) -> None:
    come_in(desk, CLINICIAN)
    open_patient(desk)
    desk.wait_for_timeout(800)
    for verdict in desk.locator(".row-trial .chip").all():
        box = verdict.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 900
    chart = desk.locator("[data-testid=stVegaLiteChart]").first.bounding_box()
    assert chart is not None
    assert chart["y"] + chart["height"] <= 900


@pytest.mark.parametrize("path", ["/caseload", "/patient", "/new-patient"])
def test_nothing_runs_off_a_phones_screen(phone: Page, doors: None, path: str) -> None:
    come_in(phone, CLINICIAN)
    if path == "/patient":
        open_patient(phone)
    elif path != "/caseload":
        phone.goto(path)
    phone.wait_for_timeout(1500)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    wide = phone.evaluate(
        "[...document.querySelectorAll('.row, .st-key-page-staff button, [data-testid=stVegaLiteChart]')]"
        ".filter(each => each.getBoundingClientRect().right > 391).map(each => each.className)"
    )
    assert not wide


def test_a_trial_is_recorded_with_the_keyboard(desk: Page, doors: None, shot: Callable[[Page, str], None]) -> None:
    come_in(desk, CLINICIAN)
    desk.get_by_label("Search").fill("Fisher")
    desk.keyboard.press("Enter")
    desk.get_by_role("link", name="Anahera Fisher").press("Enter")
    desk.get_by_role("link", name="New trial").press("Enter")
    desk.get_by_role("radio", name="Psychotherapy").press("Space")
    first = actor(CLINICIAN)
    day = history.caseload(first).as_of - timedelta(days=3)
    field = desk.get_by_test_id("stDateInput").filter(has_text="First day").get_by_role("spinbutton").first
    field.click()
    desk.keyboard.type(day.isoformat())
    desk.keyboard.press("Escape")
    box = desk.get_by_role("combobox", name="Therapy")
    box.click()
    box.press_sequentially("interpersonal")
    desk.get_by_role("option").filter(has_text="IPT").first.click()
    expect(desk.get_by_text("evidence-based by the list")).to_be_visible()
    shot(desk, "clinician-trial")
    save = desk.get_by_role("button", name="Record the trial")
    save.dblclick()
    expect(desk.get_by_text("In the record: IPT, version 1.")).to_be_visible()
    expect(desk.locator(".row-trial").filter(has_text="IPT")).to_have_count(1)


def test_what_is_opened_when_asked_for_opens_by_keyboard(desk: Page, doors: None) -> None:
    come_in(desk, CLINICIAN)
    open_patient(desk)
    for label, shown in (
        ("Would other rules for dose or sessions change this?", "under all 9 pairs of rules"),
        ("What payers' rules would say", "The payer decides"),
        ("Answers to each item", "first to last"),
    ):
        fold = desk.locator("summary").filter(has_text=label)
        fold.focus()
        desk.keyboard.press("Enter")
        expect(desk.get_by_text(shown).first).to_be_visible()


def test_whose_record_it_is_stays_in_sight(desk: Page, doors: None) -> None:
    """Two identifiers and the time of the data, however far somebody scrolls."""
    come_in(desk, CLINICIAN)
    open_patient(desk)
    desk.locator("summary").filter(has_text="Check-ins (").scroll_into_view_if_needed()
    desk.mouse.wheel(0, 4000)
    desk.wait_for_timeout(500)
    for words in (PATIENT, "born ", "record CH-", "data to "):
        expect(desk.locator(".row-identity")).to_contain_text(words)
    expect(desk.locator(".row-identity")).to_be_in_viewport()


def test_on_paper_is_the_whole_page_and_nothing_to_tap(desk: Page, doors: None) -> None:
    come_in(desk, CLINICIAN)
    open_patient(desk)
    desk.emulate_media(media="print")
    desk.wait_for_timeout(500)
    expect(desk.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(desk.get_by_role("link", name="New trial")).to_be_hidden()
    expect(desk.locator(".row-identity")).to_be_visible()
    tall = desk.evaluate("document.documentElement.scrollHeight")
    assert tall > 1000, "the page is not cut off at the window"
