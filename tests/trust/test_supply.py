"""What the program is made of: no known kind of weakness, and a bill of materials that is the lock file's."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.audit import sbom

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("app.py", "instruments", "models", "pages", "migrations")


def bandit(*places: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "bandit", "--quiet", "--recursive", "-ll", *places]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_no_known_kind_of_weakness() -> None:
    done = bandit(*PRODUCT)
    assert done.returncode == 0, done.stdout


def test_a_weakness_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "weak.py").write_text("import pickle\nthing = pickle.loads(b'')\n", encoding="utf-8")
    assert bandit(str(tmp_path)).returncode == 1


LOCK = """\
one==1.0 \\
    --hash=sha256:{a} \\
    --hash=sha256:{b}
two==2.0 ; python_full_version >= '3.12' \\
    --hash=sha256:{b}
""".format(a="a" * 64, b="b" * 64)


def component(name: str, version: str, *hashes: str) -> dict[str, object]:
    place = {
        "type": "distribution",
        "url": "somewhere",
        "hashes": [{"alg": "SHA-256", "content": one} for one in hashes],
    }
    return {"type": "library", "name": name, "version": version, "purl": name, "bom-ref": name} | {
        "externalReferences": [place]
    }


BILL = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "version": 1,
    "components": [component("one", "1.0", "a" * 64, "b" * 64), component("two", "2.0", "b" * 64)],
}


def test_a_bill_that_is_the_locks() -> None:
    assert sbom.listed(BILL) == sbom.locked(LOCK)


@pytest.mark.parametrize(
    "other",
    [
        component("two", "2.1", "b" * 64),
        component("two", "2.0", "c" * 64),
        component("three", "2.0", "b" * 64),
    ],
)
def test_a_bill_that_differs_is_noticed(other: dict[str, object]) -> None:
    assert sbom.listed(BILL | {"components": [BILL["components"][0], other]}) != sbom.locked(LOCK)  # type: ignore[index]


def test_the_bill_that_is_given_away_names_hashes_and_no_place_of_download() -> None:
    bare = sbom.bare(BILL)
    assert "somewhere" not in str(bare)
    assert [len(each["hashes"]) for each in bare["components"]] == [2, 1]  # type: ignore[attr-defined]


def test_every_lock_is_read_whole() -> None:
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-audit.lock"):
        found = sbom.locked((ROOT / name).read_text(encoding="utf-8"))
        assert len(found) > 20
        assert all(hashes for _, hashes in found.values()), name
