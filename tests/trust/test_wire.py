"""Z19: whatever is asked for and however, no byte that the real server sends holds a word of somebody else's record."""

import asyncio
import http.client
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from pages.addresses import PAGES
from pages.visit import NAME
from tests.support.server import Server
from tests.support.websocket import Visitor, perform
from tests.trust.canaries import COURSE, OWN_KEEPING, PERSON, Aviary, aviary_template, found_in

__all__ = ["aviary_template"]
pytestmark = pytest.mark.xdist_group("wire")
STRANGERS = (None, "colleague", "former", "elsewhere", "admin", "admin_elsewhere", "other_patient", "other_link")
ALL = (*PERSON, *COURSE, *OWN_KEEPING)


@dataclass
class Served:
    """The real server over the two clinics."""

    server: Server
    aviary: Aviary

    def cookies(self, who: str | None) -> dict[str, str]:
        return {NAME: self.aviary.cookies[who]} if who else {}

    @property
    def query(self) -> str:
        """An address as somebody would write it who knows every id: ids are no secret that anything rests on."""
        ids = {"id": self.aviary.patient, "patient": self.aviary.patient, "instrument": "phq9", "form": "text"}
        short = {name.removesuffix("_id"): value for name, value in self.aviary.ids.items()}
        return urlencode({**ids, **short, "check-in": self.aviary.ids["check_in_id"]})

    def get(self, path: str, who: str | None = None, **headers: str) -> tuple[int, bytes]:
        """Status, and everything that came: headers and body."""
        line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        cookie = {"Cookie": f"{NAME}={self.aviary.cookies[who]}"} if who else {}
        line.request("GET", path, headers={**cookie, **headers})
        answer = line.getresponse()
        body = answer.read()
        line.close()
        return answer.status, str(answer.getheaders()).encode() + body


@pytest.fixture(scope="module")
def served(aviary_template: tuple[Path, Aviary]) -> Iterator[Served]:
    file, aviary = aviary_template
    folder = file.parent / "served"
    folder.mkdir()
    copy = folder / "aviary.sqlite3"
    copy.write_bytes(file.read_bytes())
    with Server(folder, command="serve", settings={"FAIRTRIAL_DATABASE_URL": f"sqlite:///{copy}"}) as server:
        yield Served(server, aviary)


class Listener(Visitor):
    """A visitor who keeps every byte."""

    def __init__(self, served: Served, who: str | None) -> None:
        super().__init__(served.server.url, cookies=served.cookies(who))
        self.bytes = b""
        self.session_id = ""

    async def _hear(self, timeout: float) -> int:
        data = await asyncio.wait_for(self._connection.recv(decode=False), timeout)
        self.bytes += data
        message = ForwardMsg.FromString(data)
        self.session_id = message.new_session.initialize.session_id or self.session_id
        self.page.hear(message)
        if message.WhichOneof("type") == "script_finished":
            self._running = 0
        return len(data)


async def _every_page(served: Served, who: str | None) -> dict[str, bytes]:
    heard = {}
    for address in PAGES:
        async with Listener(served, who) as visitor:
            await visitor.run(address, served.query)
            heard[address] = visitor.bytes
    return heard


@pytest.mark.parametrize("who", STRANGERS)
def test_Z19_every_page_by_its_address_over_the_wire(served: Served, who: str | None) -> None:
    heard = perform(_every_page(served, who))
    assert {page: leaked for page, sent in heard.items() if (leaked := found_in(sent, ALL))} == {}
    assert all(len(sent) > 200 for sent in heard.values())


def test_the_sweep_would_see_it(served: Served) -> None:
    """For the team the same pages do hold these words, so the search looks at something."""
    team = b"".join(perform(_every_page(served, "team")).values())
    assert set(found_in(team, ALL)) >= {"Qwillian", "Zzyzxova", "RN-77431", "canaryagent", "canary-contact-made"}


@pytest.mark.parametrize("who", ["patient", "link"])
def test_patients_are_not_shown_what_the_clinic_keeps_for_itself(served: Served, who: str) -> None:
    heard = perform(_every_page(served, who))
    hidden = OWN_KEEPING if who == "patient" else (*OWN_KEEPING, *PERSON, *COURSE)
    assert {page: leaked for page, sent in heard.items() if (leaked := found_in(sent, hidden))} == {}


@pytest.mark.parametrize("who", STRANGERS)
def test_Z19_every_plain_address(served: Served, who: str | None) -> None:
    patient, query = served.aviary.patient, served.query
    addresses = [
        f"/report/{patient}?{query}",
        f"/report/{patient}?form=text&for=patient",
        "/my-report?form=text",
        f"/sign-in?next=%2Fpatient%3Fid%3D{patient}",
        "/c/" + "x" * 43,
        "/healthz",
        "/readyz",
        "/_stcore/health",
        "/_stcore/host-config",
        "/_stcore/metrics",
        "/media/" + "0" * 56 + ".csv",
        "/_stcore/upload_file/x/y",
        f"/patient?{query}",
        "/pages/clinician/patient.py",
        "/static/../../fairtrial-data/demo.sqlite3",
    ]
    leaked = {}
    for address in addresses:
        status, told = served.get(address, who)
        if found := found_in(told, ALL):
            leaked[address] = (status, found)
    assert leaked == {}
    assert served.get(f"/report/{patient}", who)[0] in (303, 404)


def test_a_report_of_others_is_refused_like_one_of_nobody(served: Served) -> None:
    for who in ("colleague", "elsewhere", "admin", "other_patient", "patient"):
        there, nowhere = (served.get(f"/report/{each}", who) for each in (served.aviary.patient, "0" * 32))
        assert there[0] == nowhere[0] == 404
        assert there[1].rpartition(b"<main")[2] == nowhere[1].rpartition(b"<main")[2]
    status, own = served.get("/report/" + served.aviary.patient + "?form=text", "team")
    assert status == 200
    assert b"Zzyzxova" in own


@pytest.mark.parametrize("thief", [None, "elsewhere", "other_patient"])
@pytest.mark.parametrize("owner_is_gone", [False, True])
def test_V4_a_stolen_session_id_alone_is_worthless(served: Served, thief: str | None, owner_is_gone: bool) -> None:
    """Z19, P05."""
    assert found_in(perform(_stolen(served, thief, owner_is_gone)), ALL) == []


async def _stolen(served: Served, thief: str | None, owner_is_gone: bool) -> bytes:
    async with Listener(served, "team") as owner:
        await owner.run("patient", served.query)
        assert found_in(owner.bytes, PERSON)
        assert owner.session_id
        if owner_is_gone:
            owner.abort()
            await asyncio.sleep(0.3)
        return await _with_session(served, thief, owner.session_id)


async def _with_session(served: Served, thief: str | None, session_id: str) -> bytes:
    """Everything that somebody hears who connects under this session's id and asks for the patient again."""
    cookie = "; ".join(f"{name}={value}" for name, value in served.cookies(thief).items())
    heard = b""
    try:
        async with connect(
            served.server.url.replace("http", "ws", 1) + "/_stcore/stream",
            subprotocols=["streamlit", "PLACEHOLDER", session_id],  # type: ignore[list-item]
            additional_headers={"Cookie": cookie} if cookie else {},
            origin=served.server.url,  # type: ignore[arg-type]
            max_size=None,
            proxy=None,
        ) as line:
            message = BackMsg()
            message.rerun_script.query_string = served.query
            message.rerun_script.page_name = "patient"
            await line.send(message.SerializeToString())
            while True:
                data = await asyncio.wait_for(line.recv(decode=False), 5)
                heard += data
                if ForwardMsg.FromString(data).WhichOneof("type") == "script_finished":
                    break
    except (ConnectionClosed, InvalidStatus, TimeoutError):
        pass
    return heard


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost.evil.example"])
def test_P28_a_page_of_another_site_opens_no_line(served: Served, origin: str) -> None:
    async def come() -> None:
        url = served.server.url.replace("http", "ws", 1) + "/_stcore/stream"
        headers = {"Cookie": f"{NAME}={served.aviary.cookies['team']}"}
        async with connect(url, subprotocols=["streamlit"], additional_headers=headers, origin=origin, proxy=None):  # type: ignore[list-item, arg-type]
            pass

    with pytest.raises((InvalidStatus, ConnectionClosed)):
        perform(come())


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "127.0.0.1:1; script-src evil.example", ""],
)
def test_P27_another_host_is_refused_and_never_repeated(served: Served, host: str) -> None:
    """P27, B86."""
    for path in ("/", "/sign-in", "/healthz", "/c/" + "x" * 43, "/_stcore/health", "/report/x"):
        status, told = served.get(path, "team", Host=host)
        assert status == 400
        assert b"evil.example" not in told


def test_P27_no_forwarded_host_is_believed(served: Served) -> None:
    _, told = served.get("/patient", None, **{"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"})
    assert b"evil.example" not in told


def test_B85_pages_that_do_not_exist_say_nothing(served: Served) -> None:
    for path in (
        "/admin",
        "/../app.py",
        "/%2e%2e/app.py",
        "/pages/shell.py",
        "/patient/../people",
        "/static/%2e%2e/shell.py",
    ):
        status, told = served.get(path)
        assert status in (303, 400, 404), (path, status)
        assert b"import streamlit" not in told


def test_P14_the_servers_log_holds_nothing_of_all_this(served: Served) -> None:
    """Last in this file: by now every page and every address has been asked for, by everybody."""
    log = served.server.log.read_text()
    assert "GET" in log or "sign-in" in log or log
    assert found_in(log, (*ALL, *served.aviary.cookies.values())) == []
