"""P07: a forgotten password, from the page that tells nobody anything to the link that works once."""

import re
import statistics
import time
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from sqlmodel import Session, col, select

from models import database, history, recording
from models.access import Actor, ActorKind, system_actor
from models.clock import at, now
from models.database import session
from models.errors import NotFound, NotPermitted
from models.known_browser import remembered
from models.records import AccessLog, Person, PersonRole, ResetRequest, SecondFactor, Visit
from models.reminding import Mail, send_links
from models.settings import settings
from tests.pages.entrance import PASSWORD, PRODUCTION, Entrance
from tests.support.post import LATER, REFUSES, SHUT, TAKES, PostOffice
from tests.trust.conftest import CANARY, Ward

NEW = "other quiet words"
LINK = re.compile(r"/reset/([\w-]{43})")
SENDER = "no-reply@clinic.example"


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with PostOffice() as made:
        yield made


@pytest.fixture
def account(sqlite_ward: Ward) -> Ward:
    """A clinician and a patient, each with a password and an address of their own."""
    system, ward = system_actor(), sqlite_ward
    recording.set_password(system, str(ward.clinician.person_id), "miriam", PASSWORD)
    recording.set_password(system, ward.patient_id, "selam", PASSWORD)
    has_address(str(ward.clinician.person_id), "Miriam@clinic.example")
    has_address(ward.patient_id, "selam@home.example", language="de")
    return ward


def has_address(person_id: str, email: str | None, **more: str) -> None:
    with session(write=True) as db:
        person = db.get_one(Person, person_id)
        person.email = email
        for name, value in more.items():
            setattr(person, name, value)


def a_round(office: PostOffice) -> list[str]:
    """The secrets of the links that this round has sent."""
    before = len(office.letters)
    send_links(Mail(office.url, SENDER, 5))
    return [LINK.findall(each.parsed.get_content())[0] for each in office.letters[before:]]


def last_said() -> object:
    with session() as db:
        claims = select(AccessLog).where(AccessLog.act == "claim_reset").order_by(col(AccessLog.number).desc())
        return db.exec(claims).first().detail  # type: ignore[union-attr]


def waiting() -> int:
    with session() as db:
        return len(db.exec(select(ResetRequest)).all())


def test_P07_a_link_comes_to_the_address_that_we_have_and_works_once(account: Ward, office: PostOffice) -> None:
    cookie = recording.sign_in("miriam", PASSWORD).token
    recording.ask_for_reset(" miriam@CLINIC.example ")
    (token,) = a_round(office)
    assert (office.letters[0].to, waiting()) == ("Miriam@clinic.example", 0)
    assert history.actor_of(cookie) is not None, "nothing has ended before the link was used"
    recording.reset_password(token, NEW)
    assert history.actor_of(cookie) is None
    with pytest.raises(NotFound):
        recording.reset_password(token, "third quiet words")
    recording.sign_in("miriam", NEW)
    with session() as db:
        assert token not in str(db.connection().exec_driver_sql("SELECT * FROM password_reset").all())
        acts = db.exec(select(AccessLog.act)).all()
    assert {"ask_for_reset", "claim_reset", "reset_password"} <= set(acts)


def test_P07_P11_a_patient_gets_it_in_their_language_and_it_tells_nothing(account: Ward, office: PostOffice) -> None:
    recording.ask_for_reset("selam@home.example")
    (token,) = a_round(office)
    letter = office.letters[0].parsed
    assert letter.get_content_type() == "text/plain"
    assert "Dieser Link gilt einmal, für 10 Minuten." in letter.get_content()
    assert f"/reset/{token}?language=de" in letter.get_content()
    for word in (CANARY, "Selam", "selam\n", "Canal House", "depress", "Fairtrial"):
        assert word.encode() not in office.letters[0].raw.replace(b"selam@home.example", b"")
    recording.reset_password(token, NEW)
    recording.sign_in("selam", NEW)


@pytest.mark.parametrize("email", ["nobody@clinic.example", "not an address", "", "a@b\r\nBcc: c@d.example", "ж@д.рф"])
def test_P07_who_is_nobody_here_gets_nothing(account: Ward, office: PostOffice, email: str) -> None:
    recording.ask_for_reset(email)
    assert a_round(office) == []
    assert waiting() == 0


def test_P07_an_address_of_two_accounts_gets_no_link(account: Ward, office: PostOffice) -> None:
    has_address(account.patient_id, "MIRIAM@clinic.example")
    recording.ask_for_reset("miriam@clinic.example")
    assert (a_round(office), last_said()) == ([], {"refused": "several"})


def test_P07_no_link_leads_to_a_closed_account_or_to_one_without_a_password(account: Ward, office: PostOffice) -> None:
    has_address(account.asked.patient_id, "other@home.example")
    recording.ask_for_reset("other@home.example")
    recording.disable_person(system_actor(), str(account.clinician.person_id))
    recording.ask_for_reset("miriam@clinic.example")
    assert a_round(office) == []
    assert last_said() == {"refused": "nobody"}


def test_P07_it_does_not_lead_past_the_second_factor(account: Ward, office: PostOffice) -> None:
    with session(write=True) as db:
        on = {"made_at": now(), "confirmed_at": now(), "last_step": 1}
        db.add(SecondFactor(person_id=str(account.clinician.person_id), locked_secret="x", **on))
    recording.ask_for_reset("miriam@clinic.example")
    recording.reset_password(a_round(office)[0], NEW)
    assert recording.sign_in("miriam", NEW).owes_code
    with session() as db:
        assert not db.exec(select(Visit)).all()


def test_P04_a_flood_sends_three_an_hour_and_keeps_the_owner_out_of_nothing(account: Ward, office: PostOffice) -> None:
    """Another link keeps working, the password works, and the owner's own browser has a count of its own."""
    by_hand = recording.offer_reset(system_actor(), str(account.clinician.person_id)).url.rpartition("/")[2]
    for _ in range(20):
        recording.ask_for_reset("miriam@clinic.example", address="203.0.113.9")
    assert len(a_round(office)) == 3
    assert last_said() == {"refused": "too many"}
    assert history.is_reset_open(by_hand)
    recording.sign_in("miriam", PASSWORD)
    own = remembered(str(account.clinician.person_id))
    recording.ask_for_reset("miriam@clinic.example", known_browser=own)
    assert len(a_round(office)) == 1
    later = now() + timedelta(minutes=61)
    with at(later):
        recording.ask_for_reset("miriam@clinic.example")
        assert len(a_round(office)) == 1, "what was refused has not lengthened the wait"


def test_P04_one_address_cannot_ask_for_everybody(account: Ward, office: PostOffice) -> None:
    for number in range(40):
        recording.ask_for_reset(f"{number}@clinic.example", address="203.0.113.9")
    assert waiting() == 30
    recording.ask_for_reset("miriam@clinic.example", address="203.0.113.10")
    assert len(a_round(office)) == 1


@pytest.mark.parametrize("mood", [SHUT, LATER])
def test_P07_what_cannot_go_out_waits_and_at_last_is_dropped(account: Ward, office: PostOffice, mood: str) -> None:
    office.mood = lambda _: mood
    recording.ask_for_reset("miriam@clinic.example")
    assert (a_round(office), waiting()) == ([], 1)
    office.mood = lambda _: TAKES
    with at(now() + timedelta(seconds=31)):
        assert len(a_round(office)) == 1
    assert waiting() == 0
    recording.ask_for_reset("miriam@clinic.example")
    with at(now() + timedelta(minutes=10, seconds=1)):
        assert a_round(office) == []
    assert (waiting(), last_said()) == (0, {"refused": "too late"})


def test_P07_an_address_that_takes_no_mail_is_not_tried_again(account: Ward, office: PostOffice) -> None:
    office.mood = lambda _: REFUSES
    recording.ask_for_reset("miriam@clinic.example")
    assert (a_round(office), waiting()) == ([], 0)


def test_P07_a_link_is_over_after_the_minutes_of_the_settings(
    account: Ward, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAIRTRIAL_RESET_MINUTES", "5")
    settings.cache_clear()
    recording.ask_for_reset("miriam@clinic.example")
    (token,) = a_round(office)
    assert "for 5 minutes" in office.letters[0].parsed.get_content()
    with at(now() + timedelta(minutes=5, seconds=1)):
        assert not history.is_reset_open(token)


def test_nobody_but_the_installation_takes_requests(account: Ward) -> None:
    recording.ask_for_reset("miriam@clinic.example")
    (request_id,) = history.resets_waiting(system_actor())
    admin = Actor("a" * 32, PersonRole.admin, ActorKind.account, account.clinic_id)
    for refused in (recording.claim_reset, lambda actor, _: history.resets_waiting(actor)):
        with pytest.raises(NotPermitted):
            refused(admin, request_id)
    with pytest.raises(NotPermitted):
        recording.settle_reset(admin, request_id, True)
    assert waiting() == 1


def test_P08_whose_address_was_typed_lies_encrypted(account: Ward) -> None:
    recording.ask_for_reset("miriam@clinic.example", known_browser=remembered("a" * 32))
    with session() as db:
        raw = str(db.connection().exec_driver_sql("SELECT * FROM reset_request").all())
    assert "miriam" not in raw.casefold()


# Over the wire


class Mailed(Entrance):
    """The real server beside a real post office."""

    def rows(self) -> Session:
        engine = database.engine_for(self.settings["FAIRTRIAL_DATABASE_URL"])
        return Session(engine.execution_options(fairtrial_writes=True))


@pytest.fixture(scope="module")
def mailed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Mailed, PostOffice]]:
    with PostOffice() as office:
        rules = {**PRODUCTION, "FAIRTRIAL_SMTP_URL": office.url, "FAIRTRIAL_ALERT_EVERY_SECONDS": "0"}
        made = Mailed(tmp_path_factory.mktemp("mailed"), settings=rules)
        made.seed()
        with made:
            yield made, office


def wait_for(office: PostOffice, seconds: float = 25) -> str:
    end = time.monotonic() + seconds
    while not office.letters:
        assert time.monotonic() < end, "no message came"
        time.sleep(0.1)
    return LINK.findall(office.letters[-1].parsed.get_content())[0]


def ask(client: httpx.Client, email: str) -> httpx.Response:
    return client.post("/forgotten", data={"email": email})


def test_P07_the_whole_way_over_the_wire(mailed: tuple[Mailed, PostOffice], monkeypatch: pytest.MonkeyPatch) -> None:
    server, office = mailed
    for name, value in server.settings.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    recording.set_staff_email(system_actor(), server.people.ids["clinician"], "dr.z@clinic.example")
    with server.visitor() as client:
        assert 'href="/forgotten"' in client.get("/sign-in").text
        assert 'name="email"' in client.get("/forgotten").text
        known, unknown, nonsense = (ask(client, each) for each in ("dr.z@clinic.example", "x@clinic.example", "?"))
        assert known.status_code == unknown.status_code == nonsense.status_code == 200
        assert known.text == unknown.text == nonsense.text
        assert known.headers["cache-control"] == "no-store"
        token = wait_for(office)
        for _ in range(3):
            assert client.get(f"/reset/{token}").status_code == 200, "what looks through mail opens links, too"
        assert client.post(f"/reset/{token}", data={"new": NEW}).status_code == 200
        assert client.post(f"/reset/{token}", data={"new": NEW}).status_code == 410
        assert client.post("/sign-in", data={"user_name": "dr.z", "password": PASSWORD}).status_code == 401
        assert client.post("/sign-in", data={"user_name": "dr.z", "password": NEW}).status_code == 303
    assert token not in server.log.read_text()
    assert "dr.z@clinic" not in server.log.read_text()
    assert len(office.letters) == 1


def test_P04_it_takes_as_long_whether_somebody_has_the_address_or_not(mailed: tuple[Mailed, PostOffice]) -> None:
    """Nothing is looked up while the browser waits; what the post office does, it never notices."""
    server, _ = mailed
    took: dict[str, list[float]] = {"dr.z@clinic.example": [], "no.z@clinic.example": []}
    with server.visitor() as client:
        for _ in range(40):
            for email, each in took.items():
                began = time.perf_counter()
                ask(client, email)
                each.append(time.perf_counter() - began)
    one, other = (statistics.median(each) for each in took.values())
    assert abs(one - other) < max(0.1 * max(one, other), 0.002), took


def test_P07_no_form_from_elsewhere_asks_and_each_language_has_the_page(mailed: tuple[Mailed, PostOffice]) -> None:
    server, _ = mailed
    with server.visitor(Origin="https://evil.example") as elsewhere:
        assert ask(elsewhere, "dr.z@clinic.example").status_code == 403
    with server.visitor() as client:
        assert "Passwort vergessen?" in client.get("/forgotten?language=de").text
        assert "Neues Passwort" not in client.get("/reset/invented?language=de").text
        assert client.get("/reset/invented?language=nl").status_code == 410
        assert "te oud" in client.get("/reset/invented?language=nl").text


def test_P07_without_a_mail_server_the_page_says_who_helps(tmp_path_factory: pytest.TempPathFactory) -> None:
    made = Mailed(tmp_path_factory.mktemp("unmailed"), settings=PRODUCTION)
    made.seed()
    with made, made.visitor() as client:
        assert "ask your clinic" in client.get("/forgotten").text
        assert 'name="email"' not in client.get("/forgotten").text
        assert "ask your clinic" in ask(client, "dr.z@clinic.example").text
        with made.rows() as db:
            assert not db.exec(select(ResetRequest)).all()
