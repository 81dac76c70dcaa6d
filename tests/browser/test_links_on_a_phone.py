"""Links on a telephone: one that is over, changed, used or somebody else's, and one opened on two devices at once."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from models import clock, recording
from models.access import system_actor
from tests.browser.conftest import PHONE
from tests.browser.test_check_in import THINKING_MS, answer, answer_until, place, start
from tests.support.patients import Asked, answer_through_the_door, ask_patient, kept, make_clinic, served_clinic, share
from tests.support.server import Server

GONE = "This link cannot be used"
MONTHS = timedelta(days=90)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served_clinic(tmp_path_factory.mktemp("links")) as running:
        yield running


@pytest.fixture(autouse=True)
def same_database(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    share(server, monkeypatch)


@pytest.fixture
def stranger(browser: Browser, server: Server) -> Iterator[Page]:
    """A telephone on which nobody was before."""
    context = browser.new_context(base_url=server.url, **PHONE)  # type: ignore[arg-type]
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def expired() -> str:
    with clock.at(clock.now() - MONTHS):
        return ask_patient(make_clinic()).link


def changed() -> str:
    link = ask_patient(make_clinic()).link
    return link[:-1] + ("A" if link[-1] != "A" else "B")


def taken_back() -> str:
    asked = ask_patient(make_clinic())
    recording.revoke_links(system_actor(), asked.patient_id)
    return asked.link


@pytest.mark.parametrize("link", [expired, changed, taken_back])
def test_P06_a_link_that_leads_nowhere_says_so_with_help_and_begins_nothing(
    stranger: Page, link: Callable[[], str]
) -> None:
    stranger.goto(link())
    expect(stranger.get_by_role("heading", name=GONE)).to_be_visible()
    expect(stranger.get_by_role("link", name="Call 988").first).to_be_in_viewport()
    assert stranger.get_by_role("button", name="Start").count() == 0
    assert stranger.context.cookies() == []


def test_P06_a_link_that_was_used_says_when_and_opens_nothing(stranger: Page) -> None:
    asked = ask_patient(make_clinic())
    answer_through_the_door(asked, *[0] * 9)
    recording.send_check_in(system_actor(), asked.check_in_id)
    stranger.goto(asked.link)
    expect(stranger.get_by_text("was received", exact=False)).to_be_visible()
    assert stranger.get_by_role("button", name="Start").count() == 0
    assert stranger.context.cookies() == []


def test_P06_the_link_of_somebody_else_opens_theirs_and_nothing_of_the_one_before(phone: Page) -> None:
    clinic = make_clinic()
    one, other = ask_patient(clinic), ask_patient(clinic)
    start(phone, one)
    answer_until(phone, 3)
    place(phone, "4 of 9")
    start(phone, other)
    place(phone, "1 of 9")
    answer(phone, "Not at all", 1)
    place(phone, "2 of 9")
    assert kept(other) == {("phq9", "q1"): 0.0}
    assert kept(one) == {("phq9", f"q{number}"): 1.0 for number in (1, 2, 3)}


def test_B81_two_telephones_at_once_are_one_check_in(phone: Page, open_page: Callable[..., Page]) -> None:
    asked: Asked = ask_patient(make_clinic())
    second = open_page(**PHONE)
    start(phone, asked)
    start(second, asked)
    answer_until(phone, 4)
    place(phone, "5 of 9")
    second.reload()
    place(second, "5 of 9")
    for number in range(5, 10):
        answer(second, "Not at all", number)
    second.wait_for_timeout(THINKING_MS)
    second.get_by_role("button", name="Next", exact=True).click()
    expect(second.get_by_text("Not sent yet.", exact=False)).to_be_visible()
    second.wait_for_timeout(THINKING_MS)
    second.get_by_role("button", name="Send", exact=True).click()
    expect(second.get_by_text("Thank you. Received at")).to_be_visible()
    phone.get_by_role("radio", name="Nearly every day", exact=True).click()
    expect(phone.get_by_text("received", exact=False).first).to_be_visible(timeout=30_000)
    assert list(kept(asked).values()) == [1.0] * 4 + [0.0] * 5
