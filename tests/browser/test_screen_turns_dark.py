"""The screen turns dark while a page is open, as telephones do at dusk: every drawing stays readable, and follows."""

from io import BytesIO

from PIL import Image
from playwright.sync_api import Page, expect

from models import history
from pages.parts.theme import DARK, LIGHT
from tests.browser.test_clinician import actor, come_in, doors

__all__ = ["doors"]

NAME = "Ravi Menon"


def corner(page: Page, where: str) -> str:
    """The colour near the edge of an element, where nothing is drawn."""
    image = Image.open(BytesIO(page.locator(where).first.screenshot(animations="disabled"))).convert("RGB")
    at = image.getpixel((8, 8))
    assert isinstance(at, tuple)
    return "#" + "".join(f"{int(part):02x}" for part in at)


def test_a_drawing_brings_its_own_paper_and_follows_with_the_next_tap(desk: Page, doors: None) -> None:
    come_in(desk, NAME)
    patient = history.caseload(actor(NAME)).rows[0].patient_id
    desk.goto(f"/patient?id={patient}")
    drawing, spark = "[data-testid='stVegaLiteChart'] canvas, [data-testid='stVegaLiteChart'] svg", "img.spark"
    expect(desk.get_by_text("What the words and letters mean")).to_be_visible(timeout=30_000)
    assert (corner(desk, drawing), corner(desk, spark)) == (LIGHT.paper, LIGHT.paper)
    desk.emulate_media(color_scheme="dark")
    expect(desk.locator("[data-testid='stApp']")).to_have_css("background-color", "rgb(15, 23, 42)")
    assert (corner(desk, drawing), corner(desk, spark)) == (LIGHT.paper, LIGHT.paper)
    desk.get_by_text("All", exact=True).first.click()
    desk.wait_for_function(
        "() => document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"
    )
    desk.wait_for_timeout(1_000)
    assert corner(desk, drawing) == DARK.paper
