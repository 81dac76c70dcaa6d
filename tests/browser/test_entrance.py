"""The way in, in a real browser: charts are drawn under the strict policy, nothing goes to anybody else."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import DESK, PHONE
from tests.pages.entrance import CANARY, LINK, Entrance


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Entrance]:
    made = Entrance(tmp_path_factory.mktemp("drawn"), target="tests.pages.chart_app:app")
    made.seed()
    with made:
        yield made


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Entrance]:
    made = Entrance(tmp_path_factory.mktemp("entrance"))
    made.seed()
    with made:
        yield made


class Watched:
    """A page, and what it complained of or asked of others."""

    def __init__(self, browser: Browser, server: Entrance, options: dict[str, object]) -> None:
        self.context = browser.new_context(base_url=server.url, locale="en-GB", **options)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.elsewhere: list[str] = []
        home = urlsplit(server.url).netloc
        self.page.on("console", lambda each: self.complaints.append(each.text) if "Policy" in each.text else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda each: self._note(each.url, home))

    def _note(self, address: str, home: str) -> None:
        parts = urlsplit(address)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != home:
            self.elsewhere.append(address)


@pytest.fixture
def watched(browser: Browser) -> Iterator[list[Watched]]:
    opened: list[Watched] = []
    yield opened
    for each in opened:
        each.context.close()
        assert not each.complaints
        assert not each.elsewhere


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_charts_tables_and_hostile_words_under_the_policy(
    browser: Browser,
    drawn: Entrance,
    watched: list[Watched],
    scheme: str,
) -> None:
    """P18, P25."""
    watched.append(Watched(browser, drawn, {**DESK, "color_scheme": scheme}))
    page = watched[0].page
    page.goto("/sign-in")
    page.get_by_role("button", name="clinician").click()
    chart = page.locator("[data-testid=stVegaLiteChart] .marks")
    chart.first.wait_for(timeout=20_000)
    page.locator("[data-testid=stDataFrame] canvas").first.wait_for()
    page.locator("[data-testid=stVegaLiteChart]").hover(position={"x": 200, "y": 100})
    for place in (".st-key-card-hostile", ".stMarkdownBadge", "h3"):
        words = page.locator(place).first.inner_text().replace("\u2060", "")
        assert "**bold** <img src=" in words, place
        assert ":red[r] :smile: www.evil.example -> $x$" in words, place
        assert page.locator(f"{place} img, {place} a, {place} strong, {place} .katex").count() == 0
    assert page.get_by_role("link", name="Call 988").first.get_attribute("href") == "tel:988"
    assert page.get_by_role("radio", name="Several days").bounding_box()["height"] >= 52


def test_a_patient_comes_in_by_link_on_a_phone(browser: Browser, server: Entrance, watched: list[Watched]) -> None:
    watched.append(Watched(browser, server, dict(PHONE)))
    page = watched[0].page
    page.goto(f"/c/{LINK}")
    start = page.get_by_role("button", name="Start")
    assert start.count() == 1, "one button for this width, the other one is not there"
    assert start.bounding_box()["height"] >= 52
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    start.click()
    page.wait_for_url("**/check-in")
    assert LINK not in page.evaluate("document.referrer")
    page.go_back()
    assert CANARY not in page.content()


def test_signing_out_in_the_app(browser: Browser, server: Entrance, watched: list[Watched]) -> None:
    watched.append(Watched(browser, server, dict(DESK)))
    page = watched[0].page
    page.goto("/sign-in")
    page.get_by_role("button", name="admin").click()
    page.get_by_text(CANARY).first.wait_for(timeout=20_000)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_text("Please sign in").wait_for()
    assert page.get_by_text(CANARY).count() == 0
    page.get_by_role("link", name="Sign in").click()
    page.wait_for_url("**/sign-in**")
