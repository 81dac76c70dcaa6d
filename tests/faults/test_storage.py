"""The database is full, held by somebody else, away, or cannot be written to: nothing is lost, nothing is claimed."""

import json
import os
import resource
import shutil
import sqlite3
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url

from models.database import engine_for, migrate
from models.settings import settings
from models.storage import READ_ONLY
from tests.faults.conftest import Phone
from tests.support.patients import answer_through_the_door, ask_patient, kept, make_clinic, rows, share
from tests.support.server import Server

BESIDE = ("", "-wal", "-shm")
NOT_SAVED = "This answer was not saved. Please tap it again."
HELP = 'href="tel:988"'


def file() -> Path:
    return Path(str(make_url(settings().url).database))


@contextmanager
def no_room(server: Server) -> Iterator[None]:
    """No file of the server may grow any more, as on a full disk."""
    assert server.process is not None
    before = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        yield
    finally:
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, before)


@contextmanager
def held(seconds: float) -> Iterator[None]:
    """Another program holds the lock for so long."""
    other = sqlite3.connect(file(), isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    letting_go = threading.Timer(seconds, lambda: other.execute("ROLLBACK"))
    letting_go.start()
    try:
        yield
    finally:
        letting_go.join()
        other.close()


@contextmanager
def away() -> Iterator[None]:
    """The file and what belongs to it bear other names for a while, as on a disk that came loose."""
    names = {Path(f"{file()}{end}"): Path(f"{file()}{end}.away") for end in BESIDE if Path(f"{file()}{end}").exists()}
    for name, other in names.items():
        name.rename(other)
    try:
        yield
    finally:
        for name, other in names.items():
            other.rename(name)


def assert_sound() -> None:
    assert rows("PRAGMA integrity_check") == [("ok",)]
    assert rows("PRAGMA foreign_key_check") == []


def acts(phone: Phone) -> int:
    """How many entries the log has about saved answers of this patient."""
    found = rows(
        "SELECT count(*) FROM access_log WHERE patient_id = ? AND act = 'save_answer' AND was_permitted",
        phone.asked.patient_id,
    )
    return int(str(found[0][0]))


def test_F12_L01_a_full_disk_takes_no_answer_and_says_so(phone: Phone) -> None:
    assert "2 of 9" in phone.answer("q1", "Several days")
    with no_room(phone.server):
        said = phone.answer("q2", "Nearly every day")
        assert NOT_SAVED in said
        assert HELP in said
    assert kept(phone.asked) == {("phq9", "q1"): 1.0}
    assert acts(phone) == 1
    assert "3 of 9" in phone.answer("q2", "Nearly every day")
    assert kept(phone.asked) == {("phq9", "q1"): 1.0, ("phq9", "q2"): 3.0}
    assert_sound()


def test_F12_S03_help_stands_there_even_where_the_answer_about_suicide_finds_no_room(phone: Phone) -> None:
    for number in range(1, 9):
        phone.answer(f"q{number}", "Not at all")
    with no_room(phone.server):
        said = phone.answer("q9", "Nearly every day")
        assert NOT_SAVED in said
        assert "please reach a person" in said.lower()
        assert HELP in said
    assert ("phq9", "q9") not in kept(phone.asked)
    assert rows("SELECT count(*) FROM safety_flag WHERE patient_id = ?", phone.asked.patient_id) == [(0,)]
    phone.answer("q9", "Nearly every day")
    assert rows("SELECT count(*) FROM safety_flag WHERE patient_id = ?", phone.asked.patient_id) == [(1,)]


def test_F13_a_lock_of_two_seconds_is_waited_for(phone: Phone) -> None:
    with held(2):
        begun = time.monotonic()
        assert "2 of 9" in phone.answer("q1", "Several days")
        assert time.monotonic() - begun > 1
    assert kept(phone.asked) == {("phq9", "q1"): 1.0}


def test_F13_a_lock_that_lasts_longer_is_told_and_loses_nothing(phone: Phone) -> None:
    phone.answer("q1", "Several days")
    with held(6.5):
        said = phone.answer("q2", "Nearly every day")
        assert NOT_SAVED in said
        assert HELP in said
    assert kept(phone.asked) == {("phq9", "q1"): 1.0}
    phone.answer("q2", "Nearly every day")
    assert kept(phone.asked)["phq9", "q2"] == 3.0
    assert_sound()


def test_F15_a_database_that_is_away_is_not_written_to_and_comes_back_without_a_restart(phone: Phone) -> None:
    phone.answer("q1", "Several days")
    with away():
        assert not phone.server.is_ready()
        said = phone.look()
        assert "Something is broken on our side." in said
        assert HELP in said
        assert not file().exists(), "no empty file takes its place"
    assert phone.server.is_ready()
    assert "2 of 9" in phone.look()
    phone.answer("q2", "Nearly every day")
    assert kept(phone.asked) == {("phq9", "q1"): 1.0, ("phq9", "q2"): 3.0}
    assert_sound()


def test_F15_F18_an_answer_never_goes_into_a_file_that_was_replaced(phone: Phone, tmp_path: Path) -> None:
    """An open connection follows its file whatever becomes of the name; ours look at the name each time."""
    phone.answer("q1", "Several days")
    whole = tmp_path / "whole.sqlite3"
    with closing(sqlite3.connect(file())) as source, closing(sqlite3.connect(whole)) as target:
        source.backup(target)
    for end in BESIDE:
        Path(f"{file()}{end}").unlink(missing_ok=True)
    shutil.move(whole, file())
    assert "3 of 9" in phone.answer("q2", "Nearly every day")
    engine_for(settings().url).dispose()
    assert rows("SELECT item, value FROM item_answer WHERE check_in_id = ? ORDER BY item", phone.asked.check_in_id) == [
        ("q1", 1.0),
        ("q2", 3.0),
    ]
    assert_sound()


@pytest.fixture
def read_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Phone]:
    """A server on a disk that was mounted for reading only."""
    server = Server(
        tmp_path, command="serve", settings={"FAIRTRIAL_DATABASE_URL": f"sqlite:///{tmp_path / 'served.sqlite3'}"}
    )
    migrate(server.settings["FAIRTRIAL_DATABASE_URL"])
    share(server, monkeypatch)
    phone = Phone(server, ask_patient(make_clinic()))
    answer_through_the_door(phone.asked, 1)
    server.waits_for = "/healthz"  # it lives, and says that it is not ready
    with mounted_for_reading_only(server, tmp_path), server:
        yield phone


@contextmanager
def mounted_for_reading_only(server: Server, folder: Path) -> Iterator[None]:
    """For root in a mount namespace of the server's own, since root may write anywhere; for others by permissions."""
    if os.geteuid() == 0:
        mount = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && shift && exec "$@"'
        server.through = ("unshare", "--mount", "sh", "-c", mount, "sh", str(folder))
        if subprocess.run([*server.through, "true"], capture_output=True).returncode != 0:
            pytest.skip("nothing can be mounted here")
        yield
        return
    modes = {each: each.stat().st_mode for each in (*folder.iterdir(), folder)}
    for each, mode in modes.items():
        each.chmod(mode & 0o555)
    yield
    for each, mode in reversed(modes.items()):
        each.chmod(mode)


def test_F16_on_a_disk_that_cannot_be_written_to_help_stands_and_nothing_is_claimed(read_only: Phone) -> None:
    with pytest.raises(urllib.error.HTTPError) as red:
        urllib.request.urlopen(f"{read_only.server.url}/readyz", timeout=20)
    assert json.loads(red.value.read()) == {"ok": False, "schema_current": True, "reason": READ_ONLY}
    assert "2 of 9" in read_only.look()
    said = read_only.answer("q2", "Nearly every day")
    assert NOT_SAVED in said
    assert HELP in said
    assert kept(read_only.asked) == {("phq9", "q1"): 1.0}
    with urllib.request.urlopen(f"{read_only.server.url}/sign-in", timeout=20) as answer:
        assert HELP in answer.read().decode()
    assert_sound()
