"""Serving: refused where it would be unsafe, otherwise the application takes this process over."""

import os
import signal
import socket
import subprocess
from pathlib import Path
from typing import Any

import pytest

from models.settings import settings
from tests.commands.conftest import Fairtrial
from tests.support.server import Server
from tests.support.source import ROOT

SAFE = "0123456789abcdef0123456789abcdef"


class Replaced(Exception):
    """Stands for the moment at which this process becomes the server."""


@pytest.fixture
def becomes(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the process would have become."""
    seen: dict[str, Any] = {}

    def execve(program: str, command: list[str], environment: dict[str, str]) -> None:
        seen.update(command=command, environment=environment, folder=os.getcwd())
        raise Replaced

    monkeypatch.setattr("os.execve", execve)
    monkeypatch.chdir(os.getcwd())  # restored afterwards
    return seen


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIRTRIAL_MODE", "production")
    monkeypatch.setenv("FAIRTRIAL_SECRET_KEY", SAFE)
    settings.cache_clear()


def test_serve_becomes_the_application(
    becomes: dict[str, Any], production: None, sqlite_database: str, fairtrial: Fairtrial, capsys: Any
) -> None:
    with pytest.raises(Replaced):
        fairtrial("serve", "--port", "8642", "--host", "127.0.0.1")
    assert becomes["command"][1:5] == ["-m", "streamlit", "run", "app.py"]
    assert becomes["command"][5:] == ["--server.port", "8642", "--server.address", "127.0.0.1"]
    assert becomes["folder"] == str(ROOT)
    assert becomes["environment"]["FAIRTRIAL_DATABASE_URL"] == sqlite_database
    assert becomes["environment"]["FAIRTRIAL_MODE"] == "production"
    assert "http://localhost:8642" in capsys.readouterr().out


def test_relative_paths_mean_where_the_command_was_given(
    becomes: dict[str, Any],
    production: None,
    migrated_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fairtrial: Fairtrial,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "here.sqlite3").write_bytes(migrated_file.read_bytes())
    (tmp_path / ".env").write_text(
        'FAIRTRIAL_DATABASE_URL=sqlite:///here.sqlite3\nFAIRTRIAL_ALLOWED_HOSTS=["a.example"]\n'
    )
    monkeypatch.setitem(type(settings()).model_config, "env_file", ".env")
    monkeypatch.setenv("FAIRTRIAL_DATA_DIR", "data")
    settings.cache_clear()
    with pytest.raises(Replaced):
        fairtrial("serve", "--port", "8642")
    given = becomes["environment"]
    assert given["FAIRTRIAL_DATABASE_URL"] == f"sqlite:///{tmp_path / 'here.sqlite3'}"
    assert given["FAIRTRIAL_DATA_DIR"] == str(tmp_path / "data")
    assert given["FAIRTRIAL_ALLOWED_HOSTS"] == '["a.example"]', "what stood in the .env file is not lost"


def test_serve_refuses_a_default_secret(
    becomes: dict[str, Any], production: None, monkeypatch: pytest.MonkeyPatch, fairtrial: Fairtrial
) -> None:
    monkeypatch.setenv("FAIRTRIAL_SECRET_KEY", "not-a-secret")
    settings.cache_clear()
    done = fairtrial("serve")
    assert done.code == 3
    assert "FAIRTRIAL_SECRET_KEY" in done.err
    assert not becomes


def test_serve_refuses_another_schema(becomes: dict[str, Any], production: None, fairtrial: Fairtrial) -> None:
    """F10."""
    done = fairtrial("serve")
    assert done.code == 3
    assert "fairtrial migrate" in done.err
    assert not becomes


def test_a_port_that_is_taken(becomes: dict[str, Any], sqlite_database: str, fairtrial: Fairtrial) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = fairtrial("demo", "--port", str(other.getsockname()[1]))
    assert done.code == 2
    assert "--port" in done.err
    assert not becomes


def test_demo_makes_its_people_before_it_serves(
    becomes: dict[str, Any], monkeypatch: pytest.MonkeyPatch, fairtrial: Fairtrial
) -> None:
    made: list[bool] = []
    monkeypatch.setattr("models.demo.make_if_none", lambda tell: made.append(True))
    monkeypatch.setenv("FAIRTRIAL_MODE", "production")
    settings.cache_clear()
    with pytest.raises(Replaced):
        fairtrial("demo", "--port", "8643")
    assert made
    assert becomes["environment"]["FAIRTRIAL_MODE"] == "demo"
    assert becomes["environment"]["FAIRTRIAL_DATABASE_URL"].endswith("/demo.sqlite3")
    assert becomes["environment"]["FAIRTRIAL_BASE_URL"] == "http://localhost:8643"
    os.environ.pop("FAIRTRIAL_BASE_URL", None)


@pytest.mark.slow
@pytest.mark.xdist_group("demo")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_the_real_server_starts_and_ends_when_told(how: signal.Signals, tmp_path: Path, demo_in: Path) -> None:
    server = Server(demo_in)
    server.start()
    assert server.process is not None
    os.kill(server.process.pid, how)
    try:
        server.process.wait(15)
    except subprocess.TimeoutExpired:
        pytest.fail("the server goes on")
    finally:
        server.stop()
    assert not server.is_ready()


@pytest.fixture
def demo_in(data_dir: Path, migrated_file: Path) -> Path:
    """A data folder whose demo is there already, so that starting is quick."""
    from models import database

    settings.cache_clear()
    database.migrate()
    _pretend_it_is_made()
    return data_dir


def _pretend_it_is_made() -> None:
    from models import recording
    from models.access import system_actor
    from models.demo.clinics import CLINICS
    from models.recording.inputs import ClinicInput, StaffInput

    for clinic in CLINICS:
        clinic_id = recording.add_clinic(system_actor(), ClinicInput(name=clinic.name))
        for each in clinic.staff:
            person = StaffInput.of(
                clinic_id=clinic_id,
                role=each.role,
                given_name=each.given_name,
                family_name=each.family_name,
                demo_story=each.says,
            )
            recording.add_staff(system_actor(), person)
