"""Two clinics in which each thing known of a patient is a string of its own, to be found wherever it leaks."""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from models import clock, history, recording
from models import database as databases
from models.access import Actor, ActorKind, system_actor
from models.recording import (
    AnswerState,
    ClinicInput,
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
from models.records import SessionProposal, Share
from models.settings import settings
from models.words import Modality, Role
from tests.conftest import SECRET
from tests.recording.conftest import signed_in

BORN_ON = date(1963, 7, 19)
# Of the person, of the course, and what the clinic keeps for itself; no other person's record holds any of these.
PERSON = ("Qwillian", "Zzyzxova", "RN-77431", "kanarie@finch.example", "1963-07-19", "19 July 1963")
COURSE = (
    *("canaryagent", "canary-event-words", "canary-preference-words"),
    *("canary-note-words", "canary-safety-plan", "canary-relative"),
)
OWN_KEEPING = ("canary-trial-note", "canary-contact-made", "canary-assessment", "canary-plan", "canary-amend-reason")


@dataclass
class Aviary:
    """Whose record it is, the ids of its parts, and everybody who may ask for it."""

    clinic: str
    other_clinic: str
    patient: str
    other_patient: str
    ids: dict[str, str]
    colleague: str
    actors: dict[str, Actor] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def secrets(self) -> tuple[str, ...]:
        """All that must not be seen; ids among it."""
        return (*PERSON, *COURSE, *OWN_KEEPING, self.patient, *self.ids.values())


def found_in(told: object, secrets: Iterable[str]) -> list[str]:
    """Which of these stand in what was sent, as text or as bytes."""
    if isinstance(told, bytes):
        return [one for one in secrets if one.encode() in told]
    return [one for one in secrets if one in str(told)]


@pytest.fixture(scope="session")
def aviary_template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Aviary]:
    """A database with all of it, to be copied."""
    file = tmp_path_factory.mktemp("aviary") / "aviary.sqlite3"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAIRTRIAL_MODE", "demo")
        patch.setenv("FAIRTRIAL_DATA_DIR", str(file.parent))
        patch.setenv("FAIRTRIAL_SECRET_KEY", SECRET)
        patch.setenv("FAIRTRIAL_DATABASE_URL", f"sqlite:///{file}")
        settings.cache_clear()
        databases.migrate(f"sqlite:///{file}")
        made = fill()
        databases.engine_for(f"sqlite:///{file}").dispose()
    settings.cache_clear()
    return file, made


@pytest.fixture
def aviary(aviary_template: tuple[Path, Aviary], data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Aviary]:
    """The two clinics in a database of this test's own."""
    template, made = aviary_template
    url = f"sqlite:///{data_dir / 'aviary.sqlite3'}"
    shutil.copyfile(template, data_dir / "aviary.sqlite3")
    monkeypatch.setenv("FAIRTRIAL_DATABASE_URL", url)
    settings.cache_clear()
    yield made
    databases.engine_for(url).dispose()


def fill() -> Aviary:
    """Everything once, through the doors."""
    system = system_actor()
    clinic, other = (recording.add_clinic(system, ClinicInput(name=name)) for name in ("Northside", "Southside"))
    patient = _patient(clinic, "RN-77431", "Qwillian", "Zzyzxova", "kanarie@finch.example", BORN_ON)
    other_patient = _patient(clinic, "RN-2", "Noor", "New", "noor@new.example", date(1990, 1, 1))
    staff = {
        name: _staff(where, role, name)
        for name, where, role in (
            ("team", clinic, "clinician"),
            ("emergency", clinic, "clinician"),
            ("colleague", clinic, "clinician"),
            ("former", clinic, "clinician"),
            ("elsewhere", other, "clinician"),
            ("admin", clinic, "admin"),
            ("admin_elsewhere", other, "admin"),
        )
    }
    for name in ("team", "former"):
        recording.join_team(system, patient, staff[name])
    recording.join_team(system, other_patient, staff["team"])
    recording.leave_team(system, patient, staff["former"])
    ids = _course(signed_in(staff["team"]), patient)
    aviary = Aviary(clinic, other, patient, other_patient, ids, staff["colleague"])
    _let_in(aviary, {**staff, "patient": patient, "other_patient": other_patient})
    return aviary


def _patient(clinic: str, number: str, given: str, family: str, email: str, born_on: date) -> str:
    return recording.add_patient(
        system_actor(),
        PatientInput(
            clinic_id=clinic, record_number=number, given_name=given, family_name=family, email=email, born_on=born_on
        ),
    )


def _staff(clinic: str, role: str, name: str) -> str:
    staff = StaffInput(clinic_id=clinic, role=PersonRole(role), given_name="Dr", family_name=name.title())
    return recording.add_staff(system_actor(), staff)


def _course(doctor: Actor, patient: str) -> dict[str, str]:
    started = clock.now().date() - timedelta(days=100)
    episode = EpisodeInput(started_on=started)
    ids = {"episode_id": recording.open_episode(doctor, patient, episode)}
    recording.amend_episode(
        doctor, ids["episode_id"], episode.model_copy(update={"number": 2}), "canary-amend-reason", 1
    )
    trial = TrialInput(
        modality=Modality.medication,
        role=Role.monotherapy,
        agent="canaryagent",
        started_on=started,
        doses=(DoseInput(from_on=started, mg_per_day=50),),
        note="canary-trial-note",
    )
    ids["trial_id"] = recording.record_trial(doctor, patient, trial, confirmed=True)
    event = EventNoteInput(happened_on=started, kind=EventKind.other, words="canary-event-words")
    ids["event_note_id"] = recording.note_event(doctor, patient, event)
    said = PreferenceInput(about="general", words="canary-preference-words")
    recording.record_preference(doctor, patient, said)
    first = recording.issue_check_in(doctor, patient, ["phq9"])
    recording.save_answer(system_actor(), first, "phq9", "q9", AnswerState.answered, 2)
    ids["flag_id"] = history.patient_view(doctor, patient).flags[0].id
    recording.acknowledge_flag(doctor, ids["flag_id"])
    told = ("canary-contact-made", "canary-assessment", "canary-plan")
    recording.close_flag(doctor, ids["flag_id"], *told, "other")
    for number in range(1, 9):
        recording.save_answer(system_actor(), first, "phq9", f"q{number}", AnswerState.answered, 2)
    ids["check_in_id"] = first
    return ids | _told(doctor, patient, ids)


def _told(doctor: Actor, patient: str, ids: dict[str, str]) -> dict[str, str]:
    """A note to the team, a safety plan, a session that waits to be confirmed, and a link for somebody close."""
    note = recording.write_note(system_actor(), patient, "canary-note-words")
    recording.write_safety_plan(doctor, patient, "canary-safety-plan")
    at = clock.now()
    proposal = SessionProposal(
        patient_id=patient,
        check_in_id=ids["check_in_id"],
        trial_id=ids["trial_id"],
        held_on=at.date() - timedelta(days=1),
        proposed_at=at,
    )
    share = Share(
        patient_id=patient,
        token_hash="0" * 64,
        shared_with="canary-relative",
        domains=["symptoms"],
        made_at=at,
        expires_at=at + timedelta(days=9),
    )
    told = {"note_id": note, "proposal_id": proposal.id, "share_id": share.id}
    with databases.session(write=True) as db:
        db.add_all([proposal, share])
    return told


def _let_in(aviary: Aviary, people: dict[str, str]) -> None:
    for name, person in people.items():
        aviary.cookies[name] = recording.sign_in_demo(person).token
    system = system_actor()
    for name, whose in (("link", aviary.patient), ("other_link", aviary.other_patient)):
        aviary.cookies[name] = recording.redeem_link(recording.invite(system, whose).token).token
    for name, cookie in aviary.cookies.items():
        actor = history.actor_of(cookie)
        assert actor is not None, name
        aviary.actors[name] = actor
    why = EmergencyInput(reason="Police called from the bridge")
    recording.open_in_emergency(aviary.actors["emergency"], aviary.patient, why)
    link = aviary.actors["link"]
    aviary.actors["verified_link"] = replace(link, is_verified=True)
    aviary.actors["kiosk"] = replace(link, kind=ActorKind.kiosk)
    aviary.actors["system"] = system
    aviary.actors["system_elsewhere"] = system_actor(aviary.other_clinic)
