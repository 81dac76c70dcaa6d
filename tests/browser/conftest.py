"""The real application in a real browser: a phone, a desk, and one server over invented people."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from tests.support.patients import Asked, ask_patient, make_clinic
from tests.support.server import Server

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
# Quiet, and without a call to anyone: what remains on the network is the application's own.
ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
DESK = {"viewport": {"width": 1440, "height": 900}}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in this folder is a browser test, and one worker runs them all: one browser, one server."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")
            item.add_marker(pytest.mark.xdist_group("browser"))


def _program() -> str:
    named = os.environ.get("CHROMIUM")
    found = named or next((path for path in map(shutil.which, PROGRAMS) if path), None)
    if not found or not Path(found).exists():
        pytest.skip("no browser: install Chromium (Debian: apt-get install chromium) or name one in CHROMIUM")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = _program()
    rootless = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS + rootless)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo, served over a data folder of its own; shared by the tests of this folder."""
    with Server(tmp_path_factory.mktemp("served")) as running:
        yield running


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """Opens a visitor of its own, with no cookie; `open_page(**PHONE)`. What the page did wrong fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(**options: object) -> Page:
        context = browser.new_context(base_url=server.url, locale="en-GB", timezone_id="Europe/London", **options)
        contexts.append(context)
        context.set_default_timeout(15_000)
        page = context.new_page()
        _watch(page, server.url, complaints)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


def _watch(page: Page, home: str, complaints: list[str]) -> None:
    """Note each uncaught error, each breach of the content policy, and each word to a third party."""

    def said(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            complaints.append(f"policy: {message.text[:300]}")

    def asked(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme.startswith(("http", "ws")) and address.netloc != urlsplit(home).netloc:
            complaints.append(f"third party: {request.url[:200]}")

    page.on("console", said)
    page.on("request", asked)
    page.on("pageerror", lambda error: complaints.append(f"error: {str(error)[:300]}"))


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    """A patient's phone: 390×844, touch."""
    return open_page(**PHONE)


@pytest.fixture
def desk(open_page: Callable[..., Page]) -> Page:
    """A clinician's screen: 1440×900."""
    return open_page(**DESK)


@pytest.fixture
def asked() -> Asked:
    """A patient of a clinic of their own, asked for the weekly core by a link."""
    return ask_patient(make_clinic())


@pytest.fixture
def shot() -> Callable[[Page, str], None]:
    """Keep a picture under this name where FAIRTRIAL_SCREENSHOTS names a folder; otherwise do nothing."""
    folder = os.environ.get("FAIRTRIAL_SCREENSHOTS")

    def keep(page: Page, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}.png")

    return keep
