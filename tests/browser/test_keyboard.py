"""A clinician's day without a mouse: each control is reached by Tab, is seen to be where the focus is, and works."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from models import history
from tests.browser.conftest import DESK
from tests.browser.test_clinician import CLINICIAN, PATIENT, actor, come_in, doors
from tests.support.server import Server

__all__ = ["doors"]
MOST = 160  # taps of Tab until somebody gives up
# What the focus is on, by the words that a screen reader would say.
NAMED = """() => {
  const at = document.activeElement;
  const label = at.labels && at.labels.length ? at.labels[0].innerText : "";
  const group = at.closest("[role=radiogroup], [data-testid=stDateInput]");
  const own = at.matches("a, button, summary, label, [role]") && !at.matches("main, [role=main]") ? at.innerText : "";
  const words = [at.getAttribute("aria-label"), label, own, group && group.getAttribute("aria-label"),
    group && group.innerText];
  return words.filter(each => each).join(" | ").replaceAll("\\n", " ");
}"""
SEEN = """() => {
  const drawn = one => one.outlineStyle !== "none" && parseFloat(one.outlineWidth) >= 1 || one.boxShadow !== "none";
  const accent = getComputedStyle(document.querySelector(".say-brand strong")).color;
  let at = document.activeElement;
  for (let up = 0; at && up < 5; up += 1, at = at.parentElement) {
    const own = getComputedStyle(at);
    const bordered = own.borderTopColor === accent && parseFloat(own.borderTopWidth) >= 1;
    if (drawn(own) || bordered || drawn(getComputedStyle(at, "::after"))) return true;
    if (at.tagName === "LABEL" && [...at.children].some(each => drawn(getComputedStyle(each)))) return true;
  }
  return false;
}"""
# Every control that is to be seen, and whether Tab, or the arrows within its group, leads to it.
LEFT_OUT = """() => {
  const there = each => each.checkVisibility({checkVisibilityCSS: true}) && !each.disabled && !each.closest("[inert]")
    && each.getClientRects().length;
  const wanted = "a[href], button, input, select, textarea, summary, [role=radio], [role=combobox], [role=spinbutton]";
  const main = document.querySelector("[data-testid=stMain]");
  const group = each => each.closest("[role=radiogroup], [role=tablist], [data-testid=stNumberInput], "
    + "[data-testid=stSelectbox], [data-testid=stDateInput]");
  return [...main.querySelectorAll(wanted)].filter(there).filter(each => !each.dataset.reached)
    .filter(each => !each.closest("label") || !each.closest("label").querySelector("[data-reached]"))
    .filter(each => !(group(each) && group(each).querySelector("[data-reached]")))
    .filter(each => each.getAttribute("aria-hidden") !== "true")
    .map(each => `${each.tagName} ${each.getAttribute("aria-label") || each.innerText || each.className}`.slice(0, 90));
}"""


@pytest.fixture
def keys(browser: Browser, server: Server, doors: None) -> Iterator[Page]:
    """A clinician's desk after signing in, at the caseload."""
    context: BrowserContext = browser.new_context(base_url=server.url, locale="en-GB", **DESK)
    context.set_default_timeout(15_000)
    page = context.new_page()
    come_in(page, CLINICIAN)
    settled(page)
    yield page
    context.close()


def settled(page: Page) -> None:
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.locator("h1, h2, h3").first.wait_for()
    page.wait_for_timeout(300)


def tab_to(page: Page, words: str) -> None:
    """Tab until the focus is on that control; fails where Tab never comes there, or nobody could see that it did."""
    passed = []
    for _ in range(MOST):
        page.keyboard.press("Tab")
        passed.append(str(page.evaluate(NAMED)))
        if re.search(words, passed[-1]):
            assert is_seen(page), f"nothing shows that the focus is on {passed[-1]!r}"
            return
    raise AssertionError(f"Tab does not lead to {words!r} but to {passed}")


def is_seen(page: Page) -> bool:
    """Whether a ring, or a border in the colour that is kept for it, shows where the focus is."""
    return bool(page.evaluate(SEEN))


def walk(page: Page) -> list[str]:
    """Tab through the whole page once; answers what is there to be used and was never reached."""
    page.evaluate("document.querySelectorAll('[data-reached]').forEach(each => delete each.dataset.reached)")
    outside = 0  # the walk may begin in the middle: past the end it goes on at the top
    for _ in range(2 * MOST):
        page.keyboard.press("Tab")
        where = page.evaluate("""() => { const at = document.activeElement;
          if (at === document.body) return "outside";
          if (at.dataset.reached) return "again";
          at.dataset.reached = "yes"; return "new"; }""")
        outside += where == "outside"
        if where == "again" or outside > 2:
            break
    return list(page.evaluate(LEFT_OUT))


def patient_id() -> str:
    return history.caseload(actor(CLINICIAN), search=PATIENT.split()[1]).rows[0].patient_id


def test_the_list_and_the_patients_page(keys: Page) -> None:
    tab_to(keys, "time to decide")
    keys.keyboard.press("Space")
    expect(keys.get_by_text(re.compile("^Shown: time to decide"))).to_be_visible(timeout=15_000)
    tab_to(keys, "Show everybody")
    keys.keyboard.press("Enter")
    settled(keys)
    keys.reload()
    settled(keys)
    tab_to(keys, "^name or record number|Search")
    keys.keyboard.type(PATIENT.split()[1])
    keys.keyboard.press("Enter")
    expect(keys.get_by_role("link", name=PATIENT)).to_be_visible(timeout=15_000)
    settled(keys)
    tab_to(keys, f"^{PATIENT}")
    keys.keyboard.press("Enter")
    keys.get_by_text("Trials in this episode").wait_for()
    settled(keys)
    tab_to(keys, "This episode")
    keys.keyboard.press("ArrowRight")
    keys.keyboard.press("Space")
    expect(keys.get_by_role("radio", name="6 months")).to_be_checked(timeout=15_000)
    settled(keys)
    tab_to(keys, "Report")
    keys.keyboard.press("Enter")
    tab_to(keys, "^Plain text")
    keys.keyboard.press("Escape")
    tab_to(keys, "What payers' rules would say")
    keys.keyboard.press("Enter")
    expect(keys.get_by_text("The payer decides").first).to_be_visible(timeout=15_000)


def test_the_editor_of_a_trial(keys: Page) -> None:
    keys.goto(f"/trial?patient={patient_id()}")
    settled(keys)
    tab_to(keys, "Medication")
    keys.keyboard.press("Space")
    keys.get_by_role("button", name="Record the trial").wait_for()
    settled(keys)
    tab_to(keys, "First day")
    keys.keyboard.type("20260901")
    tab_to(keys, "^Drug|type the beginning of a name")
    keys.keyboard.type("venlaf")
    keys.get_by_role("option").first.wait_for()
    keys.keyboard.press("Enter")
    settled(keys)
    tab_to(keys, "alone")
    keys.keyboard.press("Space")
    settled(keys)
    tab_to(keys, "Dose 1, mg a day")
    keys.keyboard.type("150")
    keys.keyboard.press("Tab")
    settled(keys)
    expect(keys.locator(".row-so-far").first).to_contain_text("weeks", timeout=15_000)
    tab_to(keys, "^Record the trial")


def test_a_rating(keys: Page) -> None:
    keys.goto(f"/rate?patient={patient_id()}&instrument=hamd17")
    settled(keys)
    tab_to(keys, "DEPRESSED MOOD")
    keys.keyboard.press("ArrowDown")
    keys.keyboard.press("Space")
    expect(keys.get_by_text(re.compile("1 of 17 rated"))).to_be_visible(timeout=15_000)


def test_no_control_is_out_of_reach(keys: Page) -> None:
    """Whatever can be seen and used on a clinician's page, Tab or the arrows of its group lead to."""
    patient = patient_id()
    about = {"caseload": "", "patient": f"?id={patient}", "cohort": "", "new-patient": ""}
    left_out = {}
    for page in ("caseload", "patient", "trial", "rate", "past", "episode", "new-patient", "cohort"):
        keys.goto(f"/{page}" + about.get(page, f"?patient={patient}") + ("&instrument=cgi" if page == "rate" else ""))
        settled(keys)
        if page == "trial":
            keys.get_by_role("radio", name="Psychotherapy").press("Space")
            keys.get_by_role("button", name="Record the trial").wait_for()
            settled(keys)
        left_out[page] = walk(keys)
        if left_out[
            page
        ]:  # a part that the page made anew on the way has lost its mark: out of reach is what is so twice
            settled(keys)
            left_out[page] = walk(keys)
    assert not any(left_out.values()), left_out
