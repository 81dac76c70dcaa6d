"""Staff sign in through the clinic's own provider: a real one for what must work, a lying one for what must not."""

import re
import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from oidc_provider_mock import User, run_server_in_thread
from sqlmodel import Session, col, select

from models import database, provider, totp
from models.clock import now
from models.records import AccessLog, Person, ProviderIdentity, SecondFactor, Visit
from models.settings import settings
from tests.pages.entrance import COOKIE, PASSWORD, PRODUCTION, Entrance
from tests.support.crooked import Claims, Crooked, unsigned

CLIENT = {"FAIRTRIAL_OIDC_CLIENT_ID": "fairtrial", "FAIRTRIAL_OIDC_CLIENT_SECRET": "a secret of the client"}


class Clinic(Entrance):
    """The real server, with a provider named in its settings, and a way into its database."""

    def rows(self) -> Session:
        return Session(
            database.engine_for(self.settings["FAIRTRIAL_DATABASE_URL"]).execution_options(fairtrial_writes=True)
        )

    def link(self, who: str = "clinician", **known: object) -> str:
        """Whoever was linked before is linked no more."""
        issuer, person_id = self.settings["FAIRTRIAL_OIDC_ISSUER"], self.people.ids[who]
        with self.rows() as db:
            for earlier in db.exec(select(ProviderIdentity)).all():
                db.delete(earlier)
            db.flush()
            if known:
                db.add(ProviderIdentity(person_id=person_id, issuer=issuer, made_at=now(), **known))
            db.commit()
        return person_id

    def last_entry(self) -> tuple[str, bool, object]:
        with self.rows() as db:
            entry = db.exec(select(AccessLog).order_by(col(AccessLog.number).desc())).first()
            assert entry is not None
            return entry.act, entry.was_permitted, (entry.detail or {}).get("refused")

    def visits(self) -> int:
        with self.rows() as db:
            return len(db.exec(select(Visit)).all())


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """A clinic beside a provider that other people wrote."""
    users = [
        User(sub="s-1", claims={"email": "dr.z@clinic.example", "email_verified": True}),
        User(sub="s-2", claims={"email": "dr.z@clinic.example", "email_verified": False}),
    ]
    with run_server_in_thread(user_claims=users) as running:
        issuer = f"http://localhost:{running.server_port}"
        made = Clinic(
            tmp_path_factory.mktemp("honest"), settings={**PRODUCTION, **CLIENT, "FAIRTRIAL_OIDC_ISSUER": issuer}
        )
        made.seed()
        with made:
            yield made


@pytest.fixture(scope="module")
def lying(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Clinic, Crooked]]:
    """A clinic beside a provider of the test's own."""
    with Crooked() as crooked:
        made = Clinic(
            tmp_path_factory.mktemp("lying"),
            settings={
                **PRODUCTION,
                **CLIENT,
                "FAIRTRIAL_OIDC_ISSUER": crooked.issuer,
                "FAIRTRIAL_OIDC_SECOND_FACTOR": '["mfa"]',
                "FAIRTRIAL_SECOND_FACTOR": "required",
            },
        )
        made.seed()
        with made:
            yield made, crooked


def sent_away(client: httpx.Client, after: str = "/caseload") -> str:
    answer = client.get("/sign-in/with", params={"next": after, "layout": "list"})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def answered(address: str, sub: str) -> str:
    """The provider's form filled in: where it sends the browser back to."""
    answer = httpx.post(address, data={"sub": sub})
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


def come_back(client: httpx.Client, address: str) -> httpx.Response:
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}")


def test_whoever_is_linked_comes_in_and_leaves_past_the_provider(honest: Clinic) -> None:
    honest.link(subject="s-1", linked_at=now())
    with honest.visitor() as client:
        assert "Sign in with your organisation" in client.get("/sign-in").text
        address = sent_away(client)
        asked = parse_qs(urlsplit(address).query)
        assert (asked["code_challenge_method"], asked["response_type"]) == (["S256"], ["code"])
        assert asked["redirect_uri"] == [f"{honest.url}/sign-in/back"]
        answer = come_back(client, answered(address, "s-1"))
        assert (answer.status_code, answer.headers["location"]) == (303, "/caseload")
        assert COOKIE in answer.cookies
        assert client.get("/account").status_code == 200
        assert honest.last_entry()[:2] == ("sign_in_provider", True)
        left = client.post("/sign-out")
        assert "/oauth2/end_session?client_id=fairtrial" in left.text
        assert client.get("/account").status_code == 303
    assert "code=" not in honest.log.read_text()


def test_a_verified_address_is_claimed_once_and_the_lasting_name_counts_from_then_on(honest: Clinic) -> None:
    person_id = honest.link(email="dr.z@clinic.example", expires_at=now() + timedelta(days=1))
    with honest.visitor() as client:
        refused = come_back(client, answered(sent_away(client), "s-2"))
        assert (refused.status_code, COOKIE in refused.cookies) == (403, False), "the address is not verified"
        assert come_back(client, answered(sent_away(client), "s-1")).status_code == 303
    with honest.rows() as db:
        kept = db.get_one(ProviderIdentity, person_id)
        assert (kept.subject, kept.email, kept.expires_at) == ("s-1", None, None)
    with honest.visitor() as client:
        assert come_back(client, answered(sent_away(client), "dr.z@clinic.example")).status_code == 403


@pytest.mark.parametrize("expected", ["too late", "nobody", "closed"])
def test_nobody_is_added_and_what_is_over_stays_over(honest: Clinic, expected: str) -> None:
    if expected == "too late":
        honest.link(email="dr.z@clinic.example", expires_at=now() - timedelta(seconds=1))
    else:
        honest.link(**({"subject": "s-1", "linked_at": now()} if expected == "closed" else {}))
    with honest.rows() as db:
        people = len(db.exec(select(Person)).all())
        db.get_one(Person, honest.people.ids["clinician"]).is_active = expected != "closed"
        db.commit()
    before = honest.visits()
    with honest.visitor() as client:
        answer = come_back(client, answered(sent_away(client), "s-1"))
    with honest.rows() as db:
        assert len(db.exec(select(Person)).all()) == people
        db.get_one(Person, honest.people.ids["clinician"]).is_active = True
        db.commit()
    assert (answer.status_code, COOKIE in answer.cookies, honest.visits()) == (403, False, before)
    assert "An administrator of your clinic can link your account" in answer.text


def test_B80_a_code_is_worth_nothing_twice_and_in_no_other_browser(honest: Clinic) -> None:
    honest.link(subject="s-1", linked_at=now())
    with honest.visitor() as client, honest.visitor() as thief:
        back = answered(sent_away(client), "s-1")
        sealed = dict(client.cookies)
        assert come_back(thief, back).status_code == 401, "another browser never left from here"
        sent_away(thief)
        assert come_back(thief, back).status_code == 401, "the state is not this browser's"
        assert come_back(client, back).status_code == 303
        assert come_back(client, back).status_code == 401, "the way is used up"
        thief.cookies.update(sealed)
        assert come_back(thief, back).status_code == 401, "the provider gives nothing for it again"
    assert honest.last_entry() == ("sign_in_provider", False, "code")


def test_a_wrong_state_is_refused(honest: Clinic) -> None:
    honest.link(subject="s-1", linked_at=now())
    with honest.visitor() as client:
        back = answered(sent_away(client), "s-1")
        answer = come_back(client, re.sub("state=(.)", lambda found: f"state={'-' if found[1] == '_' else '_'}", back))
        assert (answer.status_code, COOKIE in answer.cookies) == (401, False)
        assert honest.last_entry()[1:] == (False, "state")


@pytest.mark.parametrize(
    "after",
    ["https://evil.example", "//evil.example", "/\\evil.example", "/sign-in/../..//evil.example", "javascript:x"],
)
def test_nobody_is_led_elsewhere(honest: Clinic, after: str) -> None:
    honest.link(subject="s-1", linked_at=now())
    with honest.visitor() as client:
        answer = come_back(client, answered(sent_away(client, after), "s-1"))
        assert (answer.status_code, answer.headers["location"]) == (303, "/")


def back_with(client: httpx.Client, crooked: Crooked, **more: str) -> httpx.Response:
    """There and back with whatever the crooked provider says."""
    asked = parse_qs(urlsplit(sent_away(client)).query)
    crooked.nonce = asked["nonce"][0]
    return client.get("/sign-in/back", params={"state": asked["state"][0], "code": "c", **more})


LIES: dict[str, Claims] = {
    "wrong nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "wrong audience": {"aud": "somebody-else"},
    "many audiences": {"aud": ["fairtrial", "somebody-else"]},
    "wrong issuer": {"iss": "https://evil.example"},
    "expired": {"exp": 1_000_000_000},
    "of long ago": {"iat": 1_000_000_000},
    "no subject": {"sub": None},
    "subject a number": {"sub": 1},
    "other party": {"azp": "somebody-else"},
    "wrong hash": {"at_hash": "nonsense"},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_lies_begins_nothing(lying: tuple[Clinic, Crooked], lie: str) -> None:
    clinic, crooked = lying
    clinic.link(subject="s-1", linked_at=now())
    crooked.honest()
    crooked.claims = lambda truth: {k: v for k, v in {**truth, **LIES[lie]}.items() if v is not None}
    before = clinic.visits()
    with clinic.visitor() as client:
        answer = back_with(client, crooked)
    assert (answer.status_code, COOKIE in answer.cookies, clinic.visits()) == (401, False, before)
    assert clinic.last_entry()[:2] == ("sign_in_provider", False)


@pytest.mark.parametrize("signed", ["alg none", "HS256 with the public key", "another key", "one bit changed"])
def test_a_token_that_the_provider_did_not_sign_begins_nothing(lying: tuple[Clinic, Crooked], signed: str) -> None:
    clinic, crooked = lying
    clinic.link(subject="s-1", linked_at=now())
    crooked.honest()
    other = Crooked()
    other.key = type(other.key).generate_key(2048, {"kid": crooked.key.kid})
    crooked.sign = {
        "alg none": unsigned,
        "HS256 with the public key": crooked.by_public_key,
        "another key": other.signed,
        "one bit changed": lambda claims: crooked.signed(claims)[:-6] + "AAAAAA",
    }[signed]
    with clinic.visitor() as client:
        answer = back_with(client, crooked)
    assert (answer.status_code, COOKIE in answer.cookies) == (401, False)


@pytest.mark.parametrize(
    ("amr", "place"), [(["pwd", "mfa"], "in"), (["pwd"], "enrols first"), (None, "enrols first"), ("mfa", "refused")]
)
def test_P03_the_second_factor_of_the_provider_counts_only_where_it_is_named(
    lying: tuple[Clinic, Crooked], amr: object, place: str
) -> None:
    """A second factor is required here: without one, only the account page opens."""
    clinic, crooked = lying
    clinic.link(subject="s-1", linked_at=now())
    crooked.honest()
    crooked.claims = lambda truth: truth if amr is None else {**truth, "amr": amr}
    with clinic.visitor() as client:
        answer = back_with(client, crooked)
        if place == "refused":
            assert answer.status_code == 401, "a word where a list belongs is no proof"
            return
        assert answer.status_code == 303
        assert ("asks for a second factor" in client.get("/account").text) is (place == "enrols first")


def test_P03_who_has_no_password_sets_ours_up_and_is_asked_for_it_from_then_on(lying: tuple[Clinic, Crooked]) -> None:
    """It is required here, and the provider names none: there must be a way on, and one back."""
    clinic, crooked = lying
    person_id = clinic.link("admin", subject="s-9", linked_at=now())
    crooked.honest()
    crooked.claims = lambda truth: {**truth, "sub": "s-9"}
    with clinic.visitor() as client:
        assert back_with(client, crooked).status_code == 303
        page = client.get("/account").text
        assert "asks for a second factor" in page
        assert 'value="begin"' in page, "no dead end"
        square = client.post("/account", data={"act": "begin"}).text
        secret = re.search(r'address">([A-Z2-7 ]{30,})<', square)[1].replace(" ", "")  # type: ignore[index]
        step = int(now().timestamp()) // 30
        done = client.post("/account", data={"act": "confirm", "code": totp.code_at(secret, step - 1)})
        (first, *_) = codes = re.findall(r"<code>([a-z0-9-]+)</code>", done.text)
        assert len(codes) == 10
        assert "asks for a second factor" not in client.get("/account").text
    with clinic.visitor() as client:
        assert COOKIE not in back_with(client, crooked).cookies
        assert client.post("/sign-in/code", data={"code": totp.code_at(secret, step)}).status_code == 303
        assert client.post("/account", data={"act": "off", "password": "000000"}).status_code == 400
        assert client.post("/account", data={"act": "off", "password": first}).status_code == 303
        assert "asks for a second factor" in client.get("/account").text
    with clinic.rows() as db:
        assert db.get(SecondFactor, person_id) is None


def test_a_key_that_is_new_is_asked_for_once_more(lying: tuple[Clinic, Crooked]) -> None:
    clinic, crooked = lying
    clinic.link(subject="s-1", linked_at=now())
    crooked.honest()
    with clinic.visitor() as client:
        assert back_with(client, crooked).status_code == 303
    crooked.key = type(crooked.key).generate_key(2048, {"kid": "second", "use": "sig"})
    with clinic.visitor() as client:
        assert back_with(client, crooked).status_code == 303
    assert all(len(each) >= 43 for each in crooked.verifiers)


@pytest.mark.parametrize("more", [{"iss": "https://evil.example"}, {"code": ""}])
def test_what_comes_back_beside_the_code_is_looked_at(lying: tuple[Clinic, Crooked], more: dict[str, str]) -> None:
    clinic, crooked = lying
    crooked.honest()
    with clinic.visitor() as client:
        assert back_with(client, crooked, **more).status_code == 401


def test_P03_our_own_second_factor_follows_where_there_is_one(
    honest: Clinic,
) -> None:
    person_id = honest.link(subject="s-1", linked_at=now())
    with honest.rows() as db:
        db.add(SecondFactor(person_id=person_id, locked_secret="x", made_at=now(), confirmed_at=now(), last_step=1))
        db.commit()
    with honest.visitor() as client:
        answer = come_back(client, answered(sent_away(client), "s-1"))
        assert (answer.status_code, COOKIE in answer.cookies) == (200, False)
        assert 'name="code"' in answer.text
        assert client.get("/account").status_code == 303
    with honest.rows() as db:
        db.delete(db.get_one(SecondFactor, person_id))
        db.commit()


def test_F15_a_provider_that_is_away_says_so_and_passwords_still_work(tmp_path_factory: pytest.TempPathFactory) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        issuer = f"http://127.0.0.1:{taken.getsockname()[1]}"
        clinic = Clinic(
            tmp_path_factory.mktemp("away"), settings={**PRODUCTION, **CLIENT, "FAIRTRIAL_OIDC_ISSUER": issuer}
        )
        clinic.seed()
        with clinic, clinic.visitor() as client:
            answer = client.get("/sign-in/with")
            assert answer.status_code == 503
            assert "sign-in does not answer" in answer.text
            assert "tel:" in answer.text, "the crisis line stands here, too"
            assert client.post("/sign-in", data={"user_name": "dr.z", "password": PASSWORD}).status_code == 303


@pytest.mark.parametrize("lie", [{"issuer": "https://evil.example"}, {"token_endpoint": "http://evil.example/t"}])
def test_a_description_of_somebody_else_is_not_taken(monkeypatch: pytest.MonkeyPatch, lie: Claims) -> None:
    with Crooked() as crooked:
        monkeypatch.setenv("FAIRTRIAL_OIDC_ISSUER", crooked.issuer)
        monkeypatch.setenv("FAIRTRIAL_OIDC_CLIENT_ID", "fairtrial")
        settings.cache_clear()
        crooked.described = lambda truth: {**truth, **lie}
        with pytest.raises(provider.ProviderAway):
            provider.ask()
    settings.cache_clear()


def test_without_a_provider_there_is_no_such_way(tmp_path_factory: pytest.TempPathFactory) -> None:
    clinic = Clinic(tmp_path_factory.mktemp("none"), settings=PRODUCTION)
    clinic.seed()
    with clinic, clinic.visitor() as client:
        assert "organisation" not in client.get("/sign-in").text
        assert client.get("/sign-in/with").status_code == 404
        assert client.get("/sign-in/back", params={"state": "x", "code": "y"}).status_code == 404
