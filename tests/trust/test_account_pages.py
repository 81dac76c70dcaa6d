"""P03, P05, P07 over the wire: the pages of an account, as a browser without JavaScript meets them."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from models import recording, totp
from models.access import system_actor
from models.clock import now
from models.settings import settings
from pages.routes import account
from tests.pages.entrance import COOKIE, LINK, PASSWORD, PRODUCTION, Entrance

NEW = "other quiet words"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Entrance]:
    made = Entrance(tmp_path_factory.mktemp("accounts"), settings=PRODUCTION)
    made.seed()
    with made:
        yield made


def sign_in(client: httpx.Client, password: str = PASSWORD) -> httpx.Response:
    return client.post("/sign-in", data={"user_name": "dr.z", "password": password})


def code(secret: str, steps: int = 0) -> str:
    return totp.code_at(secret, int(now().timestamp()) // 30 + steps)


def test_P03_P05_from_the_first_square_to_the_last_code(server: Entrance) -> None:
    with server.visitor() as here, server.visitor() as there:
        for client in (here, there):
            assert sign_in(client).status_code == 303
        answer = here.post("/account", data={"act": "begin"})
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "<svg" in answer.text
        secret = re.search(r'address">([A-Z2-7 ]{30,})<', answer.text)[1].replace(" ", "")  # type: ignore[index]
        wrong = here.post("/account", data={"act": "confirm", "code": "000000"})
        assert (wrong.status_code, secret in wrong.text.replace(" ", "")) == (400, True), "the same square again"
        done = here.post("/account", data={"act": "confirm", "code": code(secret, -1)})
        codes = re.findall(r"<code>([a-z0-9-]+)</code>", done.text)
        assert len(codes) == 10
        assert here.get("/account").status_code == 200
        assert there.get("/account").headers["location"].startswith("/sign-in"), "signed out everywhere else"

        half = sign_in(there)
        assert (half.status_code, COOKIE in half.cookies) == (200, False)
        assert there.get("/caseload").status_code == 303
        assert there.post("/sign-in/code", data={"code": "000000"}).status_code == 401
        right = there.post("/sign-in/code", data={"code": code(secret), "next": "//evil.example"})
        assert (right.status_code, right.headers["location"]) == (303, "/")
        assert COOKIE in right.cookies
        visits = re.findall(r'name="visit" value="([0-9a-f]{32})"', there.get("/account").text)
        assert len(visits) == 1
        assert there.post("/account", data={"act": "end", "visit": visits[0]}).status_code == 303
        assert here.get("/account").headers["location"].startswith("/sign-in")

        assert there.post("/account", data={"act": "off", "password": "wrong"}).status_code == 400
        assert there.post("/account", data={"act": "off", "password": PASSWORD}).status_code == 303
    log = server.log.read_text()
    assert not any(each in log for each in (secret, *codes, PASSWORD))


def test_the_times_of_visits_are_those_of_the_readers_own_clock() -> None:
    at = datetime(2026, 11, 23, 20, 5, tzinfo=UTC)
    assert account.when(at, "Asia/Tokyo") == "24 November 2026, 05:05"
    assert account.when(at, "America/New_York", "de") == "23. November 2026, 15:05"


def test_nobody_else_has_an_account_page(server: Entrance) -> None:
    with server.visitor() as client:
        assert client.get("/account").headers["location"].startswith("/sign-in")
        assert client.post("/account", data={"act": "begin"}).headers["location"].startswith("/sign-in")
        assert client.get("/sign-in/code").headers["location"] == "/sign-in"
        assert client.post("/sign-in/code", data={"code": "1"}).headers["location"] == "/sign-in"
        client.post(f"/c/{LINK}", data={"layout": "one"})
        assert client.get("/account").status_code == 404
        assert client.post("/account", data={"act": "begin"}).status_code == 404
    with server.visitor(Origin="https://evil.example") as elsewhere:
        assert elsewhere.post("/account", data={"act": "end-others"}).status_code == 403
        assert elsewhere.post("/reset/abc", data={"new": NEW}).status_code == 403


def test_P07_the_page_behind_a_link_to_a_new_password(server: Entrance, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**server.settings, **PRODUCTION}.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    token = recording.offer_reset(system_actor(), server.people.ids["clinician"]).url.rpartition("/")[2]
    with server.visitor() as client:
        for _ in range(3):
            assert client.get(f"/reset/{token}").status_code == 200, "mail programs open links, too"
        assert client.post(f"/reset/{token}", data={"new": "short"}).status_code == 400
        done = client.post(f"/reset/{token}", data={"new": NEW})
        assert (done.status_code, "new" in done.text) == (200, True)
        gone = [client.get(f"/reset/{token}"), client.get("/reset/invented"), client.post(f"/reset/{token}")]
        assert {each.status_code for each in gone} == {410}
        assert len({each.text for each in gone}) == 1
        assert sign_in(client, NEW).status_code == 303
    assert token not in server.log.read_text()
