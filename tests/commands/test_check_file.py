"""`fairtrial instruments --check`: a clinic's own wording of its own instrument, half translations, Windows' marks."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from models.commands.instruments import register
from tests.instruments.test_own import MOOD

app = typer.Typer()
register(app)
GERMAN = 'id = "mood"\nversion = "1"\nlanguage = "de"\nsource = "us"\nrecall = "Heute"\n[items]\nday = "Wie war es?"\n'
GERMAN += "[choices.day]\n" + "".join(f'{n} = "{n}"\n' for n in range(11))


def check(file: Path, text: str) -> tuple[int, str, str]:
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(app, ["instruments", "--check", str(file)])
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def folder(data_dir: Path) -> Path:
    found = data_dir / "instruments"
    found.mkdir()
    (found / "mood.toml").write_text(MOOD, encoding="utf-8")
    return found


def test_a_wording_may_be_for_an_instrument_of_the_clinics_own(folder: Path, tmp_path: Path) -> None:
    told = (0, "mood-de.toml: wording of mood 1 in de, complete\n", "")
    assert check(tmp_path / "mood-de.toml", GERMAN) == told
    assert check(folder / "mood-de.toml", GERMAN) == told, "also once it lies where it is used"


def test_a_second_version_of_an_own_instrument_holds(folder: Path) -> None:
    code, said, _ = check(folder / "mood-2.toml", MOOD.replace('version = "1"', 'version = "2"'))
    assert (code, said) == (0, "mood-2.toml: definition of mood, version 2: 1 items, 1 scores\n")


def test_a_broken_neighbour_does_not_hide_whether_this_one_holds(folder: Path, tmp_path: Path) -> None:
    (folder / "broken.toml").write_text("id =", encoding="utf-8")
    assert check(tmp_path / "mood.toml", MOOD)[0] == 0


def test_half_a_translation_is_told(tmp_path: Path) -> None:
    half = MOOD.replace('text = { en = "How did the day go?" }', 'text = { en = "How?", de = "Wie?" }')
    code, said, _ = check(tmp_path / "mood.toml", half)
    assert code == 0
    assert said.splitlines()[1] == "mood.toml: not offered in de: a stem, recall period, item or answer is missing"


def test_a_file_with_a_mark_of_windows_holds(tmp_path: Path) -> None:
    assert check(tmp_path / "mood.toml", "\ufeff" + MOOD)[0] == 0
