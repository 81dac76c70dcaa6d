"""A bad table is refused as a whole, with file, row and column, and without repeating anybody's value."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import select

from models.access import Actor
from models.commands.entry import run
from models.database import session
from models.exchange.strict_table import MOST_ROWS, read_table
from models.records import CheckIn, Person, Trial

HEADER = "PATIENT,THERAPY,RELDAYS,HAMDTL17,BASVAL,GENDER"
GOOD = ["007,DRUG,7,18,24,F", "007,DRUG,42,10,24,F", "008,PLACEBO,7,20,21,M"]


def lines(*rows: str, header: str = HEADER) -> bytes:
    return ("\n".join((header, *rows)) + "\n").encode()


Import = Callable[..., tuple[int, str, str]]


@pytest.fixture
def imports(clinic: Actor, tmp_path: Path, mapping_file: Path, capsys: pytest.CaptureFixture[str]) -> Import:
    def do(content: bytes, *more: str) -> tuple[int, str, str]:
        file = tmp_path / "visits.csv"
        file.write_bytes(content)
        code = run(["import", "table", str(file), "--mapping", str(mapping_file), *more])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return do


def everything() -> tuple[int, int, int]:
    with session() as db:
        return tuple(len(db.exec(select(table)).all()) for table in (Person, Trial, CheckIn))  # type: ignore[return-value]


def test_a_good_table(imports: Import) -> None:
    assert imports(lines(*GOOD))[:2] == (0, "2 patients, 2 trials and 5 measurements are new.\n")
    with session() as db:
        people = sorted(db.exec(select(Person)).all(), key=lambda p: p.record_number or "")
        trials = {t.agent: t for t in db.exec(select(Trial)).all()}
    assert [p.record_number for p in people] == ["007", "008"], "a record number is a text, zeros and all"
    assert [p.sex for p in people] == ["female", "male"]
    assert (trials["duloxetine"].ended_on - trials["duloxetine"].started_on).days == 42  # type: ignore[operator]


def test_later_scores_of_a_running_trial_are_added(imports: Import, mapping_file: Path) -> None:
    text = mapping_file.read_text(encoding="utf-8")
    mapping_file.write_text(
        "\n".join(line for line in text.splitlines() if not line.startswith("ends")), encoding="utf-8"
    )
    assert imports(lines(*GOOD[:1]))[1].startswith("1 patients, 1 trials and 2 measurements")
    assert imports(lines(*GOOD))[1].startswith("1 patients, 1 trials and 3 measurements")


def test_a_trial_that_ends_later_now_is_no_addition(imports: Import) -> None:
    assert imports(lines(*GOOD[:1]))[0] == 0
    code, _, err = imports(lines(*GOOD[:2]))
    assert code == 2
    assert "another ended_on; amend it instead" in err


def test_another_score_for_the_same_day_is_refused(imports: Import) -> None:
    assert imports(lines(*GOOD))[0] == 0
    before = everything()
    code, _, err = imports(lines("007,DRUG,7,19,24,F", GOOD[1]))
    assert code == 2
    assert "recorded already with other figures" in err
    assert everything() == before


def test_a_dry_run_writes_nothing(imports: Import) -> None:
    code, out, _ = imports(lines(*GOOD), "--dry-run")
    assert code == 0
    assert "2 patients with 5 measurements" in out
    assert everything() == (0, 0, 0)


def test_a_byte_order_mark_windows_line_ends_and_a_blank_last_line_are_harmless(imports: Import) -> None:
    content = b"\xef\xbb\xbf" + lines(*GOOD).replace(b"\n", b"\r\n") + b"\r\n"
    assert imports(content)[0] == 0


NAMES = "row {} (the header is row 1)"
BAD: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "empty"),
    "header only": (lines(), "rows expected"),
    "semicolons": (lines(*GOOD).replace(b",", b";"), "semicolons"),
    "tabs": (lines(*GOOD).replace(b",", b"\t"), "tabs"),
    "upright strokes": (lines(*GOOD).replace(b",", b"|"), "upright strokes"),
    "duplicate header": (lines(*GOOD, header=HEADER.replace("BASVAL", "THERAPY")), "stands twice"),
    "missing column": (lines(*GOOD, header=HEADER.replace("BASVAL", "BASE")), "'BASVAL'"),
    "other case": (lines(*GOOD, header=HEADER.replace("BASVAL", "basval ")), "written differently"),
    "a cell too many everywhere": (lines(*(row + ",1" for row in GOOD)), "7 cells; 6 expected"),
    "a cell too many once": (lines(GOOD[0], GOOD[1] + ",1"), NAMES.format(3)),
    "a cell too few": (lines(GOOD[0], "007,DRUG,42,10,24"), NAMES.format(3)),
    "a blank line inside": (lines(GOOD[0], "", GOOD[1]), "a blank line"),
    "unbalanced quote": (lines('007,DRUG,7,"18,24,F'), "no CSV"),
    "utf-16": ("\ufeff".encode("utf-16-le") + lines(*GOOD).decode().encode("utf-16-le"), "UTF-16"),
    "latin-1": (lines("Renée,DRUG,7,18,24,F").decode().encode("latin-1"), "not UTF-8"),
    "nul byte": (lines(*GOOD).replace(b"18", b"1\x00"), "NUL"),
    "an archive": (b"PK\x03\x04\x14\x00\x00\x00\x08\x00", "packed"),
    "packed": (b"\x1f\x8b\x08\x08\xff\xff", "packed"),
    "garbled name": (lines("RenÃ©e,DRUG,7,18,24,F"), "column PATIENT: letters garbled"),
    "no record number": (lines(",DRUG,7,18,24,F"), "column PATIENT: empty"),
    "formula": (lines("=1+1,DRUG,7,18,24,F"), "column PATIENT: a text that begins like a formula"),
    "line break in a text": (lines('"0\n7",DRUG,7,18,24,F'), "line break"),
    "too long": (lines("7" * 41 + ",DRUG,7,18,24,F"), "41 characters"),
    "a cell beyond measure": (lines("7" * 200_000 + ",DRUG,7,18,24,F"), "field larger than field limit"),
    "decimal comma": (lines('007,DRUG,7,"18,5",24,F'), "column HAMDTL17: a number in another notation"),
    "NA": (lines("007,DRUG,7,NA,24,F"), "column HAMDTL17: a word for a missing value"),
    "out of range": (lines("007,DRUG,7,53,24,F"), "column HAMDTL17: a number out of range; allowed: from 0 to 52"),
    "infinite": (lines("007,DRUG,7,inf,24,F"), "column HAMDTL17: no finite number"),
    "exponent": (lines("007,DRUG,7,1e1,24,F"), "column HAMDTL17: a number in another notation"),
    "bad baseline": (lines("007,DRUG,7,18,-1,F"), "column BASVAL"),
    "half a day": (lines("007,DRUG,7.5,18,24,F"), "column RELDAYS: not whole"),
    "no day": (lines("007,DRUG,,18,24,F"), "column RELDAYS: empty"),
    "the same day twice": (lines(GOOD[0], GOOD[0]), "column RELDAYS: this patient has another row"),
    "the day of the baseline": (lines("007,DRUG,0,18,24,F"), "column RELDAYS: the day of the baseline"),
    "unknown group": (lines("007,OTHER,7,18,24,F"), "column THERAPY: not in the mapping; allowed: DRUG, PLACEBO"),
    "unknown sex": (lines("007,DRUG,7,18,24,X"), "column GENDER: not in the mapping"),
    "two groups for one": (lines(GOOD[0], "007,PLACEBO,42,10,24,F"), "column THERAPY: differs from row 2"),
    "two baselines for one": (lines(GOOD[0], "007,DRUG,42,10,25,F"), "column BASVAL: differs from row 2"),
}


@pytest.mark.parametrize("name", BAD)
def test_refused_as_a_whole(imports: Import, name: str) -> None:
    content, told = BAD[name]
    code, out, err = imports(content)
    assert code == 2
    assert out == ""
    assert told in err
    assert err.startswith("visits.csv")
    assert "Traceback" not in err
    assert everything() == (0, 0, 0)


def test_one_bad_row_at_the_end_keeps_the_good_ones_out(imports: Import) -> None:
    code, _, err = imports(lines(*GOOD, "009,DRUG,7,99,24,F"))
    assert code == 2
    assert NAMES.format(5) in err
    assert "99" not in err
    assert everything() == (0, 0, 0)


def test_what_only_the_door_can_refuse_names_the_patient_and_writes_nothing(
    imports: Import, mapping_file: Path
) -> None:
    text = mapping_file.read_text(encoding="utf-8")
    mapping_file.write_text(text.replace("2004-01-05", "2404-01-05"), encoding="utf-8")
    code, _, err = imports(lines(*GOOD))
    assert code == 2
    assert "visits.csv, patient 1 of the file" in err
    assert "not in the future" in err
    assert everything() == (0, 0, 0)


def test_too_many_rows() -> None:
    """B62."""
    import io

    from instruments.errors import BadTable

    content = b"a\n" + b"1\n" * MOST_ROWS
    with pytest.raises(BadTable, match="more rows"):
        read_table(io.BytesIO(content), "big.csv", ["a"])
