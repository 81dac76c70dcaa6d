"""A copy is of one moment and comes back whole or not at all (F19, F20)."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from sqlmodel import select

from models import database, recording
from models.access import system_actor
from models.copies import envelope, scratch, words
from models.copies.making import contents, make, moment
from models.database import engine_for, session
from models.records import AccessLog, FlagStatus, SafetyFlag
from models.settings import settings
from tests.support.postgres import Postgres
from tests.support.source import ROOT
from tests.trust.conftest import CANARY, Run, Ward, broken, past_the_doors


@pytest.fixture
def copy(ward: Ward, data_dir: Path) -> Path:
    """A copy of the ward."""
    file = data_dir / "copy.bak"
    make(file)
    return file


def use(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("FAIRTRIAL_DATABASE_URL", url)
    settings.cache_clear()


@pytest.fixture
def elsewhere(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a SQLite database that is not there yet; `use` names it."""
    return f"sqlite:///{data_dir / 'elsewhere.sqlite3'}"


def everything() -> list[bytes]:
    with moment(settings().url) as connection:
        return list(words.lines(connection))


def clinical() -> list[bytes]:
    """Everything but what a restore itself adds: its entry in the log, and the new end."""
    kept, table = [], ""
    for line in everything():
        told = json.loads(line)
        table = told.get("table", table) if isinstance(told, dict) else table
        if table not in ("access_log", "log_head") and not (isinstance(told, dict) and "end" in told):
            kept.append(line)
    return kept


def test_f20_a_copy_comes_back_and_everything_holds(
    ward: Ward, run: Run, data_dir: Path, elsewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = data_dir / "copy.bak"
    code, out, _ = run("backup", str(file))
    assert code == 0
    assert out.split()[0] == (data_dir / "copy.bak.sha256").read_text().split()[0]
    before = clinical()
    use(monkeypatch, elsewhere)
    assert run("restore", str(file))[0] == 0
    assert clinical() == before
    assert broken() == ""
    assert run("verify")[0] == 0
    recording.save_answer(system_actor(), ward.asked.check_in_id, "phq9", "q1", recording.AnswerState.answered, 1.0)
    assert broken() == ""


@pytest.mark.postgres
def test_f20_a_copy_of_one_database_comes_back_into_the_other(
    copy: Path, postgres: Postgres, elsewhere: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = clinical()
    other = postgres.database() if settings().url.startswith("sqlite") else elsewhere
    use(monkeypatch, other)
    assert run("restore", str(copy))[0] == 0
    assert sorted(clinical()) == sorted(before)
    assert broken() == ""
    engine_for(other).dispose()


def test_the_copy_tells_nothing_without_the_secret(
    copy: Path, run: Run, monkeypatch: pytest.MonkeyPatch, elsewhere: str
) -> None:
    """P08."""
    assert CANARY.encode() not in copy.read_bytes()
    assert copy.stat().st_mode & 0o077 == 0
    monkeypatch.setenv("FAIRTRIAL_SECRET_KEY", "the secret of quite another installation")
    use(monkeypatch, elsewhere)
    code, _, err = run("restore", str(copy))
    assert code == 2
    assert "another FAIRTRIAL_SECRET_KEY" in err


def damaged(whole: bytes) -> dict[str, bytes]:
    """A copy, spoilt in every way that we could think of."""
    chance = random.Random(20261101)
    spoilt = {
        "empty": b"",
        "cut off in the header": whole[:40],
        "cut off in the middle": whole[: len(whole) // 2],
        "one byte short": whole[:-1],
        "one byte more": whole + b"\0",
        "a piece twice": whole + whole[whole.index(b"}\n") + 2 :],
        "a database": b"SQLite format 3\0" + whole,
        "words": b"id,name\n1,Ada\n",
    }
    for place in [0, 20, 60, *(chance.randrange(len(whole)) for _ in range(10))]:
        turned = bytearray(whole)
        turned[place] ^= 1 << chance.randrange(8)
        spoilt[f"a bit of byte {place} turned"] = bytes(turned)
    return spoilt


def test_f20_every_damaged_copy_is_refused_and_nothing_changes(copy: Path, run: Run, data_dir: Path) -> None:
    before = everything()
    for how, content in damaged(copy.read_bytes()).items():
        (data_dir / "spoilt.bak").write_bytes(content)
        code, _, err = run("restore", "--replace", str(data_dir / "spoilt.bak"))
        assert (code, how) == (2, how)
        assert "spoilt.bak" in err
    assert everything() == before
    assert run("restore", str(data_dir / "nowhere.bak"))[0] == 2


def test_f20_a_wrong_checksum_is_refused(copy: Path, run: Run) -> None:
    copy.with_name("copy.bak.sha256").write_text("0" * 64 + "  copy.bak\n")
    code, _, err = run("restore", "--replace", str(copy))
    assert code == 2
    assert "checksum" in err


def test_f20_a_database_that_is_not_empty_is_left_alone(copy: Path, run: Run, ward: Ward) -> None:
    ward.tap("q1")
    before = everything()
    code, _, err = run("restore", str(copy))
    assert code == 2
    assert "--replace" in err
    assert everything() == before


def test_f20_replacing_brings_back_the_earlier_state_and_logs_it(copy: Path, run: Run, ward: Ward) -> None:
    before = clinical()
    ward.tap("q1")
    assert clinical() != before
    assert run("restore", "--replace", str(copy))[0] == 0
    assert clinical() == before
    with session() as db:
        assert db.exec(select(AccessLog.act).order_by(sa.desc("number"))).first() == "restore"
    assert broken() == ""


def test_f20_an_open_flag_survives_an_older_copy(copy: Path, run: Run, ward: Ward) -> None:
    ward.tap("q9", 2.0)
    with session() as db:
        flag = db.exec(select(SafetyFlag).where(SafetyFlag.patient_id == ward.asked.patient_id)).one()
    code, out, _ = run("restore", "--replace", str(copy))
    assert code == 0
    assert f"kept open: safety_flag {flag.id}" in out
    with session() as db:
        again = db.exec(select(SafetyFlag).where(SafetyFlag.patient_id == ward.asked.patient_id)).one()
    assert (again.id, again.status, again.tier) == (flag.id, FlagStatus.open, flag.tier)
    run("refresh")
    assert broken() == ""


def test_f20_an_open_flag_of_somebody_whom_the_copy_does_not_know_is_told(copy: Path, run: Run, ward: Ward) -> None:
    person = recording.PatientInput(clinic_id=ward.clinic_id, record_number="3", given_name="New", family_name="Here")
    patient_id = recording.add_patient(system_actor(), person)
    check_in_id = recording.issue_check_in(system_actor(), patient_id, ["phq9"])
    recording.save_answer(system_actor(), check_in_id, "phq9", "q9", recording.AnswerState.answered, 1.0)
    code, _, err = run("restore", "--replace", str(copy))
    assert code == 0
    assert "look after it by hand" in err


def test_f20_a_copy_of_a_newer_version_is_refused(ward: Ward, data_dir: Path, run: Run) -> None:
    file = data_dir / "newer.bak"
    with file.open("wb") as out, moment(settings().url) as connection:
        envelope.write(out, envelope.new_header("2030-01-01", "9999"), words.lines(connection))
    code, _, err = run("restore", "--replace", str(file))
    assert code == 2
    assert "newer version" in err


def test_f20_a_copy_of_an_older_version_is_refused_unless_it_is_to_be_brought_to_this_one(
    database: str, data_dir: Path, run: Run, elsewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models import database as databases

    recording.add_clinic(system_actor(), recording.ClinicInput(name="Canal House"))
    command.downgrade(databases._alembic(database), "0002")
    file = data_dir / "older.bak"
    with file.open("wb") as out, moment(database) as connection:
        envelope.write(out, envelope.new_header("2026-01-01", "0002"), words.lines(connection))
    use(monkeypatch, elsewhere)
    code, _, err = run("restore", str(file))
    assert code == 2
    assert "older version of Fairtrial (schema 0002" in err
    assert "restore --upgrade" in err
    assert run("restore", "--upgrade", str(file))[0] == 0, "and the database was still empty"
    assert broken() == ""


def test_a_copy_of_a_database_that_was_not_in_order_is_refused_unless_that_is_said(
    ward: Ward, data_dir: Path, run: Run
) -> None:
    with past_the_doors() as connection:
        connection.execute(sa.text("UPDATE dose_step SET mg_per_day = 51"))
    make(data_dir / "loose.bak")
    code, _, err = run("restore", "--replace", str(data_dir / "loose.bak"))
    assert code == 1
    assert "dose_step" in err
    assert run("restore", "--replace", "--as-it-is", str(data_dir / "loose.bak"))[0] == 0
    assert "dose_step" in broken()


def test_f19_copies_made_while_four_write_are_each_of_one_moment(
    ward: Ward, data_dir: Path, run: Run, elsewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert backed_up_under_load(ward, data_dir, 3) == 3
    for number in range(3):
        use(monkeypatch, elsewhere.replace("elsewhere", f"elsewhere-{number}"))
        assert run("restore", str(data_dir / f"copy-{number}.bak"))[0] == 0
        assert broken() == ""


def backed_up_under_load(ward: Ward, folder: Path, times: int) -> int:
    """Copies made while four threads answer without a pause; how many were made."""
    stop = threading.Event()

    def write(number: int) -> None:
        value = 0
        while not stop.is_set():
            value = (value + 1) % 4
            ward.tap(f"q{number}", float(value))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(1, 5)]
    for one in threads:
        one.start()
    try:
        made = [make(folder / f"copy-{number}.bak") for number in range(times)]
    finally:
        stop.set()
        for one in threads:
            one.join()
    assert len({each.sha256 for each in made}) == times
    return len(made)


def test_a_copy_appears_only_when_it_is_whole(ward: Ward, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """F12."""
    file = data_dir / "copy.bak"
    file.write_bytes(b"the copy of yesterday")

    def breaks_off(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(envelope, "_put", breaks_off)
    with pytest.raises(OSError, match="space"):
        make(file)
    assert file.read_bytes() == b"the copy of yesterday"
    assert [each.name for each in data_dir.iterdir() if "copy" in each.name] == ["copy.bak"]


def test_the_copy_of_a_damaged_row_is_refused(sqlite_ward: Ward, data_dir: Path, run: Run) -> None:
    with past_the_doors() as connection:
        connection.execute(sa.text("UPDATE dose_step SET from_on = 'the fifth'"))
    code, _, err = run("backup", str(data_dir / "copy.bak"))
    assert code == 3
    assert "dose_step" in err
    assert not (data_dir / "copy.bak").exists()


@pytest.mark.parametrize("share", [0.02, 0.5, 0.98])
def test_a_restore_that_is_killed_leaves_the_database_as_it_was(
    copy: Path, ward: Ward, data_dir: Path, share: float
) -> None:
    """F20: and the readable copy that it was proving goes with the next start; one under way keeps its own."""
    at_line = int(share * len(list(contents(copy))))
    ward.tap("q9", 3.0)
    before = everything()
    database.engine().dispose()
    done = subprocess.run(
        [sys.executable, "-m", "tests.trust.killed", str(copy), str(at_line)],
        cwd=ROOT,
        env=os.environ | {"FAIRTRIAL_DATABASE_URL": settings().url},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    assert everything() == before
    assert broken() == ""
    (left,) = data_dir.glob(f"{scratch.PREFIX}*")
    assert (left / "copy.sqlite3").stat().st_size
    with scratch.scratch() as under_way:
        assert not left.exists()
        assert under_way.parent == data_dir.resolve()
        assert under_way.stat().st_mode & 0o777 == 0o700
        assert scratch.sweep() == 0
        assert under_way.exists()
    assert not list(data_dir.glob(f"{scratch.PREFIX}*"))


def test_a_copy_is_read_back_line_by_line(copy: Path) -> None:
    lines = list(contents(copy))
    assert json.loads(lines[-1])["end"] == sum(line.startswith(b"[") for line in lines)
