"""The check-in in a real browser: from the link to the receipt on a phone, as a list on a desk, by keyboard alone."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE
from tests.support.patients import (
    BORN_ON,
    Asked,
    answer_through_the_door,
    ask_patient,
    kept,
    make_clinic,
    rows,
    served_clinic,
    share,
)
from tests.support.server import Server

NOT_WATCHED = "This form is not watched in real time. If you might act"
THINKING_MS = 450  # longer than a double tap
Shot = Callable[[Page, str], None]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served_clinic(tmp_path_factory.mktemp("check-in")) as running:
        yield running


@pytest.fixture(autouse=True)
def same_database(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    share(server, monkeypatch)


def start(page: Page, asked: Asked) -> None:
    """From the link to the first question in one tap."""
    page.goto(asked.link)
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("radio").first).to_be_visible(timeout=30_000)


def place(page: Page, words: str) -> None:
    expect(page.get_by_test_id("stProgress")).to_contain_text(words)


def answer(page: Page, label: str, number: int, total: int = 9) -> None:
    """Answer the question that is on the screen."""
    place(page, f"{number} of {total}")
    page.wait_for_timeout(THINKING_MS)
    page.get_by_role("radio", name=label, exact=True).click()


def answer_until(page: Page, last: int, label: str = "Several days", first: int = 1) -> None:
    for number in range(first, last + 1):
        answer(page, label, number)


def help_in_sight(page: Page) -> None:
    found = page.get_by_text(NOT_WATCHED)
    expect(found).to_be_visible()
    expect(found).to_be_in_viewport()


def test_from_the_link_to_the_receipt_on_a_phone(phone: Page, asked: Asked, shot: Shot) -> None:
    start(phone, asked)
    shot(phone, "check-in-first")
    expect(phone.get_by_text("Over the last 2 weeks")).to_be_visible()
    expect(phone.locator("[role=radio][aria-checked=true]")).to_have_count(0)
    assert asked.token not in phone.url
    answer_until(phone, 8)
    place(phone, "9 of 9")
    assert not phone.get_by_text(NOT_WATCHED).is_visible()
    answer(phone, "Several days", 9)
    help_in_sight(phone)
    place(phone, "9 of 9")
    shot(phone, "check-in-crisis")
    assert phone.get_by_role("link", name="Call 988").first.get_attribute("href") == "tel:988"
    assert phone.get_by_role("link", name="Text 988").first.get_attribute("href") == "sms:988"
    phone.get_by_role("button", name="Next").click()
    expect(phone.get_by_text("Not sent yet. 9 of 9 answered.")).to_be_visible()
    help_in_sight(phone)
    shot(phone, "check-in-review")
    phone.wait_for_timeout(THINKING_MS)
    phone.get_by_role("button", name="Send", exact=True).click()
    expect(phone.get_by_text(re.compile(r"Thank you\. Received at \d\d:\d\d on \w+day"))).to_be_visible()
    help_in_sight(phone)
    shot(phone, "check-in-receipt")
    assert rows("SELECT value FROM score WHERE check_in_id = ? AND scale = 'total'", asked.check_in_id) == [(9.0,)]


def test_targets_are_large_enough_for_a_thumb(phone: Page, asked: Asked) -> None:
    start(phone, asked)
    for choice in [*phone.get_by_role("radio").all(), phone.get_by_role("button", name="Skip")]:
        box = choice.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["width"] >= 44
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_one_s_own_course_after_the_birth_date(phone: Page, asked: Asked, shot: Shot) -> None:
    answer_through_the_door(asked, *[1] * 8, 0)
    phone.goto(asked.link)
    phone.get_by_role("button", name="Start").click()
    phone.get_by_role("button", name="Send", exact=True).click()
    expect(phone.get_by_text("Thank you. Received at")).to_be_visible()
    assert not phone.get_by_text("Your score").is_visible()
    for label, value in (("Day", BORN_ON.day), ("Month", BORN_ON.month), ("Year", BORN_ON.year)):
        phone.get_by_label(label, exact=True).fill(str(value))
    phone.get_by_role("button", name="Show me").click()
    expect(phone.get_by_text("Your score is 8 of 27. Lower is better.")).to_be_visible()
    shot(phone, "check-in-own-course")


def test_back_shows_the_answer_and_when_it_was_saved(phone: Page, asked: Asked) -> None:
    """F28."""
    start(phone, asked)
    answer_until(phone, 2)
    place(phone, "3 of 9")
    phone.get_by_role("button", name="Back").click()
    place(phone, "2 of 9")
    expect(phone.get_by_role("radio", name="Several days")).to_have_attribute("aria-checked", "true")
    expect(phone.get_by_text(re.compile(r"✓ Saved \d\d:\d\d"))).to_be_visible()
    phone.get_by_role("button", name="Next").click()
    place(phone, "3 of 9")


def test_what_was_skipped_is_asked_once_more(phone: Page, asked: Asked) -> None:
    answer_through_the_door(asked, 1, 1, 1, 1, 1, 1, 1)
    start(phone, asked)
    place(phone, "8 of 9")
    phone.get_by_role("button", name="Skip").click()
    answer(phone, "Not at all", 9)
    phone.wait_for_timeout(THINKING_MS)
    phone.get_by_role("button", name="Next").click()
    place(phone, "8 of 9")
    expect(phone.get_by_text("You left this one out")).to_be_visible()
    phone.wait_for_timeout(THINKING_MS)
    phone.get_by_role("button", name="Skip").click()
    expect(phone.get_by_text("Not sent yet. 8 of 9 answered.")).to_be_visible()
    phone.get_by_role("button", name="Moving or speaking so slowly").click()
    place(phone, "8 of 9")
    answer(phone, "Not at all", 8)
    expect(phone.get_by_text("Not sent yet. 9 of 9 answered.")).to_be_visible()


def test_a_double_tap_answers_one_question(phone: Page, asked: Asked) -> None:
    """F06."""
    start(phone, asked)
    box = phone.get_by_role("radio", name="Several days").bounding_box()
    assert box is not None
    for _ in range(2):  # at one place, as a thumb does, whatever is drawn there by then
        phone.touchscreen.tap(box["x"] + 40, box["y"] + 20)
        phone.wait_for_timeout(150)
    place(phone, "2 of 9")
    expect(phone.locator("[role=radio][aria-checked=true]")).to_have_count(0)
    assert kept(asked) == {("phq9", "q1"): 1.0}


# Coming back


def test_a_refresh_and_a_closed_tab_go_on_where_one_was(
    phone: Page, asked: Asked, open_page: Callable[..., Page]
) -> None:
    """F28."""
    start(phone, asked)
    answer_until(phone, 3)
    place(phone, "4 of 9")
    phone.reload()
    place(phone, "4 of 9")
    answer(phone, "Not at all", 4)
    place(phone, "5 of 9")
    phone.close()
    elsewhere = open_page(**PHONE)
    start(elsewhere, asked)
    place(elsewhere, "5 of 9")
    assert kept(asked) == {("phq9", f"q{n}"): 1.0 if n < 4 else 0.0 for n in range(1, 5)}


def test_the_server_dies_and_comes_back_under_the_open_page(phone: Page, asked: Asked, server: Server) -> None:
    """F01, F28."""
    start(phone, asked)
    answer_until(phone, 3)
    place(phone, "4 of 9")
    server.kill()
    phone.wait_for_timeout(500)
    server.start()
    phone.wait_for_timeout(3000)
    place(phone, "4 of 9")
    answer(phone, "Nearly every day", 4)
    place(phone, "5 of 9")
    assert kept(asked)["phq9", "q4"] == 3.0
    assert len(kept(asked)) == 4


def test_the_line_drops_and_comes_back(phone: Page, asked: Asked) -> None:
    start(phone, asked)
    answer_until(phone, 2)
    place(phone, "3 of 9")
    phone.context.set_offline(True)
    phone.wait_for_timeout(1500)
    phone.context.set_offline(False)
    phone.wait_for_timeout(2000)
    answer(phone, "Several days", 3)
    place(phone, "4 of 9")
    assert len(kept(asked)) == 3


# The desk


def test_the_list_on_a_wide_screen(desk: Page, asked: Asked, shot: Shot) -> None:
    start(desk, asked)
    expect(desk.get_by_role("radiogroup")).to_have_count(9)
    desk.get_by_role("radiogroup").nth(0).get_by_role("radio", name="Several days").click()
    place(desk, "1 of 9 answered")
    shot(desk, "check-in-list")
    desk.get_by_role("radiogroup").nth(8).get_by_role("radio", name="Several days").click()
    help_in_sight(desk)
    place(desk, "2 of 9 answered")
    shot(desk, "check-in-list-crisis")
    desk.wait_for_timeout(THINKING_MS)
    desk.get_by_role("button", name="Continue").click()
    expect(desk.get_by_text("You left these out")).to_be_visible()
    expect(desk.get_by_role("radiogroup")).to_have_count(7)
    help_in_sight(desk)
    desk.wait_for_timeout(THINKING_MS)
    desk.get_by_role("button", name="Continue").click()
    expect(desk.get_by_text("Not sent yet. 2 of 9 answered.")).to_be_visible()
    desk.wait_for_timeout(THINKING_MS)
    desk.get_by_role("button", name="Send", exact=True).click()
    expect(desk.get_by_text("Thank you. Received at")).to_be_visible()


def test_the_keyboard_alone_is_enough(open_page: Callable[..., Page], asked: Asked) -> None:
    page = open_page(**DESK)
    page.goto(asked.link)
    page.get_by_role("button", name="Start").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("radiogroup")).to_have_count(9)
    switch = page.get_by_role("button", name="Show one question at a time")
    switch.focus()
    page.keyboard.press("Enter")
    for number in range(1, 10):
        place(page, f"{number} of 9")
        page.wait_for_timeout(THINKING_MS)
        _tab_to(page, "radio")
        page.keyboard.press("ArrowRight")
        place(page, f"{number} of 9")
        page.keyboard.press("Space")
    _press_by_tab(page, "Next")
    expect(page.get_by_text("Not sent yet. 9 of 9 answered.")).to_be_visible()
    _press_by_tab(page, "Send")
    expect(page.get_by_text("Thank you. Received at")).to_be_visible()
    assert set(kept(asked).values()) == {1.0}


def _tab_to(page: Page, role: str, name: str = "", most: int = 40) -> None:
    """Press Tab until something of this role, and this name, has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate(
            "() => [document.activeElement.getAttribute('role') || document.activeElement.tagName.toLowerCase(),"
            " document.activeElement.innerText || '']"
        )
        if here[0] == role and (not name or here[1].strip() == name):
            return
    raise AssertionError(f"no {role} {name!r} within {most} presses of Tab")


def _press_by_tab(page: Page, name: str) -> None:
    page.wait_for_timeout(THINKING_MS)
    _tab_to(page, "button", name)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", [PHONE, DESK], ids=["phone", "desk"])
def test_it_can_be_read_by_day_and_by_night(
    open_page: Callable[..., Page], shot: Shot, scheme: str, device: dict[str, object]
) -> None:
    """Every kind of question, for the pictures."""
    asked = ask_patient(make_clinic(), ["phq9", "bipf", "hrqol4", "ons4", "pgic"])
    answer_through_the_door(asked, 1, 2, 0, 1, 1, 0, 2, 1, 1)
    page = open_page(**device, color_scheme=scheme)
    start(page, asked)
    name = f"check-in-{'phone' if device is PHONE else 'desk'}-{scheme}"
    shot(page, f"{name}-7-choices")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if device is PHONE:
        answer_through_the_door(asked, *[0] * 7, instrument="bipf")
        answer_through_the_door(asked, 2, instrument="hrqol4")
        page.reload()
        expect(page.get_by_label("Now thinking about your physical health")).to_be_visible(timeout=30_000)
        shot(page, f"{name}-number")
        page.get_by_label("Now thinking about your physical health").fill("12")
        page.get_by_role("button", name="Next").click()
        place(page, "19 of 25")
        answer_through_the_door(asked, 2, 12, 3, 4, instrument="hrqol4")
        page.reload()
        expect(page.get_by_role("radio")).to_have_count(11, timeout=30_000)
        shot(page, f"{name}-line")
