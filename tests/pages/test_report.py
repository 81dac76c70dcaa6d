"""A report by its address: for those who treat the patient, and for the patient; for everybody else there is none."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from sqlmodel import select
from starlette.applications import Starlette

from models import recording
from models.database import session
from models.records import AccessLog
from pages.parts.report_control import COLLEAGUE, PATIENT, address
from pages.routes import ROUTES
from pages.security import Guard, Told
from pages.visit import cookie_name
from tests.pages.desk import Open, open_desk, ward, ward_template
from tests.pages.ward import Ward

__all__ = ["open_desk", "ward", "ward_template"]


class Browser:
    """The routes behind the guard, as the application has them, and one cookie."""

    def __init__(self) -> None:
        self.app = Told(Guard(Starlette(routes=ROUTES)))
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **query: str) -> httpx.Response:
        return self.ask("GET", path, params=query or None)

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def one() -> httpx.Response:
            way = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=way, base_url="http://localhost", cookies=self.cookies) as client:
                return await client.request(method, path, **more)

        with ThreadPoolExecutor(1) as aside:  # a browser of another test may keep this thread's loop
            return aside.submit(asyncio.run, one()).result()


@pytest.fixture
def browser(ward: Ward) -> Browser:
    return Browser()


def come_in(browser: Browser, ward: Ward, who: str) -> None:
    browser.cookies = {cookie_name(): recording.sign_in_demo(ward[who]).token}


def looks(act: str, *, permitted: bool = True) -> int:
    with session() as db:
        query = select(AccessLog).where(AccessLog.act == act, AccessLog.was_permitted == permitted)
        return len(db.exec(query).all())


def test_a_clinician_gets_the_pages(browser: Browser, ward: Ward) -> None:
    come_in(browser, ward, "rivera")
    answer = browser.get(f"/report/{ward.marta}", payer="ESK_CAREFIRST")
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"] == 'attachment; filename="treatment-history-2026-07-06.pdf"'
    assert looks("report_record") == 1


def test_the_same_as_text_and_for_the_patient(browser: Browser, ward: Ward) -> None:
    come_in(browser, ward, "rivera")
    text = browser.get(f"/report/{ward.marta}", payer="esk_carefirst", form="text")
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert "Marta Lindqvist" in text.text
    assert "CareFirst, esketamine (ESK_CAREFIRST)" in text.text.replace(
        "CAREFIRST, ESKETAMINE", "CareFirst, esketamine"
    )
    own = browser.get(f"/report/{ward.marta}", **{"for": "patient", "form": "text"})
    assert "MY TREATMENTS SO FAR" in own.text
    assert "my-treatments" in own.headers["content-disposition"]


@pytest.mark.parametrize("who", ["stranger", "elsewhere", "admin", "marta", "new"])
@pytest.mark.parametrize("query", ["", "?for=patient", "?payer=ESK_CIGNA"])
def test_for_everybody_else_there_is_none(browser: Browser, ward: Ward, who: str, query: str) -> None:
    come_in(browser, ward, who)
    refused = browser.get(f"/report/{ward.marta}{query}")
    nobody = browser.get(f"/report/nobody{query}")
    assert refused.status_code == nobody.status_code == 404
    assert refused.content == nobody.content
    assert b"Lindqvist" not in refused.content
    assert looks("report_record", permitted=False) == 2
    assert looks("report_record") == 0


def test_a_visitor_without_a_visit_is_led_to_sign_in(browser: Browser, ward: Ward) -> None:
    for path in (f"/report/{ward.marta}", "/my-report"):
        answer = browser.get(path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in")


def test_the_patient_gets_the_own_report_and_no_other(browser: Browser, ward: Ward) -> None:
    come_in(browser, ward, "marta")
    answer = browser.get("/my-report", form="text")
    assert answer.status_code == 200
    assert "MY TREATMENTS SO FAR" in answer.text
    assert "Marta Lindqvist" in answer.text
    assert browser.get("/my-report").content.startswith(b"%PDF")
    assert looks("own_report_record") >= 1
    come_in(browser, ward, "rivera")
    assert browser.get("/my-report").status_code == 404


@pytest.mark.parametrize("query", ["payer=NOBODY", "paper=foolscap"])
def test_what_there_is_not_is_said(browser: Browser, ward: Ward, query: str) -> None:
    come_in(browser, ward, "rivera")
    answer = browser.get(f"/report/{ward.marta}?{query}")
    assert answer.status_code == 400
    assert b"allowed" in answer.content


def test_a_report_cannot_be_posted_to(browser: Browser, ward: Ward) -> None:
    come_in(browser, ward, "rivera")
    assert browser.ask("POST", f"/report/{ward.marta}", headers={"sec-fetch-site": "same-origin"}).status_code == 405


def test_what_is_broken_is_said_with_a_reference(browser: Browser, ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> bytes:
        raise RuntimeError("Marta Lindqvist")

    monkeypatch.setattr("pages.routes.report.to_pdf", broken)
    come_in(browser, ward, "rivera")
    answer = browser.get(f"/report/{ward.marta}")
    assert answer.status_code == 500
    assert b"Reference" in answer.content
    assert b"Lindqvist" not in answer.content


def test_names_that_are_markup_stay_words(browser: Browser, ward: Ward) -> None:
    come_in(browser, ward, "rivera")
    assert browser.get(f"/report/{ward.odd}").content.startswith(b"%PDF")
    assert 'onerror="alert(1)"' in browser.get(f"/report/{ward.odd}?form=text").text


# The control


def test_addresses_of_the_control() -> None:
    assert address("p1", COLLEAGUE) == "/report/p1"
    assert address("p1", None) == "/report/p1"
    assert address("p1", PATIENT, form="text") == "/report/p1?form=text&for=patient"
    assert address("p1", "TMS_PSY301.015") == "/report/p1?payer=TMS_PSY301.015"


def test_the_patient_page_leads_to_the_report(open_desk: Open, ward: Ward) -> None:
    desk = open_desk("rivera", "patient", id=ward.marta)
    assert f'href="/report/{ward.marta}"' in desk.words
    desk.field("selectbox", "Report for").set_value("ESK_CIGNA")
    assert f'href="/report/{ward.marta}?payer=ESK_CIGNA"' in desk.run().words
