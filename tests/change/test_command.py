"""`fairtrial change`, as another program meets it."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from models.commands import entry

Run = Callable[..., tuple[int, str, str]]
TABLE = """id,arm,time,bdi
A,x,1,22
A,x,4,10
B,y,1,28
B,y,2,27
B,y,4,28
C,x,1,34
C,x,4,31
D,y,1,30
D,y,4,
E,y,2,12
"""
ASK = ["--outcome", "bdi", "--pre", "1", "--post", "4", "--better", "lower"]
JT = [*ASK, "--method", "distribution", "--reliability", "0.75"]
MID = [*ASK, "--method", "anchor", "--improvement", "7"]


@pytest.fixture
def run(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs the command on a table; its exit code, its output, its messages."""

    def command(*options: str, table: str | bytes = TABLE) -> tuple[int, str, str]:
        file = tmp_path / "trial.csv"
        file.write_bytes(table if isinstance(table, bytes) else table.encode())
        code = entry.run(["change", str(file), *options])
        told = capfd.readouterr()
        return code, told.out, told.err

    return command


def test_one_row_a_person(run: Run) -> None:
    code, out, err = run(*JT, "--group", "arm")
    assert code == 0
    assert out.splitlines() == [
        "id,group,pre,post,change,rci,category",
        "A,x,22,10,-12,-2.8284271247461903,improved",
        "B,y,28,28,0,0,unchanged",
        "C,x,34,31,-3,-0.7071067811865476,unchanged",
    ]
    assert err.splitlines() == ["3 of 4 people judged", "1 left out: no score at both visits"]


def test_without_groups_and_without_an_index(run: Run) -> None:
    _, out, _ = run(*MID)
    assert next(csv.DictReader(io.StringIO(out))) == {
        "id": "A", "group": "", "pre": "22", "post": "10", "change": "-12", "rci": "", "category": "improved",
    }  # fmt: skip


def test_everything_as_json(run: Run) -> None:
    code, out, _ = run(
        *ASK, "--method", "combined", "--reliability", "0.75", "--cutoff", "c", "--m-functional", "10",
        "--sd-functional", "4", "--group", "arm", "--format", "json",
    )  # fmt: skip
    told = json.loads(out)
    assert code == 0
    assert (told["n_original"], told["n_used"]) == (4, 3)
    assert told["summary"] == {"recovered": 1, "improved": 0, "unchanged": 2, "deteriorated": 0, "harmed": 0}
    assert told["by_group"]["x"]["recovered"] == 1
    assert told["parameters"] == {
        "method": "combined", "better": "lower", "rci": "JT", "pre": "1", "post": "4", "reliability": 0.75,
        "alpha": 0.05, "m_functional": 10, "sd_functional": 4, "critical_value": pytest.approx(1.959963984540054),
        "m_pre": 28, "sd_pre": 6, "m_post": 23, "sd_post": pytest.approx(129**0.5), "s_diff": pytest.approx(18**0.5),
        "cutoff": pytest.approx(17.2), "cutoff_type": "c",
    }  # fmt: skip
    assert told["left_out"] == [{"id": "D", "why": "no score at both visits"}]
    assert told["persons"][0] == {
        "id": "A", "group": "x", "pre": 22, "post": 10, "change": -12, "rci": pytest.approx(-2.82842712474619),
        "category": "recovered", "clinical_pre": True, "functional_post": True,
    }  # fmt: skip


def test_one_row_a_group(run: Run) -> None:
    table = "id,arm,time,bdi\n" + "".join(
        f"{who},{arm},{visit},{score}\n"
        for who, arm, *scores in (("A", "x", 22, 10), ("B", "y", 28, 28), ("C", "x", 34, 31), ("D", "y", 30, 22))
        for visit, score in zip((1, 4), scores, strict=True)
    )
    _, within, _ = run(*MID, "--effect", "within", "--group", "arm", table=table)
    assert within.splitlines()[0] == "group,difference,lower,upper,ci,n,category"
    assert [line.split(",")[0] for line in within.splitlines()[1:]] == ["x", "y"]
    _, between, _ = run(*MID, "--effect", "between", "--group", "arm", table=table)
    assert between.splitlines()[0] == "reference,comparison,difference,lower,upper,ci,n_reference,n_comparison,category"
    assert between.splitlines()[1].startswith("x,y,4.5,")
    code, out, _ = run(*MID, "--effect", "within", "--format", "json", table=table)
    told = json.loads(out)
    assert (code, told["n_used"], told["persons"]) == (0, 4, [])
    assert told["group_level"][0]["difference"] == -5.75
    assert told["summary"] == {"Statistically not significant": 1}


def test_visits_by_number_or_by_name(run: Run) -> None:
    assert run(*JT)[1] == run(*JT, table=TABLE.replace(",1,", ",1.0,", 1))[1]
    words = TABLE.replace(",1,", ",before,").replace(",4,", ",after,")
    named = [*JT[:3], "before", "--post", "after", *JT[6:]]
    assert run(*named, table=words)[1] == run(*JT)[1]


def test_visits_may_be_left_out_where_there_are_two(run: Run) -> None:
    two = "\n".join(line for line in TABLE.splitlines() if ",2," not in line) + "\n"
    without = [word for at, word in enumerate(JT) if at not in (2, 3, 4, 5)]
    assert run(*without, table=two)[1] == run(*JT)[1]
    code, out, err = run(*without)
    assert (code, out) == (2, "")
    assert "--pre: missing" in err


def test_from_standard_input(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], run: Run) -> None:
    wanted = run(*JT)[1]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TABLE.encode())))
    assert entry.run(["change", "-", *JT]) == 0
    assert capfd.readouterr().out == wanted


def test_a_share_of_nothing_is_null(run: Run) -> None:
    table = "id,time,bdi\nA,1,0\nA,4,5\nB,1,10\nB,4,4\n"
    code, out, err = run(*ASK, "--method", "percentage", "--improvement", "0.5", "--format", "json", table=table)
    told = json.loads(out)
    assert code == 0
    assert [each["pct_change"] for each in told["persons"]] == [None, -0.6]
    assert "began at 0" in err


def test_a_whole_is_the_largest_share(run: Run) -> None:
    """Whoever asks for an improvement of all of it finds those who have nothing left."""
    table = "id,time,bdi\nA,1,8\nA,4,0\nB,1,10\nB,4,4\n"
    code, out, _ = run(*ASK, "--method", "percentage", "--improvement", "1", "--format", "json", table=table)
    assert code == 0
    assert [each["pct_change"] for each in json.loads(out)["persons"]] == [-1, -0.6]


@pytest.mark.parametrize(
    "options, named",
    [
        ([*JT, "--reliability", "1.2"], "--reliability: out of range"),
        ([*JT, "--reliability", "-0.1"], "--reliability: out of range"),
        ([*JT, "--reliability", "nan"], "--reliability: no number"),
        ([*JT, "--reliability", "1"], "--reliability: leaves no measurement error"),
        ([*JT, "--alpha", "0"], "--alpha: out of range"),
        ([*JT, "--alpha", "1"], "--alpha: out of range"),
        ([*JT, "--alpha", "5"], "--alpha: out of range"),
        ([*JT, "--rci", "XY"], "--rci: unknown; allowed: JT, GLN, HLL, EN, NK, HA, HLM"),
        ([*JT, "--better", "sideways"], "--better: unknown; allowed: lower, higher"),
        ([*JT, "--method", "magic"], "--method: unknown"),
        ([*JT, "--format", "xml"], "--format: unknown; allowed: csv, json"),
        ([*JT, "--post", "1"], "--post: the same visit as --pre"),
        ([*JT, "--post", "1.0"], "--post: the same visit as --pre"),
        ([*JT, "--post", "9"], "--post: no row has this visit"),
        ([*JT, "--outcome", "phq"], "column 'phq': --outcome names it and the file lacks it"),
        ([*JT, "--outcome", "BDI"], "'bdi' is written differently"),
        ([*JT, "--id", "nr"], "column 'nr': --id names it"),
        ([*JT, "--group", "bdi"], "'bdi': named for two different columns"),
        ([*JT, "--outcome", "arm"], "row 2 (the header is row 1), column arm: text, not a number; allowed: a number"),
        ([*ASK, "--method", "distribution"], "--reliability: missing"),
        ([*ASK, "--method", "percentage"], "--improvement: missing"),
        ([*ASK, "--method", "percentage", "--improvement", "50"], "--improvement: out of range; allowed: a share"),
        ([*MID, "--improvement", "-2"], "--improvement: out of range"),
        ([*MID, "--deterioration", "0"], "--deterioration: out of range"),
        ([*ASK, "--method", "statistical", "--cutoff", "d"], "--cutoff: unknown; allowed: a, b, c"),
        ([*ASK, "--method", "statistical", "--cutoff", "b"], "--m-functional: missing"),
        ([*ASK, "--method", "statistical", "--cutoff", "c", "--m-functional", "7"], "--sd-functional: missing"),
        ([*ASK, "--method", "statistical", "--sd-functional", "-7"], "--sd-functional: out of range"),
        ([*ASK, "--method", "statistical", "--cutoff-method", "HA"], "--reliability: missing"),
        ([*MID, "--effect", "between"], "--group: missing"),
        ([*ASK, "--method", "distribution", "--rci", "HLM"], "only one person has enough scores"),
        ([*ASK, "--method", "combined", "--deterioration", "4", "--reliability", "0.8"], "--improvement: missing"),
        ([*MID[:2], "--post", "4", *MID[6:], "--effect", "between"], "--group: missing"),
        ([*MID[:2], *MID[6:], "--group", "arm", "--effect", "between"], "--post: missing; the visit at which"),
        ([*MID[:4], *MID[6:]], "--post: missing; name both visits or neither"),
        ([*MID, "--effect", "sideways"], "--effect: unknown; allowed: individual, within, between"),
    ],
)  # fmt: skip
def test_what_is_refused(run: Run, options: list[str], named: str) -> None:
    code, out, err = run(*options)
    assert (code, out) == (2, "")
    assert named in err


@pytest.mark.parametrize(
    "table, named",
    [
        (TABLE.replace("A,x,4,10", "A,x,4,ten"), "row 3 (the header is row 1), column bdi: text, not a number"),
        (TABLE.replace("A,x,4,10", "A,x,4,NA"), "row 3"),
        (TABLE.replace("A,x,4,10", "A,x,4,nan"), "row 3"),
        (TABLE.replace("A,x,4,10", "A,x,4,1e999"), "row 3"),
        (TABLE.replace("A,x,4,10", "A,x,4,-1e13"), "row 3 (the header is row 1), column bdi: a number out of range"),
        (TABLE.replace("A,x,4,10", 'A,x,4,"10,5"'), "row 3"),
        (TABLE.replace("A,x,4,10", "A,x,4"), "row 3 (the header is row 1): 3 cells; 4 expected"),
        (TABLE.replace("A,x,4,10", ",x,4,10"), "row 3 (the header is row 1), column id: empty"),
        (TABLE.replace("A,x,4,10", "A,x,,10"), "row 3 (the header is row 1), column time: empty"),
        (TABLE + "A,x,4,11\n", "row 12 (the header is row 1), column time: a second row of the same person"),
        (TABLE + "A,x,1,\n", "row 12 (the header is row 1), column time: a second row of the same person"),
        (TABLE.replace("B,y,2", "B,x,2"), "row 5 (the header is row 1), column arm: another group than in an earlier"),
        (TABLE.replace("id,arm,time,bdi", "id,arm,time,time"), "this name stands twice"),
        (TABLE.replace(",", ";"), "separated by semicolons"),
        ("id,arm,time,bdi\n", "a header and nothing else"),
        ("", "empty; a header"),
        (TABLE.encode("utf-16"), "UTF-16"),
        ("id,arm,time,bdi\nA,x,1,\nA,x,4,3\n", "column bdi: nobody can be judged"),
        ("id,arm,time,bdi\nA,x,1,9\nA,x,4,3\n", "column bdi: only one person can be judged"),
        ("id,arm,time,bdi\nA,x,1,9\nA,x,4,3\nB,x,1,9\nB,x,4,4\n", "column bdi: everybody has the same score before"),
    ],
)  # fmt: skip
def test_tables_that_are_refused(run: Run, table: str | bytes, named: str) -> None:
    code, out, err = run(*JT, "--group", "arm", table=table)
    assert (code, out) == (2, "")
    assert named in err
    assert "ten" not in err.replace("written", "").split()


def test_every_problem_at_once(run: Run) -> None:
    _, _, err = run(*ASK, "--method", "combined", "--rci", "no", "--cutoff", "no", "--alpha", "7")
    assert [line.split(":")[0] for line in err.splitlines()] == ["--rci", "--cutoff", "--alpha", "--reliability"]


def test_a_second_row_counts_only_where_two_visits_are_compared(run: Run) -> None:
    """A visit that nobody asked about may be there twice; a line over time takes every score."""
    assert run(*JT, table=TABLE + "B,y,2,26\n")[1] == run(*JT)[1]
    slopes = ["--outcome", "bdi", "--better", "lower", "--method", "distribution", "--rci", "HLM"]
    rows = [(who, at, 30 - 2 * at + who + (at * 7 + who * 3) % 4) for who in range(5) for at in (1, 2, 3, 3, 5)]
    table = "id,time,bdi\n" + "".join(f"{who},{at},{score}\n" for who, at, score in rows)
    code, out, err = run(*slopes, table=table)
    assert (code, len(out.splitlines())) == (0, 6)
    assert "not better or worse" in err


def test_settings_that_are_not_used_are_told(run: Run) -> None:
    rows = [(who, at, 30 - 2 * at + who + (at * 7 + who * 3) % 4) for who in range(5) for at in (1, 2, 3, 4)]
    table = "id,time,bdi\n" + "".join(f"{who},{at},{score}\n" for who, at, score in rows)
    _, _, err = run(*ASK, "--method", "distribution", "--rci", "HLM", table=table)
    assert "--pre and --post are not used" in err
    code, _, err = run(*ASK, "--method", "combined", "--improvement", "5", "--rci", "GLN", table=table)
    assert (code, "--rci is not used" in err) == (0, True)


def test_no_file(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert entry.run(["change", str(tmp_path / "nothing.csv"), *JT]) == 2
    told = capfd.readouterr()
    assert (told.out, told.err) == ("", f"{tmp_path / 'nothing.csv'}: No such file or directory\n")
