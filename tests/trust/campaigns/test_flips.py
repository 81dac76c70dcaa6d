"""Two hundred bits, one after the other, turned over in a database file and in a copy (F17, F20)."""

import random
import shutil
from pathlib import Path

import pytest

from models.copies.making import make
from tests.trust.conftest import Run, Ward
from tests.trust.flips import flips
from tests.trust.test_seals import closed_file

pytestmark = [pytest.mark.campaign, pytest.mark.slow]


@pytest.mark.parametrize("seed", range(10))
def test_f17_no_bit_that_changes_what_the_file_says_goes_unnoticed(
    seed: int, sqlite_ward: Ward, sqlite_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = Path(shutil.copy(closed_file(sqlite_database), tmp_path / "original.sqlite3"))
    assert [flip for flip in flips(original, tmp_path, 20, seed, monkeypatch) if flip.missed] == []


def test_f20_no_flipped_bit_in_a_copy_gets_into_a_database(sqlite_ward: Ward, data_dir: Path, run: Run) -> None:
    file, chance = data_dir / "copy.bak", random.Random(20)
    make(file)
    whole = file.read_bytes()
    for _ in range(200):
        turned = bytearray(whole)
        turned[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        file.write_bytes(turned)
        assert run("restore", "--replace", str(file))[0] == 2
