"""B91–B94: script and markup in every text that people can type stay words on every page: nothing runs."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Page

from models import clock, history, recording
from models import database as databases
from models.access import Actor, system_actor
from models.recording import (
    AnswerState,
    ClinicInput,
    CrisisInput,
    DoseInput,
    EmergencyInput,
    EpisodeInput,
    EventKind,
    EventNoteInput,
    PatientInput,
    PersonRole,
    PreferenceInput,
    StaffInput,
    TrialInput,
)
from models.settings import settings
from models.words import Modality, Role
from pages.visit import NAME
from tests.conftest import SECRET
from tests.support.server import Server

PAYLOADS = (
    "<script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1><b class=injected>x</b>",
    "<svg onload=window.hit=1><i class=injected>x</i></svg>",
    "<iframe srcdoc='<script>parent.hit=1</script>'></iframe>",
    "[click](javascript:window.hit=1) [out](https://evil.example/a)",
    "<a class=injected href='javascript:window.hit=1'>x</a>",
    "![b](https://evil.example/b.png)",
    "<img class=injected src='https://evil.example/c.png'>",
    "<style>*{display:none!important}</style>",
    "# No safety alerts",
    "<form class=injected action='https://evil.example'><input></form>",
    "<div class=injected style='position:fixed;inset:0'>x</div>",
    ":red[x] :smile: :material/home: $$\\LaTeX$$ {{7*7}} ${x} %s",
    "</p></div></body><h1 class=injected>x</h1>",
    "'\"><b class=injected>x</b>",
)
PLAIN = ("/c/", "/sign-in", "/<b")  # answered without Streamlit; the last one is an address that no page has
_turn = count()
FOUND = """() => ({
    hit: window.hit ?? null,
    added: [...document.querySelectorAll('.injected, iframe[srcdoc], .katex, [style*="inset:0"]')]
        .map(e => e.outerHTML),
    led: [...document.querySelectorAll('[href],[src],[action]')]
        .map(e => e.getAttribute('href') || e.getAttribute('src') || e.getAttribute('action'))
        .filter(where => /evil|javascript:/i.test(where)),
    headings: [...document.querySelectorAll('h1,h2,h3,h4')].map(e => e.textContent.trim()),
    title: document.title,
    wide: document.documentElement.scrollWidth - window.innerWidth,
    shown: document.body.innerText.length,
})"""


def hostile() -> str:
    """The next payload in turn, so that each kind of field meets several of them."""
    return PAYLOADS[next(_turn) % len(PAYLOADS)]


class Scene:
    """A clinic in which everything that can be typed is hostile; cookies and addresses for everybody."""

    def __init__(self) -> None:
        system = system_actor()
        self.clinic = recording.add_clinic(system, ClinicInput(name=hostile(), answers_read=hostile()))
        numbers = {"call_number": "988", "text_number": "988", "emergency_number": "911"}
        recording.set_crisis_text(system, self.clinic, CrisisInput(message=hostile(), **numbers))
        doctor, other, admin = (self._staff(role) for role in ("clinician", "clinician", "admin"))
        self.patients = [self._patient(number) for number in range(6)]
        for each in self.patients:
            recording.join_team(system, each, doctor)
        self.patient = self.patients[0]
        people = {"doctor": doctor, "other": other, "admin": admin, "patient": self.patient}
        self.cookies = {name: recording.sign_in_demo(person).token for name, person in people.items()}
        self._course(self._actor("doctor"))
        recording.open_in_emergency(self._actor("other"), self.patient, EmergencyInput(reason=hostile() + " now"))
        self.link = recording.invite(system, self.patient).token

    def _actor(self, who: str) -> Actor:
        actor = history.actor_of(self.cookies[who])
        assert actor is not None
        return actor

    def _staff(self, role: str) -> str:
        staff = StaffInput(clinic_id=self.clinic, role=PersonRole(role), given_name=hostile(), family_name=hostile())
        return recording.add_staff(system_actor(), staff)

    def _patient(self, number: int) -> str:
        names = {"given_name": PAYLOADS[number], "family_name": hostile()}
        return recording.add_patient(
            system_actor(), PatientInput(clinic_id=self.clinic, record_number=f"{number}<b class=injected>", **names)
        )

    def _course(self, doctor: Actor) -> None:
        started, patient = clock.now().date() - timedelta(days=80), self.patient
        episode = EpisodeInput(started_on=started)
        self.episode = recording.open_episode(doctor, patient, episode)
        recording.amend_episode(doctor, self.episode, episode.model_copy(update={"number": 2}), hostile(), 1)
        for place, payload in enumerate(PAYLOADS):
            drug = TrialInput(
                modality=Modality.medication,
                role=Role.monotherapy,
                agent=payload[:80],
                started_on=started + timedelta(days=place),
                doses=(DoseInput(from_on=started + timedelta(days=place), mg_per_day=50),),
                note=payload,
            )
            self.trial = recording.record_trial(doctor, patient, drug, confirmed=True)
            event = EventNoteInput(happened_on=started, kind=EventKind.other, words=payload)
            recording.note_event(doctor, patient, event)
        talk = TrialInput(modality=Modality.psychotherapy, therapy=hostile(), started_on=started)
        recording.record_trial(doctor, patient, talk, confirmed=True)
        recording.record_preference(doctor, patient, PreferenceInput(about="general", words=hostile()))
        check_in = recording.issue_check_in(doctor, patient, ["phq9"])
        for number in range(1, 10):
            recording.save_answer(system_actor(), check_in, "phq9", f"q{number}", AnswerState.answered, 2)
        recording.send_check_in(system_actor(), check_in)
        flag = history.patient_view(doctor, patient).flags[0].id
        recording.close_flag(doctor, flag, hostile(), hostile(), hostile(), "other")
        recording.issue_check_in(doctor, patient, ["phq9"])

    def addresses(self) -> list[tuple[str, str]]:
        one, of = f"?id={self.patient}", f"?patient={self.patient}"
        return [
            ("doctor", "/caseload"),
            ("doctor", "/patient" + one),
            ("doctor", f"/trial{of}&trial={self.trial}&id={self.trial}"),
            ("doctor", "/past" + of),
            ("doctor", f"/episode{of}"),
            ("doctor", f"/rate{of}"),
            ("other", "/patient" + one),
            ("admin", "/people"),
            ("admin", "/instruments"),
            ("patient", "/"),
            ("patient", "/progress"),
            ("patient", "/looks"),
            ("patient", "/check-in"),
            ("", f"/c/{self.link}"),
            ("", "/sign-in?next=<script>window.hit=1</script>"),
            ("doctor", "/patient?id=<img class=injected src=x onerror=window.hit=1>"),
            ("doctor", "/<b class=injected>"),
        ]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Scene]]:
    folder = tmp_path_factory.mktemp("hostile")
    url = f"sqlite:///{folder / 'hostile.sqlite3'}"
    with pytest.MonkeyPatch.context() as patch:
        _ours(patch, folder, url)
        databases.migrate(url)
        made = Scene()
        databases.engine_for(url).dispose()
    settings.cache_clear()
    with Server(folder, command="serve", settings={"FAIRTRIAL_DATABASE_URL": url}) as server:
        yield server, made


def _ours(patch: pytest.MonkeyPatch, folder: Path, url: str) -> None:
    for name, value in (("MODE", "demo"), ("DATA_DIR", str(folder)), ("SECRET_KEY", SECRET), ("DATABASE_URL", url)):
        patch.setenv(f"FAIRTRIAL_{name}", value)
    settings.cache_clear()


@pytest.fixture(scope="module")
def server(scene: tuple[Server, Scene]) -> Server:
    """In place of the demo: `open_page` watches this one."""
    return scene[0]


def test_B92_nothing_runs_and_nothing_is_added_on_any_page(
    scene: tuple[Server, Scene], open_page: Callable[..., Page]
) -> None:
    """B91, B92, B94, P18."""
    server, made = scene
    wrong, words = {}, ""
    pages: dict[str, Page] = {}
    for who, address in made.addresses():
        page = pages.get(who) or pages.setdefault(who, open_page(viewport={"width": 1440, "height": 900}))
        if who:
            page.context.add_cookies([{"name": NAME, "value": made.cookies[who], "url": server.url}])
        page.on("dialog", lambda dialog: dialog.dismiss())
        page.goto(server.url + address)
        if not address.startswith(PLAIN):
            page.wait_for_selector("[class*=st-key-page-]", timeout=60_000)
            page.wait_for_selector("[data-testid=stStatusWidget]", state="detached", timeout=60_000)
        found = page.evaluate(FOUND)
        words += page.inner_text("body")
        if problems := _problems(found):
            wrong[f"{who} {address[:40]}"] = problems
    assert wrong == {}
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<b class=injected>x</b>')")
    assert "added" in _problems(page.evaluate(FOUND))  # the search would have seen it
    assert "<script>window.hit=1</script>" in words
    assert "[click](javascript:window.hit=1)" in words.replace("\u2060", "")


def _problems(found: dict[str, object]) -> dict[str, object]:
    """What stands on the page that only the payloads can have put there."""
    problems = {name: found[name] for name in ("added", "led") if found[name]}
    if found["hit"] is not None:
        problems["hit"] = found["hit"]
    if "No safety alerts" in found["headings"]:  # type: ignore[operator]
        problems["headings"] = found["headings"]
    if "<" in str(found["title"]) or "hit" in str(found["title"]):
        problems["title"] = found["title"]
    if int(str(found["wide"])) > 0 or int(str(found["shown"])) < 20:
        problems["layout"] = (found["wide"], found["shown"])
    return problems
