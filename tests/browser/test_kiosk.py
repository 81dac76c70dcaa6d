"""The clinic's tablet in a real browser: back, reload, history and a second tab show nothing of anybody else."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlmodel import Session

from models import database
from models.clock import now
from models.records import CareTeamMember, CheckIn, CheckInStatus, Person, PersonRole
from tests.pages.entrance import CANARY, Entrance

TABLET = {"viewport": {"width": 820, "height": 1180}, "has_touch": True}
OTHER = "Qwoxbeam"
PIN = "4829"
Shot = Callable[[Page, str], None]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Entrance]:
    made = Entrance(tmp_path_factory.mktemp("tablet"))
    made.seed()
    _second_patient(made)
    with made:
        yield made


def _second_patient(made: Entrance) -> None:
    with Session(database.engine_for(made.settings["FAIRTRIAL_DATABASE_URL"])) as db:
        first = db.get_one(Person, made.people.ids["patient"])
        another = {"id": "second", "record_number": "A-2042", "family_name": OTHER, "given_name": "Ole"}
        db.add(Person(**{**first.model_dump(), **another, "role": PersonRole.patient}))
        db.flush()
        today = now().date()
        facts = {"occasion": "one", "instruments": ["phq9"], "status": CheckInStatus.due}
        db.add(CheckIn(patient_id="second", due_on=today, closes_on=today, **facts))
        for each in (first.id, "second"):
            member = {"clinician_id": made.people.ids["clinician"], "since_on": today}
            db.add(CareTeamMember(patient_id=each, **member))
        db.commit()
    made.people.ids["second"] = "second"


@pytest.fixture
def tablet(open_page: Callable[..., Page], server: Entrance) -> Page:
    """A clinician's tablet, open on the patient's page."""
    page = open_page(**TABLET)
    page.goto("/sign-in")
    page.get_by_role("button", name=f"Marta {CANARY}-clinician").click()
    expect(page.get_by_role("heading", name="Who needs you today")).to_be_visible(timeout=30_000)
    page.goto(f"/patient?id={server.people.ids['patient']}")
    expect(page.get_by_role("heading", name=f"Marta {CANARY}-patient")).to_be_visible(timeout=30_000)
    return page


def hand_over(page: Page, patient_id: str) -> None:
    page.goto(f"/hand-over/{patient_id}")
    page.get_by_label("A PIN of 4 to 8 digits").fill(PIN)
    page.get_by_role("button", name="Hand over").click()
    in_the_check_in(page)


def in_the_check_in(page: Page) -> None:
    """The first question is there, and no name of anybody."""
    expect(page.get_by_text("Little interest or pleasure").first).to_be_visible(timeout=30_000)
    assert page.url.endswith("/check-in")
    without_names(page)


def without_names(page: Page) -> None:
    seen = page.content() + page.title() + page.url
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert CANARY not in seen + kept
    assert OTHER not in seen + kept


def take_back(page: Page) -> None:
    page.get_by_role("link", name="For staff").first.click()
    page.get_by_label("The PIN").fill(PIN)
    page.get_by_role("button", name="Take back").click()


def chosen(page: Page) -> int:
    return page.locator("[role=radio][aria-checked=true]").count()


def test_back_reload_and_typed_addresses_stay_in_the_one_check_in(tablet: Page, server: Entrance, shot: Shot) -> None:
    hand_over(tablet, server.people.ids["patient"])
    shot(tablet, "kiosk-check-in")
    tablet.reload()
    in_the_check_in(tablet)
    for address in ("/caseload", f"/patient?id={server.people.ids['patient']}", "/sign-in", "/", "/my-report"):
        tablet.goto(address)
        in_the_check_in(tablet)
    for _ in range(4):
        tablet.go_back()
        tablet.wait_for_timeout(600)
        in_the_check_in(tablet)


def test_the_staff_s_other_tab_empties_itself(tablet: Page, server: Entrance) -> None:
    other = tablet.context.new_page()
    other.goto(f"/patient?id={server.people.ids['patient']}")
    expect(other.get_by_role("heading", name=f"Marta {CANARY}-patient")).to_be_visible(timeout=30_000)
    hand_over(tablet, server.people.ids["patient"])
    other.bring_to_front()
    in_the_check_in(other)


def test_the_next_patient_finds_nothing_of_the_one_before(tablet: Page, server: Entrance, shot: Shot) -> None:
    """P17."""
    hand_over(tablet, server.people.ids["patient"])
    expect(tablet.get_by_role("radio", name="Nearly every day")).to_have_count(9)
    tablet.get_by_role("radio", name="Nearly every day").last.click()
    expect(tablet.get_by_text("Please reach a person at once").first).to_be_visible(timeout=30_000)
    assert chosen(tablet) == 1
    before = cookies(tablet.context)
    take_back(tablet)
    expect(tablet.get_by_role("heading", name=f"Marta {CANARY}-patient")).to_be_visible(timeout=30_000)
    assert not before & cookies(tablet.context), "no cookie of the patient's visit is left"
    hand_over(tablet, "second")
    assert chosen(tablet) == 0
    assert "Please reach a person at once" not in tablet.content()
    for _ in range(3):  # through the check-in and the page that asks for the PIN, and never to a name or an answer
        tablet.go_back()
        tablet.wait_for_timeout(1500)
        without_names(tablet)
        assert chosen(tablet) == 0
    tablet.goto("/check-in")
    in_the_check_in(tablet)
    assert chosen(tablet) == 0
    fresh = tablet.context.new_page()
    fresh.goto("/check-in")
    in_the_check_in(fresh)
    assert chosen(fresh) == 0


def cookies(context: BrowserContext) -> set[str]:
    return {each["value"] for each in context.cookies()}


def test_a_copied_tab_is_no_way_out_and_five_wrong_pins_sign_out(tablet: Page, server: Entrance) -> None:
    hand_over(tablet, server.people.ids["patient"])
    copy = tablet.context.new_page()
    copy.goto("/caseload")
    in_the_check_in(copy)
    tablet.goto("/hand-back")
    for left in (4, 3, 2, 1):
        tablet.get_by_label("The PIN").fill("0000")
        tablet.get_by_role("button", name="Take back").click()
        expect(tablet.get_by_text(f"{left} tr")).to_be_visible()
    tablet.get_by_label("The PIN").fill("0000")
    tablet.get_by_role("button", name="Take back").click()
    expect(tablet.get_by_role("heading", name="Who would you like to be?")).to_be_visible()
    for address in ("/check-in", "/caseload"):
        tablet.goto(address)
        expect(tablet.get_by_role("heading", name="Who would you like to be?")).to_be_visible()
