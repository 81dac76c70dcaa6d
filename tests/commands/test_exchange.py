"""`fairtrial import` and `fairtrial export`: whole files or nothing, for nobody else to read, every leaving logged."""

import json
import stat
from pathlib import Path

import pytest
from sqlmodel import select

from models.database import session
from models.records import AccessLog, Person
from tests.commands.conftest import Fairtrial
from tests.exchange.history_documents import document


@pytest.fixture
def clinic(sqlite_database: str, fairtrial: Fairtrial) -> str:
    return fairtrial("clinic", "add", "Canal House", "--time-zone", "Europe/London").out.strip()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A history document as another program would hand it over, with a byte order mark."""
    made = tmp_path / "history.json"
    made.write_text("\ufeff" + json.dumps(document(), indent=1), encoding="utf-8")
    return made


def leavings() -> list[str | None]:
    with session() as db:
        return [
            str(one.detail["as"]) if one.detail else None
            for one in db.exec(select(AccessLog).where(AccessLog.act == "export_records")).all()
            if one.patient_id
        ]


def test_a_history_comes_in_and_goes_out(clinic: str, file: Path, fairtrial: Fairtrial, tmp_path: Path) -> None:
    done = fairtrial("import", "history", str(file), "--dry-run")
    assert (done.code, done.out) == (0, "1 patients, 1 episodes, 4 trials and 6 measurements would be new.\n")
    assert "Nothing was written." in done.err
    done = fairtrial("import", "history", str(file))
    assert (done.code, done.out) == (0, "1 patients, 1 episodes, 4 trials and 6 measurements are new.\n")
    assert "open safety flag are: 1" in done.err
    assert "there already" in fairtrial("import", "history", str(file)).err
    out = tmp_path / "out" / "one.json"
    out.parent.mkdir()
    done = fairtrial("export", "history", "--patient", "P1", str(out))
    assert (done.code, done.out) == (0, "")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert list(out.parent.iterdir()) == [out]
    assert leavings() == ["history"]
    assessed = fairtrial("assess", str(out), "--as-of", "2026-11-01")
    told = json.loads(assessed.out)
    assert (assessed.code, told["patient"]) == (0, "P1")
    file.write_text(json.dumps(document()))
    assert told["trials"] == json.loads(fairtrial("assess", str(file), "--as-of", "2026-11-01").out)["trials"]


def test_everybody_goes_out_a_line_each(clinic: str, file: Path, fairtrial: Fairtrial) -> None:
    file.write_text("\n".join(json.dumps(document(patient={"id": f"P{one}"})) for one in range(3)))
    assert fairtrial("import", "history", str(file)).code == 0
    done = fairtrial("export", "history", "-")
    assert [json.loads(line)["patient"]["id"] for line in done.out.splitlines()] == ["P0", "P1", "P2"]
    assert leavings() == ["history"] * 3


def test_bad_input_is_told_with_its_place_and_nothing_is_written(
    clinic: str, file: Path, fairtrial: Fairtrial, tmp_path: Path
) -> None:
    told = document()
    told["trials"][2]["colour"] = "blue"
    file.write_text(json.dumps(told))
    done = fairtrial("import", "history", str(file))
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("history.json: trials[2].colour: unknown key; allowed: adherence, ")
    for bad in (b"", b"{}", b"[1]", "{}".encode("utf-16"), b"\x00\x01", b"\xff{}", b'{"format": '):
        file.write_bytes(bad)
        assert fairtrial("import", "history", str(file)).code == 2
    assert fairtrial("import", "history", str(tmp_path / "none.json")).code == 2
    assert fairtrial("import", "history", str(file), "--assume", "mood=good").code == 2
    with session() as db:
        assert db.exec(select(Person)).all() == []


def test_nobody_of_this_number_leaves_no_file_and_no_entry(clinic: str, fairtrial: Fairtrial, tmp_path: Path) -> None:
    out = tmp_path / "one.json"
    out.write_text("the old one")
    done = fairtrial("export", "history", "--patient", "nobody", str(out))
    assert (done.code, done.err) == (2, "no patient has this record number or id\n")
    assert out.read_text() == "the old one"
    assert list(tmp_path.iterdir()) == [out]
    assert fairtrial("export", "history", str(tmp_path / "no" / "folder.json")).code == 2
    assert fairtrial("export", "history", str(tmp_path)).code == 2
    assert leavings() == []


def test_forms_go_out_and_come_back(clinic: str, file: Path, fairtrial: Fairtrial, tmp_path: Path) -> None:
    fairtrial("import", "history", str(file))
    out = tmp_path / "forms.csv"
    assert fairtrial("export", "checkins", str(out)).code == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert len(out.read_text().splitlines()) == 7
    done = fairtrial("import", "checkins", str(out))
    assert (done.code, done.out) == (0, "6 forms of 1 patients were read; 0 patients and 0 forms are new.\n")
    out.write_text(out.read_text().replace("P1,", "P2,"))
    done = fairtrial("import", "checkins", str(out))
    assert done.code == 2
    assert done.err.startswith("forms.csv, row 2, column patient: no patient of this clinic has this number\n")
    assert fairtrial("export", "checkins", "--instrument", "phq99", str(out)).code == 2
    assert leavings() == ["checkins"]


def test_bundles_go_out_and_come_back(clinic: str, file: Path, fairtrial: Fairtrial, tmp_path: Path) -> None:
    fairtrial("import", "history", str(file))
    out = tmp_path / "bundle.json"
    assert fairtrial("export", "fhir", "--patient", "P1", "--identified", str(out)).code == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    done = fairtrial("import", "fhir", str(out))
    assert (done.code, done.out) == (0, "0 patients, 0 episodes, 0 trials and 0 measurements are new.\n")
    everybody = fairtrial("export", "fhir", "-").out
    assert len(everybody.splitlines()) == 1
    assert "P1" not in everybody
    out.write_text('{"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Basic"}}]}')
    done = fairtrial("import", "fhir", str(out))
    assert done.code == 2
    assert done.err.startswith("bundle.json: entry[0].resource.resourceType: allowed: Patient, ")
    assert leavings() == ["fhir"] * 2


def test_everything_about_one_person(clinic: str, file: Path, fairtrial: Fairtrial, tmp_path: Path) -> None:
    fairtrial("import", "history", str(file))
    out = tmp_path / "everything.zip"
    done = fairtrial("export", "person", "--patient", "P1", str(out))
    assert (done.code, done.out) == (0, "")
    assert "P1" not in done.err
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert leavings() == ["person"]
    out.unlink()
    done = fairtrial("export", "person", "--patient", "nobody", str(out))
    assert (done.code, done.err) == (2, "no patient has this record number or id\n")
    assert not out.exists()
    assert fairtrial("export", "person", str(out)).code == 2
