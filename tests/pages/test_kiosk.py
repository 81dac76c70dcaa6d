"""The clinic's tablet over the real server: no address, no page and no raw message leads out of the one check-in."""

from collections.abc import Iterator

import httpx
import pytest
from sqlmodel import Session

from models import database
from models.clock import now
from models.records import CareTeamMember
from pages.addresses import PAGES
from tests.pages.entrance import CANARY, COOKIE, LINK, Entrance
from tests.support.websocket import Visitor, perform

PIN = "4829"
CHECK_IN = "Little interest or pleasure"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Entrance]:
    made = Entrance(tmp_path_factory.mktemp("kiosk"))
    made.seed()
    with Session(database.engine_for(made.settings["FAIRTRIAL_DATABASE_URL"])) as db:
        patient, clinician = made.people.ids["patient"], made.people.ids["clinician"]
        db.add(CareTeamMember(patient_id=patient, clinician_id=clinician, since_on=now().date()))
        db.commit()
    with made:
        yield made


@pytest.fixture
def tablet(server: Entrance) -> Iterator[httpx.Client]:
    """A browser that a clinician has just handed to the patient."""
    with server.visitor() as client:
        client.cookies.set(COOKIE, server.signed_in("clinician"), domain="127.0.0.1")
        hand_over(server, client)
        yield client


def hand_over(server: Entrance, client: httpx.Client, pin: str = PIN) -> httpx.Response:
    address = f"/hand-over/{server.people.ids['patient']}"
    answer = client.post(address, data={"pin": pin, "layout": "list"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 303, answer.text
    return answer


def cookie_of(client: httpx.Client) -> str:
    return next(each.value or "" for each in client.cookies.jar if each.name == COOKIE)


def take_back(client: httpx.Client, pin: str) -> httpx.Response:
    return client.post("/hand-back", data={"pin": pin}, headers={"Sec-Fetch-Site": "same-origin"})


def test_handing_over_begins_another_visit_and_asks_browsers_to_forget(server: Entrance) -> None:
    staff = server.signed_in("clinician")
    with server.visitor() as client:
        client.cookies.set(COOKIE, staff, domain="127.0.0.1")
        asked = client.get(f"/hand-over/{server.people.ids['patient']}")
        assert asked.status_code == 200
        assert asked.headers["cache-control"] == "no-store"
        answer = hand_over(server, client)
        assert answer.headers["location"] == "/check-in"
        assert answer.headers["clear-site-data"] == '"cache"'
        assert cookie_of(client) != staff
        again = client.get("/caseload", headers={"Cookie": f"{COOKIE}={staff}"})
    assert again.status_code == 303
    assert again.headers["location"].startswith("/sign-in"), "a copy of the staff's cookie is worth nothing"


ELSEWHERE = [
    *(f"/{address}" for address in PAGES if address != "check-in"),
    "/my-report",
    "/report/x",
    "/sign-in",
    "/sign-out",
    f"/c/{LINK}",
    "/hand-over/x",
    "/nothing-here",
]


@pytest.mark.parametrize("address", ELSEWHERE)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_other_address_leads_back_to_the_check_in(tablet: httpx.Client, address: str, method: str) -> None:
    answer = tablet.request(method, address, headers={"Sec-Fetch-Site": "same-origin"})
    assert (answer.status_code, answer.headers.get("location")) == (303, "/check-in")
    assert "set-cookie" not in answer.headers


def test_no_file_is_taken_up_from_the_tablet(tablet: httpx.Client) -> None:
    assert tablet.put("/_stcore/upload_file/a/b", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 404


@pytest.mark.parametrize("page", ["", *PAGES, "start", "../clinician/patient", "clinician/patient"])
def test_a_raw_message_opens_no_other_page(server: Entrance, tablet: httpx.Client, page: str) -> None:
    async def scene() -> str:
        async with Visitor(server.url, cookies={COOKIE: cookie_of(tablet)}) as visitor:
            await visitor.run(page, f"id={server.people.ids['patient']}&patient={server.people.ids['patient']}")
            await visitor.settle(0.3)
            assert not visitor.errors()
            return visitor.text

    text = perform(scene())
    assert CHECK_IN in text
    assert CANARY not in text
    assert "Sign out" not in text


def test_the_staff_s_open_tab_is_blank_at_its_next_message(server: Entrance) -> None:
    staff = server.signed_in("clinician")

    async def scene() -> tuple[str, str]:
        async with Visitor(server.url, cookies={COOKIE: staff}) as visitor:
            await visitor.run("caseload")
            await visitor.settle(0.3)
            before = visitor.text
            with server.visitor() as client:
                client.cookies.set(COOKIE, staff, domain="127.0.0.1")
                hand_over(server, client)
            await visitor.run("caseload")
            await visitor.settle(0.3)
            return before, visitor.text

    before, after = perform(scene())
    assert CANARY in before
    assert CANARY not in after


def test_only_the_pin_leads_back_and_the_patient_s_cookie_ends(server: Entrance, tablet: httpx.Client) -> None:
    patients = cookie_of(tablet)
    wrong = take_back(tablet, "0000")
    assert wrong.status_code == 401
    assert "4 tries left" in wrong.text
    right = take_back(tablet, PIN)
    assert right.headers["location"] == f"/patient?id={server.people.ids['patient']}"
    assert cookie_of(tablet) != patients
    assert tablet.get("/caseload").status_code == 200
    with server.visitor() as other:
        other.cookies.set(COOKIE, patients, domain="127.0.0.1")
        assert other.get("/check-in").headers["location"].startswith("/sign-in")


def test_after_five_wrong_pins_only_signing_in_leads_on(tablet: httpx.Client) -> None:
    answers = [take_back(tablet, "0000") for _ in range(5)]
    assert [each.status_code for each in answers] == [401] * 4 + [303]
    assert answers[-1].headers["location"] == "/sign-in"
    assert tablet.get("/check-in").headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("who", ["patient", "admin"])
def test_only_who_treats_the_patient_is_asked_for_a_pin(server: Entrance, who: str) -> None:
    with server.visitor() as client:
        client.cookies.set(COOKIE, server.signed_in(who), domain="127.0.0.1")
        address = f"/hand-over/{server.people.ids['patient']}"
        assert client.get(address).status_code == 404
        answer = client.post(address, data={"pin": PIN}, headers={"Sec-Fetch-Site": "same-origin"})
        assert answer.status_code == 404
        assert client.get("/hand-back").headers["location"] == "/"


@pytest.mark.parametrize("pin", ["", "1234", "1111", "12", "<b>"])
def test_a_weak_pin_is_asked_for_again(server: Entrance, pin: str) -> None:
    with server.visitor() as client:
        client.cookies.set(COOKIE, server.signed_in("clinician"), domain="127.0.0.1")
        address = f"/hand-over/{server.people.ids['patient']}"
        answer = client.post(address, data={"pin": pin}, headers={"Sec-Fetch-Site": "same-origin"})
        assert answer.status_code == 400
        assert "Another PIN" in answer.text
        assert client.get("/caseload").status_code == 200, "nothing was handed over"


def test_a_form_of_another_site_hands_nothing_over(server: Entrance) -> None:
    with server.visitor() as client:
        client.cookies.set(COOKIE, server.signed_in("clinician"), domain="127.0.0.1")
        address = f"/hand-over/{server.people.ids['patient']}"
        answer = client.post(address, data={"pin": PIN}, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403
