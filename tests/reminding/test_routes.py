"""The plain addresses round a reminder: the way out, the link that was used, and the letter."""

import logging
import re
from datetime import date
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

import app
from models import history, recording
from models.clock import at
from models.errors import Conflict
from models.records import PersonRole
from pages.routes import ROUTES
from pages.routes.letter import picture
from pages.security import Guard, Told
from pages.visit import cookie_name
from tests.reminding.clinic import NOW, Reminded, a_round, add_patient, make
from tests.support.post import PostOffice

LATER = NOW.replace(hour=12)


@pytest.fixture
def one(sqlite_database: str) -> Reminded:
    with at(NOW):
        return make()


@pytest.fixture
def visitor() -> TestClient:
    """A browser before the plain addresses, with what stands before every request."""
    made = Starlette(routes=ROUTES, middleware=[Middleware(Told), Middleware(Guard)])
    return TestClient(made, base_url="http://localhost:8501", follow_redirects=False)


def link_in(text: str, kind: str) -> str:
    found = re.search(rf"http\S+/{kind}/\S+", text)
    assert found
    return urlsplit(found[0]).path


@pytest.fixture
def message(one: Reminded) -> str:
    with PostOffice() as office:
        a_round(office.url, LATER)
    return office.letters[0].text


def test_looking_at_the_way_out_stops_nothing(one: Reminded, visitor: TestClient, message: str) -> None:
    page = visitor.get(link_in(message, "stop"))
    assert page.status_code == 200
    assert "Canal House" in page.text
    assert "Canary" not in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert history.reminders_of(one.actor, one.patient_id).is_on


def test_one_tap_stops_and_says_so_without_signing_in(one: Reminded, visitor: TestClient, message: str) -> None:
    page = visitor.post(link_in(message, "stop"), data={"stop": "yes"})
    assert (page.status_code, "No more messages" in page.text) == (200, True)
    assert not history.reminders_of(one.actor, one.patient_id).is_on


def test_a_mail_programs_own_button_stops_too(one: Reminded, visitor: TestClient, message: str) -> None:
    assert visitor.post(link_in(message, "stop"), data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not history.reminders_of(one.actor, one.patient_id).is_on


def test_a_form_of_another_site_stops_nothing(one: Reminded, visitor: TestClient, message: str) -> None:
    answer = visitor.post(link_in(message, "stop"), headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert history.reminders_of(one.actor, one.patient_id).is_on


@pytest.mark.parametrize("token", ["invented", "x" * 5000, "%00", "a%2Fb"])
def test_a_way_out_that_leads_nowhere_says_nothing(one: Reminded, visitor: TestClient, token: str) -> None:
    assert {visitor.get(f"/stop/{token}").status_code, visitor.post(f"/stop/{token}").status_code} <= {404, 410, 303}


def test_opening_the_link_uses_nothing_up_and_after_sending_it_tells_when(
    one: Reminded, visitor: TestClient, message: str
) -> None:
    link = link_in(message, "c")
    with at(LATER):
        for _ in range(3):
            assert "Start" in visitor.get(link).text
        answer = visitor.post(link, data={"layout": "one"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/check-in")
        recording.send_check_in(one.actor, one.open_check_in())
        for page in (visitor.get(link), visitor.post(link)):
            assert "We have your answers" in page.text
            assert "Monday 2 November 2026 at 12:30" in page.text
            assert "Canary" not in page.text
            assert "set-cookie" not in page.headers
    with at(LATER.replace(month=12, day=20)):
        assert visitor.get(link).status_code == 410, "not for ever"


def test_a_link_that_was_ended_tells_nothing_after_sending(one: Reminded, visitor: TestClient, message: str) -> None:
    with at(LATER):
        recording.revoke_links(one.actor, one.patient_id)
        recording.send_check_in(one.actor, one.open_check_in())
        assert visitor.get(link_in(message, "c")).status_code == 410


def test_five_tries_of_a_birth_date_are_five_for_the_check_in(one: Reminded, message: str) -> None:
    token = link_in(message, "c").removeprefix("/c/")
    with at(LATER):
        for _ in range(5):
            actor = history.actor_of(recording.redeem_link(token).token)
            assert actor is not None
            assert not recording.confirm_birth_date(actor, date(1990, 1, 1))
        actor = history.actor_of(recording.redeem_link(token).token)
        assert actor is not None
        with pytest.raises(Conflict):
            recording.confirm_birth_date(actor, date(1984, 3, 2))


# Letters


@pytest.fixture
def clinician(one: Reminded) -> tuple[Reminded, str]:
    with at(NOW):
        staff = recording.StaffInput(
            clinic_id=one.clinic_id, role=PersonRole.clinician, given_name="Ines", family_name="Vale"
        )
        person_id = recording.add_staff(one.actor, staff)
        recording.join_team(one.actor, one.patient_id, person_id)
        return one, recording.sign_in_demo(person_id).token


def test_a_letter_is_made_by_a_button_and_its_link_works(
    clinician: tuple[Reminded, str], visitor: TestClient, message: str
) -> None:
    one, token = clinician
    visitor.cookies.set(cookie_name(), token)
    with at(LATER):
        offer = visitor.get(f"/letter/{one.patient_id}")
        assert "stop working" in offer.text
        assert visitor.get(link_in(message, "c")).status_code == 200, "asking ends nothing"
        letter = visitor.post(f"/letter/{one.patient_id}", headers={"sec-fetch-site": "same-origin"})
        assert letter.status_code == 200
        assert "<svg" in letter.text
        for word in ("Depression", "PHQ", "depress"):
            assert word not in letter.text.split("</main>")[0].split("<main")[1]
        assert visitor.get(link_in(letter.text.replace("<", " <"), "c")).status_code == 200
        assert visitor.get(link_in(message, "c")).status_code == 410, "earlier links have ended"


def test_nobody_else_gets_a_letter(clinician: tuple[Reminded, str], visitor: TestClient) -> None:
    one, token = clinician
    with at(LATER):
        other = add_patient(one.clinic_id, 2)
        assert visitor.get(f"/letter/{one.patient_id}").status_code == 303, "sign in first"
        visitor.cookies.set(cookie_name(), token)
        assert visitor.get(f"/letter/{other}").status_code == 404, "not on the team"
        visitor.cookies.set(cookie_name(), recording.sign_in_demo(one.patient_id).token)
        for who in (one.patient_id, other, "nobody"):
            assert visitor.get(f"/letter/{who}").status_code == 404
            assert visitor.post(f"/letter/{who}", headers={"sec-fetch-site": "same-origin"}).status_code == 404


def test_the_picture_holds_the_address_and_fits_the_eye_of_a_camera() -> None:
    drawn = picture("https://clinic.example/c/" + "x" * 43)
    assert drawn.startswith("<svg")
    assert "script" not in drawn
    assert "style=" not in drawn, "the page's policy forbids it"


def test_requests_carry_no_secret_into_the_servers_log() -> None:
    record = logging.LogRecord("uvicorn.access", 20, "", 0, "%s %s", ("GET", "/stop/secret"), None)
    app.without_secrets(record)
    assert "secret" not in record.getMessage()
