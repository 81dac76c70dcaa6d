"""`fairtrial report` writes the whole file or nothing, and says what is wrong before it reads a record."""

import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlmodel import select

from models import recording
from models.access import system_actor
from models.database import session
from models.recording.inputs import DoseInput, EpisodeInput, PatientInput, TrialInput
from models.records import AccessLog
from models.words import Modality, Role
from tests.commands.conftest import Fairtrial
from tests.support.source import ROOT


@pytest.fixture
def clinic(sqlite_database: str, fairtrial: Fairtrial) -> str:
    return fairtrial("clinic", "add", "Canal House", "--time-zone", "Europe/London").out.strip()


@pytest.fixture
def patient(clinic: str) -> str:
    """Selam, number CH-1, with one drug."""
    system = system_actor(clinic)
    person = PatientInput(clinic_id=clinic, record_number="CH-1", given_name="Selam", family_name="Abebe")
    made = recording.add_patient(system, person)
    recording.open_episode(system, made, EpisodeInput(started_on=date(2026, 1, 1)))
    dose = DoseInput(from_on=date(2026, 1, 5), mg_per_day=100)
    trial = TrialInput.of(
        modality=Modality.medication, agent="sertraline", role=Role.monotherapy, started_on=dose.from_on, doses=(dose,)
    )
    recording.record_trial(system, made, trial, confirmed=True)
    return made


def looks() -> int:
    with session() as db:
        query = select(AccessLog).where(AccessLog.act == "report_record", AccessLog.was_permitted)
        return len(db.exec(query).all())


def test_pages_are_written_for_nobody_else_to_read(patient: str, fairtrial: Fairtrial, tmp_path: Path) -> None:
    out = tmp_path / "history.pdf"
    done = fairtrial("report", "CH-1", str(out), "--payer", "esk_cigna")
    assert (done.code, done.out) == (0, "")
    assert "It names a patient" in done.err
    assert out.read_bytes().startswith(b"%PDF")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [out]
    assert looks() == 1


def test_a_patient_may_be_named_by_id(patient: str, fairtrial: Fairtrial, tmp_path: Path) -> None:
    assert fairtrial("report", patient, str(tmp_path / "a.pdf")).code == 0


def test_text_goes_to_a_file(patient: str, fairtrial: Fairtrial, tmp_path: Path) -> None:
    out = tmp_path / "history.txt"
    assert fairtrial("report", "CH-1", str(out), "--text", "--payer", "TMS_L34998").code == 0
    assert "Medicare LCD L34998" in out.read_text("utf-8")
    assert "T1 Sertraline (SSRI)" in out.read_text("utf-8")


def test_the_patients_own(patient: str, fairtrial: Fairtrial, tmp_path: Path) -> None:
    out = tmp_path / "own.txt"
    assert fairtrial("report", "CH-1", str(out), "--plain", "--text").code == 0
    told = out.read_text("utf-8")
    assert "MY TREATMENTS SO FAR" in told
    assert "1. Sertraline" in told


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("CH-404", "{out}"), "no patient has this record number or id"),
        (("CH-1", "{out}", "--payer", "NOBODY"), "allowed: TMS_L34998"),
        (("CH-1", "{out}", "--payer", ""), "allowed: TMS_L34998"),
        (("CH-1", "{out}", "--paper", "foolscap"), "allowed: a4, us-letter"),
        (("CH-1", "{out}", "--plain", "--payer", "ESK_CIGNA"), "--plain"),
        (("CH-1", "{out}/nowhere/a.pdf"), "does not exist"),
        (("CH-1", "{folder}"), "is a folder"),
        (("CH-1", "{out}", "--clinic", "Elsewhere"), "--clinic"),
        (("CH-1",), "OUT.pdf"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    patient: str, fairtrial: Fairtrial, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    given = [each.format(out=tmp_path / "a.pdf", folder=tmp_path) for each in arguments]
    done = fairtrial("report", *given)
    assert done.code == 2
    assert said in done.err
    assert done.out == ""
    assert list(tmp_path.iterdir()) == []
    assert "Traceback" not in done.err
    assert looks() == 0


def test_an_old_report_stays_when_the_new_one_cannot_be_made(
    patient: str, fairtrial: Fairtrial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "a.pdf"
    out.write_bytes(b"the old one")

    def broken(*_: object) -> bytes:
        raise OSError(28, "No space left on device", str(out))

    monkeypatch.setattr("os.fsync", broken)
    with pytest.raises(OSError, match="No space"):
        fairtrial("report", "CH-1", str(out))
    assert out.read_bytes() == b"the old one"
    assert list(tmp_path.iterdir()) == [out]


def _width(file: Path) -> int:
    return round(float(PdfReader(file).pages[0].mediabox.width))


def test_text_and_pages_go_through_a_pipe(patient: str, tmp_path: Path) -> None:
    """`-` writes nothing else to standard output."""
    for more, begins in (("--text", b"Canal House"), ("--plain", b"%PDF")):
        done = subprocess.run(
            [sys.executable, "-m", "models", "report", "CH-1", "-", more], cwd=ROOT, capture_output=True, timeout=120
        )
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout.startswith(begins)


def test_the_size_of_the_pages_is_a_setting(
    patient: str, fairtrial: Fairtrial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.settings import settings

    monkeypatch.setenv("FAIRTRIAL_PAPER", "us-letter")
    settings.cache_clear()
    assert fairtrial("report", "CH-1", str(tmp_path / "a.pdf")).code == 0
    assert _width(tmp_path / "a.pdf") == 612
    assert fairtrial("report", "CH-1", str(tmp_path / "b.pdf"), "--paper", "A4").code == 0
    assert _width(tmp_path / "b.pdf") == 595
