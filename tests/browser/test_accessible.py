"""No page has a serious or critical fault of accessibility: as it opens, light and dark, on a phone and at a desk."""

import re
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from models import history, recording
from models.settings import settings
from pages.addresses import PAGES
from tests.browser.test_clinician import CLINICIAN, PATIENT, actor
from tests.support.axe import script
from tests.support.server import Server

ADMIN = "Dorothea Lang"
WIDTHS = (390, 1440)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# In the dark only the colours are others.
RULES = {
    "light": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "dark": {"type": "rule", "values": ["color-contrast"]},
}
ASKED = """async (rules) => {
  const found = await axe.run(document, {resultTypes: ["violations"], runOnly: rules});
  const told = node => node.target.join(" ") + " " + [...node.any, ...node.none].map(each => each.message).join(" ");
  return found.violations.filter(each => ["serious", "critical"].includes(each.impact)).map(
    each => `${each.impact} ${each.id}: ${each.nodes.slice(0, 3).map(told).join(" | ")}`);
}"""
# What a thumb has to hit: 44 by 44 pixels, of a field or a choice with what is round it. Words within a sentence are
# as high as their line, and what only screen readers see is not tapped.
SMALL = """() => {
  const round = each => each.closest("label, [data-testid=stDateInput] > div, [data-testid=stSelectbox] > div") || each;
  const seen = each => { const box = each.getBoundingClientRect(); return box.width > 1 && box.height > 1; };
  const least = box => Math.min(box.width, box.height);
  const small = each => least(round(each).getBoundingClientRect()) < 43.5;
  const tapped = [...document.querySelectorAll("a, button, input, select, textarea, summary, [role=radio]")];
  const told = each => `${each.tagName} ${(each.innerText || each.ariaLabel || each.type || "").slice(0, 40)}`;
  return tapped.filter(each => seen(each) && small(each)).map(each => `too small for a thumb: ${told(each)}`);
}"""
# Streamlit takes a moment to put on the other colours.
DRESSED = """dark => {
  const seen = [...document.querySelectorAll("[data-testid=stApp], body")][document.querySelector(".stApp") ? 1 : 0];
  const light = getComputedStyle(seen).backgroundColor.match(/\\d+/g).slice(0, 3).reduce((sum, each) => sum + +each, 0);
  return dark === (light < 384);
}"""


@pytest.fixture
def doors(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This process's doors open onto the served database."""
    for name, value in server.settings.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture
def faults(browser: Browser, server: Server, doors: None) -> Iterator[Callable[[str | None, list[Any]], list[str]]]:
    """`faults("Miriam Osei", [("caseload", open_it), …])`: each page in each way, and what is wrong there."""
    if not script():
        pytest.skip("no axe-core: it is fetched with npm, or named as a file in AXE")
    context: BrowserContext | None = None

    def found(who: str | None, steps: list[Any]) -> list[str]:
        nonlocal context
        context = browser.new_context(base_url=server.url, locale="en-GB", bypass_csp=True)
        context.set_default_timeout(15_000)
        page = context.new_page()
        if who:
            page.goto("/sign-in")
            page.get_by_role("button", name=who).locator("visible=true").first.click()
            page.wait_for_url(lambda address: "/sign-in" not in address)
        wrong = []
        for name, step in steps:
            step(page)
            _settled(page)
            page.evaluate(script())
            for scheme, width in product(SCHEMES, WIDTHS):
                page.emulate_media(color_scheme=scheme)
                page.set_viewport_size({"width": width, "height": 900})
                page.wait_for_function(DRESSED, arg=scheme == "dark")
                page.wait_for_timeout(150)
                told = page.evaluate(ASKED, RULES[scheme])
                if who in (None, PATIENT) and (width, scheme) == (390, "light"):
                    told += page.evaluate(SMALL)
                wrong += [f"{name} {width} {scheme}: {each}" for each in told]
            page.emulate_media(color_scheme="light")
        return wrong

    yield found
    if context is not None:
        context.close()


def _settled(page: Page) -> None:
    """Streamlit has drawn everything."""
    page.locator("[data-testid=stAppViewContainer], main").first.wait_for()
    if page.locator("[data-testid=stApp]").count():
        page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
        page.locator("h1, h2, h3, [role=radiogroup]").first.wait_for()
    page.wait_for_timeout(300)


def to(path: str) -> Callable[[Page], object]:
    return lambda page: page.goto(path)


def unfolded(patient: str) -> Callable[[Page], object]:
    def step(page: Page) -> None:
        page.goto(f"/patient?id={patient}")
        _settled(page)
        page.locator("[data-testid=stVegaLiteChart] svg, [data-testid=stVegaLiteChart] canvas").first.wait_for()
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")

    return step


def test_the_way_in(faults: Callable[..., list[str]], doors: None) -> None:
    patient = actor(PATIENT).person_id
    assert patient is not None
    recording.issue_check_in(actor(CLINICIAN), patient)
    link = recording.invite(actor(CLINICIAN), patient)
    assert faults(None, [("sign-in", to("/sign-in")), ("link", to(f"/c/{link.token}")), ("gone", to("/c/none"))]) == []


def test_a_patients_pages(faults: Callable[..., list[str]], doors: None) -> None:
    patient = actor(PATIENT).person_id
    assert patient is not None
    recording.issue_check_in(actor(CLINICIAN), patient)

    def other_way(page: Page) -> None:
        page.get_by_role("button", name=re.compile("Show (all|one) question")).first.click()

    steps = [("home", to("/")), ("check-in", to("/check-in")), ("check-in the other way", other_way)]
    assert faults(PATIENT, [*steps, ("progress", to("/progress")), ("looks", to("/looks")), *PLAIN]) == []


def test_a_clinicians_pages(faults: Callable[..., list[str]], doors: None) -> None:
    row = next(row for row in history.caseload(actor(CLINICIAN), search="Abebe").rows)
    patient, trial = row.patient_id, row.judgement.trials[-1].trial.id

    def report(page: Page) -> None:
        page.goto(f"/patient?id={patient}")
        _settled(page)
        page.get_by_role("button", name="Report").click()

    def views(page: Page) -> None:
        page.goto("/caseload")
        _settled(page)
        page.get_by_role("button", name="Keep a view").click()
        page.get_by_label("Name of the view").wait_for()

    steps = [
        ("caseload", to("/caseload")),
        ("views of the caseload", views),
        ("patient", unfolded(patient)),
        ("report", report),
        *((each, to(f"/{each}?patient={patient}&id={trial}")) for each in CLINICIANS),
    ]
    assert faults(CLINICIAN, steps) == []


def test_an_administrators_pages(faults: Callable[..., list[str]]) -> None:
    steps = [(each, to(f"/{each}")) for each, (_, _, whose) in PAGES.items() if whose == "admin"]
    assert faults(ADMIN, [*steps, ("account", to("/account"))]) == []


# Without scripts: letting somebody read along, and the check-in as one form.
PLAIN = [("share", to("/share")), ("plain form", to("/plain/check-in"))]
CLINICIANS = [
    each for each, (_, _, whose) in PAGES.items() if whose == "clinician" and each not in ("caseload", "patient")
]
