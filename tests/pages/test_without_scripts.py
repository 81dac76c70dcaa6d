"""What works in any browser: the plain check-in, leaving at once, one's own data, and letting somebody read along."""

import re
import secrets
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape

import httpx
import orjson
import pytest
from sqlmodel import Session, delete, select

from models import database
from models.clock import now
from models.records import (
    AlertNotice,
    CheckIn,
    CheckInStatus,
    FlagAnswer,
    Invitation,
    ItemAnswer,
    Person,
    SafetyFlag,
    Score,
    Standing,
    Visit,
)
from models.visits import token_hash
from tests.pages.entrance import CANARY, COOKIE, Entrance

HERE = "/plain/check-in"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Entrance]:
    made = Entrance(tmp_path_factory.mktemp("plain"))
    made.seed()
    with made:
        yield made


@pytest.fixture
def phone(server: Entrance) -> Iterator[httpx.Client]:
    """An old telephone that has just used a link to a check-in of its own."""
    with httpx.Client(base_url=server.url, timeout=20, follow_redirects=True) as client:
        answer = client.post(f"/c/{new_link(server)}", data={"layout": "plain"})
        assert answer.url.path == HERE, answer.text
        yield client


def new_link(server: Entrance) -> str:
    """A fresh check-in, in the place of those of earlier tests."""
    with db(server) as records:
        for table in (AlertNotice, FlagAnswer, SafetyFlag, ItemAnswer, Score, Invitation, Standing, Visit, CheckIn):
            records.exec(delete(table))
        check_in = CheckIn(
            patient_id=server.people.ids["patient"],
            occasion=now().date().isoformat(),
            instruments=["phq9"],
            status=CheckInStatus.due,
            due_on=now().date(),
            closes_on=now().date() + timedelta(days=6),
        )
        records.add(check_in)
        records.flush()
        token = secrets.token_urlsafe(32)
        invitation = Invitation(
            token_hash=token_hash(token),
            check_in_id=check_in.id,
            made_at=now(),
            expires_at=now() + timedelta(days=1),
        )
        records.add(invitation)
        records.commit()
    return token


def db(server: Entrance) -> Session:
    return Session(database.engine_for(server.settings["FAIRTRIAL_DATABASE_URL"]))


def proof(page: httpx.Response) -> str:
    found = re.search(r'name="proof" value="([0-9a-f]{64})"', page.text)
    assert found, page.text
    return found[1]


def fill(page: httpx.Response, value: str = "1", **more: str) -> dict[str, str]:
    answers = {f"phq9:q{number}": value for number in range(1, 10)} | {"phq9:q9": "0"}
    return answers | {"proof": proof(page), "act": "send"} | more


def test_the_whole_check_in_is_sent_without_a_script(server: Entrance, phone: httpx.Client) -> None:
    page = phone.get(HERE)
    assert page.text.count("<fieldset") == 9
    assert "<script" not in page.text
    assert "checked" not in page.text
    done = phone.post(HERE, data=fill(page))
    assert "Thank you. Received at" in done.text
    with db(server) as records:
        assert records.exec(select(CheckIn.status)).one() is CheckInStatus.submitted
        assert len(records.exec(select(ItemAnswer)).all()) == 9


def test_help_stands_first_and_the_flag_is_there_before_anything_is_sent(server: Entrance, phone: httpx.Client) -> None:
    """S01, S03."""
    page = phone.post(HERE, data=fill(phone.get(HERE), **{"phq9:q9": "2"}))
    words = unescape(page.text)
    assert words.index("Please reach a person at once.") < words.index("Your check-in</h1>")
    assert 'href="tel:116123"' in words
    assert 'href="sms:85258"' in words
    with db(server) as records:
        assert records.exec(select(FlagAnswer.value)).one() == 2
        assert records.exec(select(CheckIn.status)).one() is CheckInStatus.draft
    more = phone.post(HERE, data=fill(page, act="more", **{"phq9:q9": "2"}))
    assert "thoughts about suicide" in more.text
    done = phone.post(HERE, data=fill(more, **{"phq9:q9": "2", "sidas:q1": "0"}))
    assert "Thank you. Received at" in done.text
    assert "Please reach a person at once." in done.text
    assert "low risk" not in done.text.casefold()


def test_what_was_answered_is_there_again_and_what_was_left_out_is_no_answer(
    server: Entrance, phone: httpx.Client
) -> None:
    page = phone.get(HERE)
    kept = phone.post(HERE, data={"phq9:q1": "3", "proof": proof(page), "act": "keep"})
    assert 'name="phq9:q1" value="3" checked' in kept.text
    done = phone.post(HERE, data={"phq9:q1": "3", "phq9:q2": "skip", "proof": proof(kept), "act": "send"})
    assert "Thank you" in done.text
    with db(server) as records:
        rows = {row.item: row for row in records.exec(select(ItemAnswer)).all()}
    assert rows["q1"].value == 3
    assert all(row.value is None for item, row in rows.items() if item != "q1")


@pytest.mark.parametrize("value", ["4", "-1", "1.5", "nonsense", "<b>1</b>"])
def test_what_no_item_allows_is_refused_beside_its_question(phone: httpx.Client, value: str) -> None:
    page = phone.post(HERE, data=fill(phone.get(HERE), **{"phq9:q3": value}))
    assert page.status_code == 400
    assert 'id="problem-3"' in page.text
    assert "<b>1</b>" not in page.text


def test_a_form_from_elsewhere_changes_nothing(server: Entrance, phone: httpx.Client) -> None:
    page = phone.get(HERE)
    for wrong in ("", "0" * 64, None):
        sent = fill(page)
        if wrong is None:
            del sent["proof"]
        else:
            sent["proof"] = wrong
        assert phone.post(HERE, data=sent).status_code == 403
    assert phone.post(HERE, data=fill(page), headers={"Origin": "https://evil.example"}).status_code == 403
    assert phone.post(HERE, data=fill(page), headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    with db(server) as records:
        assert records.exec(select(ItemAnswer)).all() == []


def test_nobody_without_a_visit_sees_the_form(server: Entrance) -> None:
    with server.visitor() as client:
        assert client.get(HERE).status_code == 303
        assert client.post(HERE, data={"act": "send"}).status_code == 303
        client.cookies.set(COOKIE, server.signed_in("clinician"), domain="127.0.0.1")
        assert "Little interest" not in client.get(HERE).text


def test_leaving_ends_the_visit_and_shows_a_page_about_nobody(phone: httpx.Client) -> None:
    left = phone.post("/leave", headers={"Sec-Fetch-Site": "same-origin"})
    assert left.url.path == "/away"
    assert not re.search("fairtrial|clinic|check-in|depress", re.sub(r"<link[^>]*>", "", left.text), re.IGNORECASE)
    assert COOKIE not in dict(phone.cookies)
    assert phone.get(HERE).url.path == "/sign-in"


def test_an_address_alone_ends_no_visit(phone: httpx.Client) -> None:
    assert phone.get("/leave").status_code == 200
    assert phone.get(HERE).url.path == HERE


def test_ones_own_data_for_oneself_alone(server: Entrance, phone: httpx.Client) -> None:
    """P13, P20."""
    assert phone.get("/my-data").status_code == 404  # a link alone may write, and not read
    with server.visitor() as client:
        client.cookies.set(COOKIE, server.signed_in("patient"), domain="127.0.0.1")
        answer = client.get("/my-data")
        found = orjson.loads(answer.content)
        assert found["format"] == "fairtrial-own/1"
        assert found["record_number"] == "A-2041"
        assert found["history"]["format"] == "fairtrial-history/1"
        assert "A-2041" not in answer.headers["content-disposition"]
        assert answer.headers["cache-control"] == "no-store"
    with server.visitor() as client:
        client.cookies.set(COOKIE, server.signed_in("clinician"), domain="127.0.0.1")
        assert client.get("/my-data").status_code == 404


def test_somebody_close_reads_what_was_chosen_until_it_is_ended(server: Entrance) -> None:
    with db(server) as records:
        person = records.exec(select(Person).where(Person.role == "patient")).one()
        person.born_on = date(1984, 3, 2)
    with server.visitor() as owner, server.visitor() as sister:
        owner.cookies.set(COOKIE, server.signed_in("patient"), domain="127.0.0.1")
        made = owner.post("/share", data={"with": "my sister", "domain": ["symptoms", "matters"], "days": "7"})
        link = re.search(r"/shared/([A-Za-z0-9_-]{43})", made.text)
        assert link, made.text
        offered = sister.get(link[0])
        assert offered.status_code == 200
        assert "Marta" not in offered.text
        read = sister.post(link[0])
        assert "How Marta is doing" in read.text
        assert CANARY not in read.text
        assert "A-2041" not in read.text
        assert "Meaning and purpose" not in read.text
        ended = re.search(r'name="end" value="([0-9a-f]{32})"', owner.get("/share").text)
        assert ended
        owner.post("/share", data={"end": ended[1]})
        assert sister.post(link[0]).status_code == 410
        assert link[1] not in server.log.read_text()


def test_a_share_without_a_part_is_refused(server: Entrance, phone: httpx.Client) -> None:
    assert phone.get("/share").status_code == 404
    with server.visitor() as owner:
        owner.cookies.set(COOKIE, server.signed_in("patient"), domain="127.0.0.1")
        for wrong in ({"with": "my sister", "days": "7"}, {"with": "", "domain": "symptoms", "days": "7"}):
            assert owner.post("/share", data=wrong).status_code == 400
