"""`fairtrial instruments` and `fairtrial score`, as other programs call them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from instruments import shelf, use_own
from instruments.catalogue import DEFINITIONS
from models.commands.instruments import register
from tests.instruments.test_own import MOOD

app = typer.Typer()
register(app)
HEAD = "id,on,rater,gad7_q1,gad7_q2,gad7_q3,gad7_q4,gad7_q5,gad7_q6,gad7_q7\n"


def test_the_shelf_as_json() -> None:
    done = CliRunner().invoke(app, ["instruments"])
    assert done.exit_code == 0
    assert [one["id"] for one in json.loads(done.stdout)] == list(shelf())


def test_one_definition_as_json() -> None:
    told = json.loads(CliRunner().invoke(app, ["instruments", "phq9"]).stdout)
    assert told["languages"] == ["en", "de", "es", "fr", "it", "nl", "pt-BR"]
    assert [item["id"] for item in told["items"]] == [f"q{n}" for n in range(1, 10)]
    assert told["scales"][0]["range"] == [0, 27]
    assert told["scales"][0]["direction"] == "lower_better"
    assert told["scales"][0]["bands"][2] == {"low": 10, "high": 14, "name": "moderate"}
    assert told["scales"][0]["change_figures"]["reliable_change"] == pytest.approx(6.1, abs=0.01)
    assert told["licence"]["class"] == "A"
    assert told["loinc"]["panel"] == "44249-1"
    assert "copyright Regenstrief Institute" in told["loinc_notice"]
    assert told["items"][0]["choices"][1]["loinc"] == "LA6569-3"


@pytest.mark.parametrize("source", ["-", "", "file"])
def test_scores_go_to_standard_output(source: str, tmp_path: Path) -> None:
    text = HEAD + "007,2026-03-01,self,3,3,3,1,0,0,0\n"
    (tmp_path / "forms.csv").write_text(text, encoding="utf-8")
    given = [str(tmp_path / "forms.csv")] if source == "file" else [source] if source else []
    done = CliRunner().invoke(app, ["score", "gad7", *given], input=text)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == (
        "id,on,rater,total,total_answered,total_status,total_band,flags\n007,2026-03-01,self,10,7,complete,moderate,\n"
    )


def test_bad_input_says_where_and_writes_nothing() -> None:
    done = CliRunner().invoke(app, ["score", "gad7", "-"], input=HEAD + "1,,,3,3,3,1,0,0,0\n2,,,3,3,3,1,0,x,0\n")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == (
        "standard input, row 3 (the header is row 1), column gad7_q6: text, not a number; "
        "allowed: 0, 1, 2, 3, or an empty cell\n"
    )


@pytest.mark.parametrize("command", ["score", "instruments"])
def test_an_unknown_instrument_is_answered_with_the_known_ones(command: str) -> None:
    done = CliRunner().invoke(app, [command, "beck"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "'beck'" in done.stderr
    assert ", ".join(shelf()) in done.stderr


def test_a_file_that_is_not_there() -> None:
    done = CliRunner().invoke(app, ["score", "phq9", "nowhere.csv"])
    assert (done.exit_code, done.stderr) == (2, "nowhere.csv: No such file or directory\n")


def test_a_file_of_ones_own_is_checked(tmp_path: Path) -> None:
    good = (DEFINITIONS / "pgic.toml").read_text(encoding="utf-8").replace('id = "pgic"', 'id = "our_pgic"')
    (tmp_path / "ours.toml").write_text(good, encoding="utf-8")
    done = CliRunner().invoke(app, ["instruments", "--check", str(tmp_path / "ours.toml")])
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == "ours.toml: definition of our_pgic, version 1: 1 items, 1 scores\n"


def test_a_file_that_does_not_hold_is_told_with_its_line(tmp_path: Path) -> None:
    bad = (DEFINITIONS / "pgic.toml").read_text(encoding="utf-8").replace("range = [1, 7]", "range = [1, 6]")
    (tmp_path / "ours.toml").write_text(bad, encoding="utf-8")
    done = CliRunner().invoke(app, ["instruments", "--check", str(tmp_path / "ours.toml")])
    assert (done.exit_code, done.stdout) == (2, "")
    line = bad.splitlines().index("range = [1, 6]") + 1
    assert done.stderr == f"ours.toml, line {line}: scales.change: range: the items give 1 to 7\n"
    assert CliRunner().invoke(app, ["instruments", "--check", str(tmp_path / "none.toml")]).exit_code == 2


@pytest.fixture
def own_mood(data_dir: Path) -> Iterator[Path]:
    """An instrument of the clinic's own, in its data folder."""
    folder = data_dir / "instruments"
    folder.mkdir()
    (folder / "mood.toml").write_text(MOOD, encoding="utf-8")
    yield folder / "mood.toml"
    use_own(None)


def test_an_instrument_of_ones_own_is_listed_and_scored(own_mood: Path) -> None:
    assert "mood" in [one["id"] for one in json.loads(CliRunner().invoke(app, ["instruments"]).stdout)]
    use_own(None)
    done = CliRunner().invoke(app, ["score", "mood"], input="id,mood_day\n007,8\n")
    assert (done.exit_code, done.stdout.splitlines()[1]) == (0, "007,8,1,complete,,")


def test_a_broken_file_of_ones_own_is_told(own_mood: Path) -> None:
    own_mood.write_text(MOOD.replace("range = [0, 10]", "range = [0, 9]"), encoding="utf-8")
    done = CliRunner().invoke(app, ["instruments"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "mood.toml, line 36: scales.day: range: the items give 0 to 10\n"
    assert CliRunner().invoke(app, ["score", "phq9"], input="phq9_q1,q2\n1,1\n").exit_code == 0
