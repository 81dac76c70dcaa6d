"""How long the server takes to draw the clinician's pages: one long history, and a caseload of ten thousand."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlmodel import insert, select
from streamlit.testing.v1 import AppTest

from models import history, recording
from models.access import Actor, system_actor
from models.clock import now, today
from models.criteria.judge import judge_case
from models.criteria.settings import RuleSettings
from models.database import migrate, session
from models.gathering import cases_of
from models.history import Need
from models.recording import ClinicInput, DoseInput, EpisodeInput, PatientInput, SessionInput, StaffInput, TrialInput
from models.recording.sittings import SittingInput
from models.recording.standing import rebuild
from models.records import (
    CareTeamMember,
    CheckIn,
    CheckInStatus,
    DoseStep,
    EntryMode,
    Episode,
    Person,
    PersonRole,
    Score,
    ScoreStatus,
    Trial,
    new_id,
)
from models.settings import settings
from models.words import Ascertainment, Diagnosis, Modality, Role
from pages import visit
from tests.pages.ward import phq9
from tests.support.source import ROOT

PATIENTS = 10_000
CHECK_INS_OF_ONE = 300
DRUGS = ("sertraline", "venlafaxine", "mirtazapine", "bupropion", "escitalopram", "nortriptyline")
CHECK_INS_EACH = 8
ROUNDS = 7
TARGET_SECONDS = 1.0
TARGET_LATER_SECONDS = 0.3
TARGET_COHORT_SECONDS = 2.0
Row = tuple[str, str, str]


def run() -> list[Row]:
    """Figures for both pages, and what judging everybody would cost instead."""
    with tempfile.TemporaryDirectory() as folder, _database(Path(folder)):
        clinic, clinician = _staff()
        actor, secret = _signed_in(clinician)
        long = _long_history(clinic, clinician)
        rows = _patient("8 trials and 300 check-ins", secret, long)
        rows.append(_door("  of which gathering and judging", lambda: history.patient_view(actor, long)))
        many(clinic, clinician)
        with session(write=True) as db:
            began = time.perf_counter()
            rebuild(db)
            rows.append((f"caseload rebuilt for {PATIENTS:,} patients", f"{time.perf_counter() - began:.1f} s", ""))
        rows.append(_page(f"caseload page, {PATIENTS:,} patients", secret, "caseload"))
        shown = _timed(lambda: history.caseload(actor))
        rows.append(_door("  of which gathering and judging the rows shown", lambda: history.caseload(actor)))
        rows.append(_door("  the same, searched by name", lambda: history.caseload(actor, search="Family99")))
        rows.append(_door("  the same, page 200", lambda: history.caseload(actor, page=200)))
        rows.append(_door("  the same, one need", lambda: history.caseload(actor, needs=[Need.decide])))
        rows.append(_naively(shown))
        rows.append(_page(f"cohort page, {PATIENTS:,} patients", secret, "cohort", target=TARGET_COHORT_SECONDS))
        rows.append(_door("  of which reading the trials", lambda: history.cohort(actor)))
    return rows


@contextmanager
def _database(folder: Path) -> Iterator[None]:
    here = {
        "FAIRTRIAL_MODE": "demo",
        "FAIRTRIAL_DATA_DIR": str(folder),
        "FAIRTRIAL_DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite3'}",
    }
    with patch.dict(os.environ, here):
        settings.cache_clear()
        migrate()
        yield
    settings.cache_clear()


def _staff() -> tuple[str, str]:
    system = system_actor()
    clinic = recording.add_clinic(system, ClinicInput(name="Bench clinic"))
    staff = StaffInput.of(clinic_id=clinic, role="clinician", given_name="Ana", family_name="Bench")
    return clinic, recording.add_staff(system, staff)


def _signed_in(clinician: str) -> tuple[Actor, str]:
    secret = recording.sign_in_demo(clinician).token
    actor = history.actor_of(secret)
    assert actor is not None
    return actor, secret


def _long_history(clinic: str, clinician: str) -> str:
    """Eight trials of the three kinds, and 300 weekly check-ins."""
    system, start = system_actor(), today() - timedelta(weeks=CHECK_INS_OF_ONE)
    new = PatientInput(clinic_id=clinic, record_number="LONG", given_name="Long", family_name="History")
    patient = recording.add_patient(system, new)
    recording.join_team(system, patient, clinician)
    recording.open_episode(system, patient, EpisodeInput(started_on=start))
    for number, drug in enumerate(DRUGS):
        begun = start + timedelta(weeks=30 * number)
        doses = (
            DoseInput(from_on=begun, mg_per_day=15),
            DoseInput(from_on=begun + timedelta(weeks=2), mg_per_day=150),
        )
        trial = TrialInput(
            modality=Modality.medication,
            agent=drug,
            role=Role.monotherapy,
            started_on=begun,
            ended_on=begun + timedelta(weeks=28),
            doses=doses,
        )
        recording.record_trial(system, patient, trial, confirmed=True)
    for number, kind in enumerate(({"therapy": "CBT"}, {"procedure": "rTMS"})):
        begun = start + timedelta(weeks=30 * len(DRUGS) + 20 * number)
        held = tuple(SessionInput(held_on=begun + timedelta(days=7 * n), attended=n % 5 != 4) for n in range(20))
        modality = Modality.psychotherapy if "therapy" in kind else Modality.neuromodulation
        recording.record_trial(
            system, patient, TrialInput.of(modality=modality, started_on=begun, sessions=held, **kind)
        )
    sittings = [_sitting(start + timedelta(weeks=week), 20 - week % 12) for week in range(CHECK_INS_OF_ONE)]
    recording.record_sittings(system, patient, sittings, every_days=7)
    return patient


def _sitting(on: date, total: int) -> SittingInput:
    return SittingInput(
        at=now().replace(year=on.year, month=on.month, day=on.day),
        due_on=on,
        closes_on=on + timedelta(days=6),
        occasion=on.isoformat(),
        answers={"phq9": phq9(total)},
    )


def many(clinic: str, clinician: str, numbers: Iterable[int] = range(PATIENTS - 1)) -> None:
    """Patients with two trials and some scores, written as plain rows: by the doors ten thousand would take an hour."""
    tables: dict[Any, list[dict[str, Any]]] = {
        table: [] for table in (Person, CareTeamMember, Episode, Trial, DoseStep, CheckIn, Score)
    }
    for number in numbers:
        for table, rows in _one(number, clinic, clinician).items():
            tables[table] += rows
    with session(write=True) as db:
        for table, rows in tables.items():
            db.execute(insert(table), rows)


def _one(number: int, clinic: str, clinician: str) -> dict[Any, list[dict[str, Any]]]:
    patient, episode, day = new_id(), new_id(), today()
    start = day - timedelta(weeks=26 + number % 9)
    person = {
        "id": patient,
        "clinic_id": clinic,
        "role": PersonRole.patient,
        "given_name": f"Given{number % 97}",
        "family_name": f"Family{number}",
        "record_number": f"R{number:05}",
        "added_at": now(),
    }
    team = {"id": new_id(), "patient_id": patient, "clinician_id": clinician, "since_on": start}
    begun = {"id": episode, "patient_id": patient, "number": 1, "started_on": start, "diagnosis": Diagnosis.MDD}
    trials, doses = [], []
    for place, drug in enumerate(("sertraline", "venlafaxine")):
        first = start + timedelta(weeks=12 * place)
        trials.append(
            {
                "id": new_id(),
                "patient_id": patient,
                "episode_id": episode,
                "modality": Modality.medication,
                "role": Role.monotherapy,
                "agent": drug,
                "started_on": first,
                "ended_on": None if place else first + timedelta(weeks=11),
                "ascertainment": Ascertainment.prospective,
                "recorded_at": now(),
            }
        )
        dose = 150 if (number + place) % 3 else 25
        doses.append({"id": new_id(), "trial_id": trials[-1]["id"], "from_on": first, "mg_per_day": dose})
    check_ins, scores = [], []
    for visit_number in range(CHECK_INS_EACH):
        on = start + timedelta(weeks=3 * visit_number)
        check_ins.append(_check_in(patient, on))
        scores.append(_score(patient, check_ins[-1]["id"], on, float(20 - (number * visit_number) % 15)))
    return {
        Person: [person],
        CareTeamMember: [team],
        Episode: [begun],
        Trial: trials,
        DoseStep: doses,
        CheckIn: check_ins,
        Score: scores,
    }


def _check_in(patient: str, on: date) -> dict[str, Any]:
    return {
        "id": new_id(),
        "patient_id": patient,
        "occasion": on.isoformat(),
        "instruments": ["phq9"],
        "status": CheckInStatus.submitted,
        "mode": EntryMode.link,
        "due_on": on,
        "closes_on": on,
        "started_at": now(),
        "submitted_at": now(),
        "answered_on": on,
    }


def _score(patient: str, check_in: str, on: date, value: float) -> dict[str, Any]:
    return {
        "check_in_id": check_in,
        "instrument": "phq9",
        "scale": "total",
        "patient_id": patient,
        "answered_on": on,
        "value": value,
        "answered": 9,
        "status": ScoreStatus.complete,
        "instrument_version": "1",
        "is_total_only": True,
    }


def _patient(name: str, secret: str, patient: str) -> list[Row]:
    """The first look, from nothing; then what somebody taps on the page that is open."""
    with patch.object(visit, "cookie_of", lambda cookies: secret):
        at = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=60)
        at.switch_page("clinician/patient.py")
        at.query_params["id"] = patient
        at.run()
        assert not at.exception
        first = _timed(at.run)
        reach, scale = at.segmented_control(key=f"reach-{patient}"), at.selectbox(key=f"scale-{patient}")
        later = _timed(lambda: reach.set_value("All" if reach.value != "All" else "6 months").run())
        other = _timed(lambda: scale.set_value(scale.value).run())
    return [
        (f"patient page, {name}", f"{first:.2f} s", f"≤ {TARGET_SECONDS:g} s"),
        ("  another time", f"{later:.2f} s", f"≤ {TARGET_LATER_SECONDS:g} s"),
        ("  another scale", f"{other:.2f} s", f"≤ {TARGET_LATER_SECONDS:g} s"),
    ]


def _page(name: str, secret: str, page: str, *, target: float = TARGET_SECONDS, **query: str) -> Row:
    """The whole page as the server makes it: gate, door, judgement, every element of the screen."""
    with patch.object(visit, "cookie_of", lambda cookies: secret):
        at = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=60)
        at.switch_page(f"clinician/{page}.py")
        for each, value in query.items():
            at.query_params[each] = value
        at.run()
        assert not at.exception
        seconds = _timed(at.run)
    return name, f"{seconds:.2f} s", f"≤ {target:g} s"


def _door(name: str, act: Callable[[], object]) -> Row:
    return name, f"{_timed(act) * 1000:.0f} ms", ""


def _timed(act: Callable[[], object]) -> float:
    """The median of some rounds, after one to warm up."""
    act()
    seconds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)


def _naively(shown: float) -> Row:
    """Judging every patient in order to sort the list, as a ratio of what the page does."""
    began = time.perf_counter()
    with session() as db:
        ids = db.exec(select(Person.id).where(Person.role == PersonRole.patient)).all()
        for start in range(0, len(ids), 500):
            for case in cases_of(db, ids[start : start + 500]).values():
                judge_case(case, today(), RuleSettings())
    naive = time.perf_counter() - began
    return "judging all of them instead", f"{naive:.1f} s, {naive / shown:.0f} times as long", ""
