"""Each language on a phone: from the link to the receipt, help in the reader's words, a switch that loses nothing."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from instruments import shelf
from pages.parts.words import word
from tests.browser.conftest import PHONE
from tests.browser.test_accessible import ASKED, RULES
from tests.browser.test_check_in import THINKING_MS
from tests.support.axe import script
from tests.support.patients import Asked, answer_through_the_door, kept, served_clinic, share
from tests.support.server import Server

OFFERED = '["en", "de", "es", "fr", "nl", "ar"]'
EVERY = ("de", "es", "fr", "nl", "ar")
NAMES = {"de": "Deutsch", "es": "Español", "fr": "Français", "nl": "Nederlands", "ar": "العربية", "en": "English"}
# Words of the ways to help that stand outside their block.
REACHES_OUT = """() => { const block = document.querySelector('.st-key-crisis-now').getBoundingClientRect();
  return [...document.querySelectorAll('.st-key-crisis-now a')].filter(each => {
    const at = each.getBoundingClientRect();
    return at.left < block.left || at.right > block.right || each.scrollWidth > each.clientWidth })
    .map(each => each.innerText) }"""
Shot = Callable[[Page, str], None]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served_clinic(tmp_path_factory.mktemp("languages"), FAIRTRIAL_LANGUAGES=OFFERED) as running:
        yield running


@pytest.fixture(autouse=True)
def same_database(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIRTRIAL_LANGUAGES", OFFERED)
    share(server, monkeypatch)


def start(page: Page, asked: Asked, language: str) -> None:
    """By the link's page, in the language that is chosen there by its own name."""
    page.goto(asked.link)
    page.get_by_role("link", name=NAMES[language]).click()
    page.get_by_role("button", name=word("start", language), exact=True).locator("visible=true").click()
    expect(page.get_by_text(word("place", language, number=1, total=9), exact=True)).to_be_visible(timeout=30_000)


def choose(page: Page, number: int, language: str, value: int) -> None:
    expect(page.get_by_text(word("place", language, number=number, total=9), exact=True)).to_be_visible()
    page.wait_for_timeout(THINKING_MS)
    page.get_by_role("radio").nth(value).click()


def tongue(page: Page) -> list[str]:
    return list(page.evaluate("[document.documentElement.lang, document.documentElement.dir || 'ltr']"))


@pytest.mark.parametrize("language", EVERY)
def test_from_the_link_to_the_receipt(phone: Page, asked: Asked, language: str, shot: Shot) -> None:
    answer_through_the_door(asked, *[1] * 8)
    page = phone
    page.goto(asked.link)
    page.get_by_role("link", name=NAMES[language]).click()
    page.get_by_role("button", name=word("start", language), exact=True).locator("visible=true").click()
    form, item = (language if language in shelf()["phq9"].languages else "en"), shelf()["phq9"].items[8]
    question = page.get_by_text(item.text(form))
    expect(question.first).to_be_visible(timeout=30_000)
    assert tongue(page) == [language, "rtl" if language == "ar" else "ltr"]
    expect(page.get_by_test_id("stSkipToContent")).to_have_text(word("skip_to_content", language))
    assert question.first.evaluate("node => getComputedStyle(node).direction") == "ltr"
    assert question.first.evaluate("node => node.closest('[lang]').lang") == form
    page.wait_for_timeout(THINKING_MS)
    page.get_by_role("radio").nth(1).click()
    expect(page.get_by_role("link", name=word("emergency", language, number="112")).first).to_be_visible()
    assert word("danger_reach", language).split()[-1] in page.locator(".st-key-crisis-now").inner_text()
    shot(page, f"help-{language}")
    page.set_viewport_size({"width": 320, "height": 844})
    assert page.evaluate(REACHES_OUT) == [], "a way to help is cut off on a narrow telephone"
    page.wait_for_timeout(THINKING_MS)
    page.get_by_role("button", name=word("next", language), exact=True).click()
    expect(page.get_by_role("heading", name=word("review_title", language))).to_be_visible()
    page.wait_for_timeout(THINKING_MS)
    page.get_by_role("button", name=word("send", language), exact=True).click()
    thanks = word("received", language, at="", day="").split()[0]
    expect(page.get_by_role("heading", name=re.compile(re.escape(thanks)))).to_be_visible()
    assert kept(asked)["phq9", "q9"] == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shot(page, f"receipt-{language}")


def test_the_switch_keeps_the_answers_and_the_place(phone: Page, asked: Asked) -> None:
    start(phone, asked, "de")
    choose(phone, 1, "de", 2)
    choose(phone, 2, "de", 1)
    expect(phone.get_by_text("3 von 9", exact=True)).to_be_visible()
    phone.get_by_role("button", name="Sprache: Deutsch").click()
    phone.get_by_role("button", name="Français").click()
    expect(phone.get_by_text("3 sur 9", exact=True)).to_be_visible()
    expect(phone.get_by_text(shelf()["phq9"].items[2].text("fr"))).to_be_visible()
    assert tongue(phone) == ["fr", "ltr"]
    expect(phone.get_by_test_id("stSkipToContent")).to_have_text("Aller au contenu de la page")
    phone.get_by_role("button", name=word("language_now", "fr", name="Français")).click()
    phone.get_by_role("button", name="العربية").click()
    expect(phone.get_by_text("3 من 9", exact=True)).to_be_visible()
    assert tongue(phone) == ["ar", "rtl"]
    assert kept(asked) == {("phq9", "q1"): 2, ("phq9", "q2"): 1}
    phone.reload()
    expect(phone.get_by_text("3 من 9", exact=True)).to_be_visible(timeout=30_000)


def test_a_page_from_the_right_is_as_accessible(browser: Browser, server: Server, asked: Asked, shot: Shot) -> None:
    """The check-in, and the plain form; light, on a phone, and nothing runs off a screen of 320 points."""
    if not script():
        pytest.skip("no axe-core: it is fetched with npm, or named as a file in AXE")
    context = browser.new_context(base_url=server.url, locale="en-GB", bypass_csp=True, viewport=PHONE["viewport"])
    page = context.new_page()
    start(page, asked, "ar")
    for name, path in (("check-in", ""), ("plain form", "/plain/check-in")):
        if path:
            page.goto(path)
        page.evaluate(script())
        assert page.evaluate(ASKED, RULES["light"]) == [], name
        page.set_viewport_size({"width": 320, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") == 320, name
        shot(page, f"from-the-right-{name}")
    context.close()
