"""The way in: nothing is shown to a browser without a visit, links and cookies are as tight as promised."""

import re
import sqlite3
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from pages.addresses import PAGES, safe_next
from tests.pages.entrance import CANARY, COOKIE, EXPIRED_LINK, LINK, PASSWORD, PRODUCTION, REVOKED_LINK, Entrance
from tests.support.websocket import Visitor, perform

SIGN_IN_ONLY = "Please sign in"
CRISIS = "tel:988"
ADDRESSES = [*PAGES, "start", "shell", "home", "patient/home", "clinician/caseload", "admin/people", "pages/shell"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Entrance]:
    made = Entrance(tmp_path_factory.mktemp("entrance"))
    made.seed()
    with made:
        yield made


def seen(server: Entrance, address: str, cookie: str | None = None, query: str = "") -> str:
    """Every word on the page that a browser with this cookie gets at this address."""

    async def look() -> str:
        async with Visitor(server.url, cookies={COOKIE: cookie} if cookie else None) as visitor:
            await visitor.run(address, query)
            await visitor.settle(0.3)
            assert not visitor.errors()
            return visitor.text

    return perform(look())


# Nobody is here


@pytest.mark.parametrize("address", ["caseload", "patient", "check-in"])
def test_the_first_request_of_a_fresh_process_sees_nothing(tmp_path: Path, address: str) -> None:
    """Streamlit once ran any file in `pages/` for the first visitor after a start, without asking who it is."""
    server = Entrance(tmp_path)
    server.seed()
    with server:
        words = seen(server, address)
    assert SIGN_IN_ONLY in words
    assert CANARY not in words


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_without_a_visit_is_the_sign_in_text(server: Entrance, address: str) -> None:
    words = seen(server, address, query="id=abc")
    assert SIGN_IN_ONLY in words
    assert CRISIS in words
    assert len(words) < 700, "more than the banner, the sign-in text and the crisis line"
    assert words == seen(server, address, cookie="an-invented-cookie", query="id=abc")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_asked_for_by_plain_http_leads_to_sign_in(server: Entrance, address: str) -> None:
    with server.visitor() as client:
        answer = client.get(f"/{address}")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")
    assert answer.content == b""


@pytest.mark.parametrize("address", ["/_stcore/metrics", "/_stcore/agent/interact", "/media/abc.txt"])
def test_what_nobody_may_ask_for(server: Entrance, address: str) -> None:
    """P29, P30."""
    with server.visitor() as client:
        assert client.get(address).status_code == 404


def test_no_file_is_taken_up_without_a_visit(server: Entrance) -> None:
    with server.visitor() as client:
        assert client.put("/_stcore/upload_file/a/b", content=b"x").status_code == 404


# Whether it lives


def test_health_needs_no_visit_and_says_nothing(server: Entrance) -> None:
    with server.visitor() as client:
        assert client.get("/healthz").json() == {"ok": True}
        ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["ok"], ready.json()["schema_current"]) == (200, True, True)


def test_a_database_of_another_schema_is_not_served(tmp_path: Path) -> None:
    """F10."""
    server = Entrance(tmp_path)
    with pytest.raises(RuntimeError, match="fairtrial migrate"), server:
        pass
    assert "Traceback" not in server.log.read_text()


def test_unsafe_settings_are_not_served(tmp_path: Path) -> None:
    server = Entrance(tmp_path, settings={"FAIRTRIAL_MODE": "production", "FAIRTRIAL_SECRET_KEY": "short"})
    server.seed()
    with pytest.raises(RuntimeError, match="FAIRTRIAL_SECRET_KEY"), server:
        pass


# Check-in links


def test_a_link_lands_on_a_page_that_names_the_clinic_and_not_the_patient(server: Entrance) -> None:
    """P06, P11, S05."""
    with server.visitor() as client:
        answer = client.get(f"/c/{LINK}")
    assert answer.status_code == 200
    for words in (
        "Northside clinic",
        "Read on the next working day.",
        "not watched in real time",
        "tel:116123",
        "Start",
    ):
        assert words in answer.text
    assert CANARY not in answer.text
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers


def test_every_bad_link_looks_alike(server: Entrance) -> None:
    """B77, B78, B82."""
    bad = [EXPIRED_LINK, REVOKED_LINK, "invented", "x" * 5000, "a/b", "%00", "%F0%9F%8C%B1", "..%2F..%2Fapp.py"]
    with server.visitor() as client:
        answers = [getattr(client, how)(f"/c/{token}") for token in bad for how in ("get", "post")]
    assert {each.status_code for each in answers} == {410}
    assert len({each.text for each in answers}) == 1
    assert CRISIS in answers[0].text


def test_starting_leaves_the_token_behind(server: Entrance) -> None:
    """P06."""
    with server.visitor() as client:
        client.get(f"/c/{LINK}")
        answer = client.post(f"/c/{LINK}", data={"layout": "one"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/check-in")
        assert LINK not in str(answer.headers)
        cookie = client.cookies[COOKIE]
        page = client.get("/check-in")
    assert page.status_code == 200
    assert SIGN_IN_ONLY not in seen(server, "check-in", cookie)
    assert LINK not in server.log.read_text()


# Signing in and out


def test_demo_people_are_offered_with_their_stories(server: Entrance) -> None:
    with server.visitor() as client:
        page = client.get("/sign-in?next=%2Fcaseload").text
    assert "Demonstration" in page
    assert [page.index(title) for title in ("Clinicians", "Patients", "Administrators")]
    assert page.count("Invented.") == 6, "three people, each with a button for a phone and one for a wide screen"
    assert 'value="/caseload"' in page


def test_the_cookie_is_out_of_reach_of_scripts(server: Entrance) -> None:
    with server.visitor() as client:
        answer = client.post("/sign-in", data={"person": server.people.ids["clinician"], "next": "/caseload"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/caseload")
    cookie = answer.headers["set-cookie"]
    assert re.search(r"HttpOnly", cookie)
    assert re.search(r"SameSite=lax", cookie, re.IGNORECASE)
    assert "Path=/" in cookie
    assert "Domain" not in cookie


def test_over_tls_the_cookie_is_bound_to_the_host(tmp_path: Path) -> None:
    """P05, P10."""
    server = Entrance(tmp_path, settings={"FAIRTRIAL_BASE_URL": "https://fairtrial.example"})
    server.seed()
    with server, server.visitor(Host="fairtrial.example", Origin="https://fairtrial.example") as client:
        answer = client.post("/sign-in", data={"person": server.people.ids["clinician"]})
    assert answer.headers["set-cookie"].startswith(f"__Host-{COOKIE}=")
    assert "; Secure" in answer.headers["set-cookie"]
    assert "max-age=" in answer.headers["strict-transport-security"]


def test_in_production_only_an_account_leads_in(tmp_path: Path) -> None:
    server = Entrance(tmp_path, settings=PRODUCTION)
    server.seed()
    with server, server.visitor() as client:
        page = client.get("/sign-in").text
        assert CANARY not in page
        assert "Demonstration" not in page
        as_demo = client.post("/sign-in", data={"person": server.people.ids["clinician"]})
        wrong = client.post("/sign-in", data={"user_name": "dr.z", "password": "wrong"})
        unknown = client.post("/sign-in", data={"user_name": "dr.y", "password": "wrong"})
        assert (as_demo.status_code, wrong.status_code, unknown.status_code) == (401, 401, 401)
        assert wrong.text.replace("dr.z", "dr.y") == unknown.text
        assert COOKIE not in client.cookies
        right = client.post("/sign-in", data={"user_name": "Dr.Z", "password": PASSWORD, "next": "/caseload"})
        assert (right.status_code, right.headers["location"]) == (303, "/caseload")
        words = seen(server, "caseload", client.cookies[COOKIE])
    assert CANARY in words
    assert "Demonstration" not in words


def test_a_wrong_password_says_no_more_than_that(server: Entrance) -> None:
    with server.visitor() as client:
        answer = client.post("/sign-in", data={"user_name": '"><script>', "password": "x", "next": "//evil.example"})
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers
    assert "<script>" not in answer.text
    assert "evil" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("address", ["/sign-in", "/sign-out"])
def test_a_form_of_another_site_is_refused(server: Entrance, headers: dict[str, str], address: str) -> None:
    with server.visitor(**headers) as client:
        answer = client.post(address, data={"person": server.people.ids["clinician"]})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_B62_what_is_larger_than_any_form_is_not_taken_up(server: Entrance) -> None:
    """Announced or not: a file that a stranger sends would fill the disk."""
    part = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n' + b"a" * 3_000_000
    kind = {"Content-Type": "multipart/form-data; boundary=x", "Origin": server.url}
    with server.visitor(**kind) as client:
        assert client.post("/sign-in", content=part + b"\r\n--x--\r\n").status_code == 413
        assert client.post("/sign-in", content=iter([part[:1_500_000], part[1_500_000:]])).status_code == 413
        assert client.get("/app/static/" + "9" * 5000).status_code == 404


def test_F13_F30_a_plain_form_that_breaks_shows_help_and_logs_no_words(server: Entrance) -> None:
    """S03: the database is held for longer than anybody waits, and the answer is about suicide."""
    address = server.settings["FAIRTRIAL_DATABASE_URL"].removeprefix("sqlite:///")
    with server.visitor(Origin=server.url) as client, closing(sqlite3.connect(address, isolation_level=None)) as other:
        client.post(f"/c/{LINK}", data={"layout": "plain"})
        proof = client.get("/plain/check-in").text.split('name="proof" value="')[1].split('"')[0]
        other.execute("BEGIN IMMEDIATE")
        answer = client.post("/plain/check-in", data={"phq9:q9": "3", "proof": proof}, timeout=30)
        other.execute("ROLLBACK")
        assert answer.status_code == 500
        assert CRISIS in answer.text
        assert "must be sent again" in answer.text
        reference = re.search(r"Reference ([0-9a-f]{8})", answer.text)
        assert reference is not None
        assert reference[1] in server.log.read_text()
        assert "Traceback" not in server.log.read_text()
        assert client.post("/plain/check-in", data={"phq9:q9": "3", "proof": proof}).status_code == 200


def test_signing_out_ends_the_visit_on_the_server(server: Entrance) -> None:
    cookie = server.signed_in("clinician")
    assert SIGN_IN_ONLY not in seen(server, "", cookie)
    with server.visitor(Cookie=f"{COOKIE}={cookie}") as client:
        assert "Sign out?" in client.get("/sign-out").text
        assert SIGN_IN_ONLY not in seen(server, "", cookie), "asking ends nothing"
        answer = client.post("/sign-out")
    assert answer.status_code == 303
    assert f'{COOKIE}=""' in answer.headers["set-cookie"]
    assert SIGN_IN_ONLY in seen(server, "", cookie), "a copy of the cookie is worth nothing"


def test_an_open_tab_goes_blank_when_the_visit_ends_elsewhere(server: Entrance) -> None:
    """Z23, P05, F28."""
    cookie = server.signed_in("clinician")

    async def stay() -> tuple[str, str]:
        async with Visitor(server.url, cookies={COOKIE: cookie}) as visitor:
            await visitor.run("")
            await visitor.settle(0.3)
            before = visitor.text
            with server.visitor(Cookie=f"{COOKIE}={cookie}") as client:
                client.post("/sign-out")
            await visitor.run("")
            await visitor.settle(0.3)
            return before, visitor.text

    before, after = perform(stay())
    assert CANARY in before
    assert CANARY not in after
    assert SIGN_IN_ONLY in after


@pytest.mark.parametrize("who", ["patient", "clinician", "admin"])
def test_each_address_answers_each_role_without_an_error(server: Entrance, who: str) -> None:
    cookie = server.signed_in(who)
    for address, (_, _, whose) in PAGES.items():
        words = seen(server, address, cookie)
        assert SIGN_IN_ONLY not in words
        if address and whose != who and (whose, who) != ("patient", "clinician") and _is_built(address):
            assert "Not found" in words, (who, address)


def _is_built(address: str) -> bool:
    return (Path(__file__).parents[2] / "pages" / PAGES[address][0]).is_file()


def test_a_patient_always_sees_the_numbers_of_the_own_clinic(server: Entrance) -> None:
    """S03, S04."""
    for address in ("", "check-in", "caseload"):
        words = seen(server, address, server.signed_in("patient"))
        for number in ("tel:116123", "sms:85258", "tel:999"):
            assert number in words, address


# What browsers are told


def test_every_answer_tells_the_browser_what_not_to_do(server: Entrance) -> None:
    """P25, P26."""
    cookie = server.signed_in("clinician")
    with server.visitor(Cookie=f"{COOKIE}={cookie}") as client:
        answers = [
            client.get(each) for each in ("/", "/sign-in", "/c/bad", "/healthz", "/_stcore/health", "/look/icon.svg")
        ]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-eval" not in policy
        assert "'unsafe-inline'" not in policy.split("style-src")[0]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert "camera=()" in answer.headers["permissions-policy"]
        assert answer.headers["referrer-policy"] in ("same-origin", "no-referrer")


def test_the_start_page_is_ours(server: Entrance) -> None:
    """P17."""
    cookie = server.signed_in("clinician")
    with server.visitor(Cookie=f"{COOKIE}={cookie}") as client:
        page = client.get("/caseload", headers={"If-None-Match": "*"})
        again = client.head("/caseload")
    assert page.status_code == 200
    assert '<html lang="en">' in page.text
    assert "<title>Fairtrial</title>" in page.text
    assert "/look/fairtrial.css" in page.text
    assert "In danger now?" in page.text.split("<noscript>")[1]
    assert "_stcore/agent" not in page.text
    assert page.headers["cache-control"] == "no-store"
    assert int(again.headers["content-length"]) == len(page.content)


def test_a_page_asks_for_no_server_below_its_own_address(server: Entrance) -> None:
    """That question is in vain and costs a slow line a third of a second; the policy names the line that spares it."""
    with server.visitor() as browser:
        browser.cookies.set(COOKIE, server.signed_in("patient"))
        page = browser.get("/check-in")
    (said,) = re.findall(r"<script>(window.__streamlit = .*?)</script>", page.text)
    assert "BACKEND_BASE_URL: location.origin" in said
    named = b64encode(sha256(said.encode()).digest()).decode()
    assert f"'sha256-{named}'" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", ["/caselode", "/patient/42", "/pages/clinician/caseload", "/check-in/x"])
def test_an_address_that_is_no_page_says_so_with_help(server: Entrance, address: str) -> None:
    cookie = server.signed_in("clinician")
    with server.visitor(Cookie=f"{COOKIE}={cookie}") as client:
        page, head, slash = client.get(address), client.head(address), client.get("/caseload/")
    assert (page.status_code, head.status_code) == (404, 404)
    assert CRISIS in page.text
    assert '<a href="/">To the start page</a>' in page.text
    assert '<div id="root">' not in page.text
    assert slash.headers["location"].endswith("/caseload"), "a slash at the end is no other address"


def test_another_host_name_is_refused(server: Entrance) -> None:
    """P27, B86."""
    with server.visitor(Host="evil.example") as client:
        assert client.get("/sign-in").status_code == 400


def test_the_style_sheet_is_kept_until_it_changes(server: Entrance) -> None:
    with server.visitor() as client:
        address = re.findall(r"/look/fairtrial\.css\?v=\w+", client.get("/sign-in").text)[0]
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
        assert client.get("/look/..%2Fshell.py").status_code in (400, 404)
    assert "immutable" in first.headers["cache-control"]
    assert (again.status_code, again.content) == (304, b"")


def test_a_first_visit_takes_the_short_way(server: Entrance) -> None:
    cookie = server.signed_in("clinician")
    with server.visitor(Cookie=f"{COOKIE}={cookie}") as client:
        script = re.findall(r'src="\./(static/js/index\.[^"]+)"', client.get("/").text)[0]
        packed = client.get(f"/{script}", headers={"Accept-Encoding": "gzip"})
        plain = client.get(f"/{script}", headers={"Accept-Encoding": "identity"})
    assert packed.content == plain.content
    assert packed.num_bytes_downloaded < plain.num_bytes_downloaded / 2
    assert "immutable" in packed.headers["cache-control"]
    assert packed.headers["content-type"].split(";")[0] == plain.headers["content-type"].split(";")[0]


# Where a person may be led to


@pytest.mark.parametrize(
    "wanted, led_to",
    [
        (None, "/"),
        ("/caseload", "/caseload"),
        ("/patient?id=abc-1", "/patient?id=abc-1"),
        ("/patient?id=<script>", "/patient"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/caseload", "/"),
        ("javascript:alert(1)", "/"),
        ("/sign-out", "/"),
        ("/caseload\r\nSet-Cookie: a=b", "/"),
        ("/../etc", "/"),
        ("http://[", "/"),
        ("//[::1/caseload", "/"),
    ],
)
def test_only_our_own_pages_are_led_to(wanted: str | None, led_to: str) -> None:
    assert safe_next(wanted) == led_to


def test_the_log_of_requests_is_without_secrets(server: Entrance) -> None:
    """P14."""
    with httpx.Client() as client:
        client.get(f"{server.url}/c/a-secret-in-an-address")
    assert "a-secret-in-an-address" not in server.log.read_text()
