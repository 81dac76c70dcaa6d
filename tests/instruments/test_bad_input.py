"""`fairtrial score` and files that are wrong: refused as a whole, the place named, nothing written and nothing left."""

import gzip
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from models.commands.entry import run

HEAD = "id,on,rater,phq9_q1,phq9_q2,phq9_q3,phq9_q4,phq9_q5,phq9_q6,phq9_q7,phq9_q8,phq9_q9\n"
GOOD = "P1,2026-03-01,self,0,1,2,3,0,1,2,3,0\n"
TABLE = HEAD + GOOD
SCORES = "P1,2026-03-01,self,12,9,complete,moderate,0,9,complete,,0,9,complete,,\n"
ROOT = Path(__file__).parents[2]


def with_cell(cell: str) -> str:
    """A table in which the third row has this cell as its answer to the fourth question."""
    return f"{TABLE}P2,2026-03-08,self,0,1,2,{cell},0,1,2,3,0\n"


def zipped(text: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("forms.csv", text)
    return held.getvalue()


AT = "row 3 (the header is row 1), column phq9_q4: "
FIRST = "row 1 (the header)"
BAD = {
    # answers
    "below the lowest": (with_cell("-1"), AT + "a whole number outside the choices; allowed: 0, 1, 2, 3"),
    "above the highest": (with_cell("4"), AT + "a whole number outside the choices"),
    "a fraction": (with_cell("2.5"), AT + "a number that is not whole"),
    "text": (with_cell("often"), AT + "text, not a number"),
    "true": (with_cell("True"), AT + "true or false"),
    "NaN": (with_cell("NaN"), AT + "a word for a missing value"),
    "NA": (with_cell("NA"), AT + "a word for a missing value"),
    "infinity": (with_cell("inf"), AT + "no finite number"),
    "beyond any number": (with_cell("1e400"), AT + "a number in another notation"),
    "a decimal comma": (with_cell('"1,0"'), AT + "a number in another notation"),
    "Arabic digits": (with_cell("٣"), AT + "a number in digits other than 0-9"),
    "full-width digits": (with_cell("３"), AT + "a number in digits other than 0-9"),
    "blank space": (with_cell(" "), AT + "blank space"),
    "a formula": (with_cell("=1+1"), AT + "text, not a number"),
    "a huge cell": (with_cell("1" * 200_000), "row 3 (the header is row 1): no CSV: field larger than field limit"),
    "a huge quoted cell": (with_cell('"' + "1" * 200_000 + '"'), "row 3 (the header is row 1): no CSV: field larger"),
    "a huge id": (TABLE + "x" * 200_000 + GOOD.removeprefix("P1"), "row 3 (the header is row 1): no CSV: field larger"),
    # columns
    "a column twice": (TABLE.replace("phq9_q2", "phq9_q1"), f"{FIRST}, column 'phq9_q1': this name stands twice"),
    "an item twice": (TABLE.replace("phq9_q2", "q1"), f"{FIRST}: the item q1 stands in two columns"),
    "an unknown column": (TABLE.replace("phq9_q9", "phq9_q11"), f"{FIRST}, column 'phq9_q11': unknown column; allowed"),
    "another instrument's": (TABLE.replace("phq9", "gad7"), f"{FIRST}, column 'gad7_q1': unknown column"),
    "another spelling": (TABLE.replace("phq9_q1", "PHQ9_Q1"), f"{FIRST}, column 'PHQ9_Q1': unknown column"),
    "a space before a name": (TABLE.replace("phq9_q1", " phq9_q1"), f"{FIRST}, column ' phq9_q1': unknown column"),
    "a nameless column": (TABLE.replace("\n", ",\n"), f"{FIRST}, column '': unknown column"),
    "no answers at all": ("id,on\nP1,2026-03-01\n", f"{FIRST}: no column with answers"),
    "ten thousand columns": (",".join(f"c{n}" for n in range(10_000)), f"{FIRST}, column 'c0': unknown column"),
    # rows
    "a short row": (TABLE + "P2,2026-03-08,self,0\n", "row 3 (the header is row 1): 4 cells; 12 expected"),
    "a long row": (TABLE + GOOD.replace("\n", ",0\n"), "row 3 (the header is row 1): 13 cells; 12 expected"),
    "every row too long": (HEAD + GOOD.replace("\n", ",\n"), "row 2 (the header is row 1): 13 cells; 12 expected"),
    "a bare decimal comma": (with_cell("1,5"), "row 3 (the header is row 1): 13 cells; 12 expected"),
    "a blank line between": (TABLE + "\n" + GOOD, "row 3 (the header is row 1): 0 cells; 12 expected"),
    "a line of spaces": (TABLE + "   \n", "row 3 (the header is row 1): 1 cells; 12 expected"),
    "an open quote": (TABLE + '"P2,2026-03-08\n', "row 3 (the header is row 1): no CSV"),
    # files
    "nothing": (b"", f"{FIRST}: empty; a header with columns such as id, phq9_q1 … phq9_q9 expected"),
    "a byte order mark alone": ("\ufeff", f"{FIRST}: empty"),
    "a blank first line": ("\n" + TABLE, f"{FIRST}: empty"),
    "UTF-16": (TABLE.encode("utf-16"), "written as UTF-16; save it as UTF-8"),
    "UTF-16 without a mark": (TABLE.encode("utf-16-le"), f"{FIRST}: a NUL byte (UTF-16, perhaps); save it as UTF-8"),
    "UTF-32": (TABLE.encode("utf-32"), "written as UTF-16; save it as UTF-8"),
    "Latin-1": (TABLE.replace("P1", "Renée").encode("latin-1"), "row 2 (the header is row 1): a character that is not"),
    "a NUL byte": (TABLE.replace("P1", "P\0"), "row 2 (the header is row 1): a NUL byte"),
    "semicolons": (TABLE.replace(",", ";"), f"{FIRST}: the columns are separated by semicolons; commas expected"),
    "tabs": (TABLE.replace(",", "\t"), f"{FIRST}: the columns are separated by tabs; commas expected"),
    "bars": (TABLE.replace(",", "|"), f"{FIRST}, column 'id|on|rater|"),
    "lone carriage returns": (TABLE.replace("\n", "\r"), f"{FIRST}: no CSV"),
    "a line for a spreadsheet": ("sep=,\n" + TABLE, f"{FIRST}, column 'sep=': unknown column"),
    "a compressed file": (
        gzip.compress(TABLE.encode(), mtime=0),
        "packed, or a workbook; save the table itself as CSV",
    ),
    "an archive": (zipped(TABLE), "packed, or a workbook; save the table itself as CSV"),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + TABLE.encode(), "packed, or a workbook"),
    "JSON": ('{"phq9_q1": 1}\n', f"{FIRST}, column '{{\"phq9_q1\": 1}}': unknown column"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_wrong_file_is_refused(kind: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text, place = BAD[kind]
    file = tmp_path / "forms.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    code = run(["score", "phq9", str(file)])
    told = capfd.readouterr()
    assert (code, told.out) == (2, "")
    assert told.err.startswith("forms.csv")
    assert place in told.err
    assert told.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == [file]


GOOD_FILES = {
    "as it should be": TABLE,
    "a byte order mark": "\ufeff" + TABLE,
    "line ends of Windows": TABLE.replace("\n", "\r\n"),
    "no last line end": TABLE.removesuffix("\n"),
    "a blank last line": TABLE + "\n",
    "bare item names": TABLE.replace("phq9_", ""),
    "whole numbers as spreadsheets write them": TABLE.replace(",3", ",3.0"),
    "everything in quotes": "\n".join(",".join(f'"{cell}"' for cell in line.split(",")) for line in TABLE.splitlines()),
}


@pytest.mark.parametrize("kind", GOOD_FILES)
def test_what_differs_only_in_its_dress_is_scored(kind: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "forms.csv"
    file.write_bytes(GOOD_FILES[kind].encode())
    assert run(["score", "phq9", str(file)]) == 0
    told = capfd.readouterr()
    assert (told.out.splitlines(keepends=True)[1:], told.err) == ([SCORES], "")


def test_a_form_without_an_answer_is_not_scored(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "forms.csv"
    file.write_text(HEAD + "P1,,,,,,,,,,,\n", encoding="utf-8")
    assert run(["score", "phq9", str(file)]) == 0
    assert capfd.readouterr().out.splitlines()[1] == "P1,,,,0,not_scored,,,0,not_scored,,,0,not_scored,,"


def test_a_suicide_item_alone_is_flagged_and_not_scored(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "forms.csv"
    file.write_text("phq9_q9\n1\n", encoding="utf-8")
    assert run(["score", "phq9", str(file)]) == 0
    assert capfd.readouterr().out.splitlines()[1].split(",")[:3] == ["", "1", "not_scored"]
    file.write_text("id,phq9_q9\nP1,1\n", encoding="utf-8")
    assert run(["score", "phq9", str(file)]) == 0
    assert capfd.readouterr().out.splitlines()[1].endswith(",suicidal_ideation")


def test_a_folder_is_no_file(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["score", "phq9", str(tmp_path)]) == 2
    told = capfd.readouterr()
    assert told.out == ""
    assert "Is a directory" in told.err


@pytest.mark.parametrize("kind", ["above the highest", "UTF-16", "a short row"])
def test_so_it_is_for_another_program(kind: str) -> None:
    """The whole way: a process of its own, standard input, the bytes that it writes."""
    text, place = BAD[kind]
    given = text.encode() if isinstance(text, str) else text
    command = [sys.executable, "-m", "models", "score", "phq9", "-"]
    done = subprocess.run(command, input=given, capture_output=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith("standard input")
    assert place in done.stderr.decode()
