"""A table of answers that is wrong anywhere is refused as a whole: place named, kind told, value kept to itself."""

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instruments import BadTable, shelf
from instruments.pieces import PIECE
from instruments.score_table import score_table
from instruments.table import CHUNK, kind_of
from tests.instruments.forms import scored

HEAD = "id,phq9_q1,phq9_q2,phq9_q3,phq9_q4,phq9_q5,phq9_q6,phq9_q7,phq9_q8,phq9_q9\n"
GOOD = "P1,0,0,0,0,0,0,0,0,0\n"
ALLOWED = "; allowed: 0, 1, 2, 3, or an empty cell"


def refused(text: str | bytes, name: str = "phq9") -> str:
    """The message of the refusal; nothing may have been written."""
    out = io.BytesIO()
    with pytest.raises(BadTable) as error:
        score_table(io.BytesIO(text.encode() if isinstance(text, str) else text), shelf()[name], "forms.csv", out)
    assert out.getvalue() == b""
    return str(error.value)


CELLS = [
    ("4", "a whole number outside the choices"),
    ("-1", "a whole number outside the choices"),
    ("12345", "a whole number outside the choices"),
    ("02", "a whole number outside the choices"),
    ("５", "a number in digits other than 0-9"),
    ("２", "a number in digits other than 0-9"),
    ("²", "a number in digits other than 0-9"),
    ("True", "true or false"),
    ("FALSE", "true or false"),
    ("2.5", "a number that is not whole"),
    ("1e400", "a number in another notation"),
    ("1e0", "a number in another notation"),
    ("+1", "a number in another notation"),
    ("0x1", "text, not a number"),
    ("inf", "no finite number"),
    ("-Infinity", "no finite number"),
    ("nan", "a word for a missing value"),
    ("NaN", "a word for a missing value"),
    ("NA", "a word for a missing value"),
    ("n/a", "a word for a missing value"),
    ("NULL", "a word for a missing value"),
    (".", "a word for a missing value"),
    (" ", "blank space"),
    (" 1", "blank space around a value"),
    ("1 ", "blank space around a value"),
    ("1\xa0", "blank space around a value"),
    ("often", "text, not a number"),
    ("1;2", "text, not a number"),
    ("'1", "text, not a number"),
    ("=1+1", "text, not a number"),
]


@pytest.mark.parametrize("cell, kind", CELLS)
def test_a_cell_that_is_no_answer(cell: str, kind: str) -> None:
    text = f"{HEAD}{GOOD}P2,0,0,{cell},0,0,0,0,0,0\n"
    assert refused(text) == f"forms.csv, row 3 (the header is row 1), column phq9_q3: {kind}{ALLOWED}"


@pytest.mark.parametrize("cell", ["2", "2.0", ""])
def test_a_cell_that_is_an_answer_or_none(cell: str) -> None:
    (row,) = scored("phq9", f"{HEAD}P2,0,0,{cell},0,0,0,0,0,0\n")
    assert (row["total"], row["total_answered"]) == (("2", "9") if cell else ("0", "8"))


TABLES = [
    (b"", "row 1 (the header): empty"),
    (b"\n", "row 1 (the header): empty"),
    (b"\xef\xbb\xbf", "row 1 (the header): empty"),
    ("id,on\nP1,2026-01-01\n", "row 1 (the header): no column with answers"),
    ("id,phq9_q10\nP1,1\n", "row 1 (the header): no column with answers"),
    ("id,phq9_q1,phq9_q1\nP1,0,0\n", "row 1 (the header), column 'phq9_q1': this name stands twice"),
    ("id,id,phq9_q1\nP1,P1,0\n", "row 1 (the header), column 'id': this name stands twice"),
    ("phq9_q1,q1\n0,0\n", "row 1 (the header): the item q1 stands in two columns"),
    ("id,gad7_q1\nP1,0\n", "row 1 (the header), column 'gad7_q1': unknown column; allowed: id, on, rater, q1"),
    ("id,phq9_q11\nP1,0\n", "row 1 (the header), column 'phq9_q11': unknown column"),
    ("id,PHQ9_Q1\nP1,0\n", "row 1 (the header), column 'PHQ9_Q1': unknown column"),
    (",phq9_q1\n0,0\n", "row 1 (the header), column '': unknown column"),
    ("id;phq9_q1;phq9_q2\nP1;0;0\n", "row 1 (the header): the columns are separated by semicolons"),
    ("id\tphq9_q1\nP1\t0\n", "row 1 (the header): the columns are separated by tabs"),
    (HEAD + "P1,0,0,0\n", "row 2 (the header is row 1): 4 cells; 10 expected, as in the header"),
    (HEAD + GOOD + "P1,0,0,0,0,0,0,0,0,0,0\n", "row 3 (the header is row 1): 11 cells"),
    (HEAD + GOOD + "\n" + GOOD, "row 3 (the header is row 1): 0 cells"),
    (HEAD + GOOD + '"P2"x,0,0,0,0,0,0,0,0,0\n', "row 3 (the header is row 1): no CSV"),
    (HEAD + GOOD + '"P2,0,0,0,0,0,0,0,0,0\n', "row 3 (the header is row 1): no CSV"),
    (HEAD.encode() + b"P\xe9,0,0,0,0,0,0,0,0,0\n", "row 2 (the header is row 1): a character that is not UTF-8"),
    (HEAD.encode() + b"P\x00,0,0,0,0,0,0,0,0,0\n", "row 2 (the header is row 1): a NUL byte"),
    ((HEAD + GOOD).encode("utf-16"), "written as UTF-16; save it as UTF-8"),
    (b"\xfe\xff" + (HEAD + GOOD).encode("utf-16-be"), "written as UTF-16; save it as UTF-8"),
    ((HEAD + GOOD).encode("utf-16-be"), "row 1 (the header): a NUL byte (UTF-16, perhaps)"),
]


@pytest.mark.parametrize("text, message", TABLES)
def test_a_table_that_is_wrong(text: str | bytes, message: str) -> None:
    told = refused(text)
    assert told.startswith("forms.csv")
    assert message in told


def test_the_last_of_many_rows_stops_everything() -> None:
    rows = 3 * CHUNK
    assert len(HEAD + GOOD * rows) > PIECE
    told = refused(HEAD + GOOD * rows + "P9,0,0,0,0,0,0,0,0,7\n")
    assert f"row {rows + 2} (the header is row 1), column phq9_q9" in told
    assert f"row {rows + 2} " in refused(HEAD + GOOD * rows + "P9,0\n")
    assert f"row {rows + 2} " in refused((HEAD + GOOD * rows).encode() + b"\xff,0,0,0,0,0,0,0,0,7\n")


def test_the_message_does_not_repeat_the_answer() -> None:
    assert "8731" not in refused(f"{HEAD}Smith,8731,0,0,0,0,0,0,0,0\n")


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("last", ["", "end"])
def test_how_lines_end_and_files_begin_makes_no_difference(ends: str, mark: str, last: str) -> None:
    text = mark + (HEAD + GOOD * 3).removesuffix("\n").replace("\n", ends) + (ends if last else "")
    assert [row["id"] for row in scored("phq9", text)] == ["P1"] * 3


def test_a_blank_line_at_the_end_is_no_form() -> None:
    assert len(scored("phq9", HEAD + GOOD + "\n")) == 1
    assert len(scored("phq9", HEAD + GOOD * CHUNK + "\n")) == CHUNK


def test_a_header_alone_is_a_table_without_forms() -> None:
    assert scored("phq9", HEAD) == []


def test_what_passes_through_stays_as_it_was() -> None:
    ids = ["007", "NA", "", "1e5", " x ", "Müller, A.", 'say "no"', "two\nlines", "=1+1", "١", "None"]
    quoted = ['"' + one.replace('"', '""') + '"' for one in ids]
    text = "rater,on,phq9_q9,id\n" + "".join(f"self,2026-02-30,1,{one}\n" for one in quoted)
    rows = scored("phq9", text)
    assert [row["id"] for row in rows] == ids
    assert list(rows[0])[:4] == ["rater", "on", "id", "total"]
    assert {(row["rater"], row["on"], row["flags"]) for row in rows} == {("self", "2026-02-30", "suicidal_ideation")}


def test_rows_after_a_quoted_line_break_keep_their_number() -> None:
    assert "row 4 " in refused(f'{HEAD}"P\n1",0,0,0,0,0,0,0,0,0\n{GOOD}P3,9,0,0,0,0,0,0,0,0\n')


def test_bare_item_names_and_the_unscored_item_are_known() -> None:
    (row,) = scored("phq9", "q1,phq9_q2,q3,q4,q5,q6,q7,q8,q9,phq9_q10\n1,1,1,1,1,1,1,1,1,3\n")
    assert (row["total"], row["total_band"]) == ("9", "mild")
    assert "column phq9_q10: " in refused("q1,phq9_q10\n1,4\n")


def test_columns_of_the_output() -> None:
    (row,) = scored("hrqol4", "id,hrqol4_q1,hrqol4_q2,hrqol4_q3,hrqol4_q4\n1,2,10,25,3\n")
    names = ["unhealthy_days", "mentally_unhealthy_days", "activity_limitation_days", "general_health"]
    parts = ["", "_answered", "_status", "_band"]
    assert list(row) == ["id", *(name + part for name in names for part in parts), "flags"]
    assert (row["unhealthy_days"], row["unhealthy_days_answered"], row["unhealthy_days_status"]) == (
        "30",
        "2",
        "complete",
    )


def test_hamd17_not_assessed_may_be_written() -> None:
    (row,) = scored("hamd17", "q16\n3\n")
    assert (row["total"], row["total_answered"]) == ("", "0")
    assert "0, 1, 2, 3 (not assessed), or an empty cell" in refused("q16\n4\n", "hamd17")


def test_numbers_keep_to_their_range() -> None:
    assert "column q2: a whole number outside the choices; allowed: 0 to 30 in steps of 1" in refused(
        "q2\n31\n", "hrqol4"
    )


def test_a_strange_name_is_told_in_full_up_to_forty_signs() -> None:
    for length, shown in ((40, "c" * 40), (41, "c" * 40 + "…")):
        told = refused(f"id,{'c' * length}\nP1,0\n", "pgic")
        assert told == (
            f"forms.csv, row 1 (the header), column '{shown}': unknown column; allowed: id, on, rater, change, "
            "each also as pgic_…"
        )
    assert "allowed: id, on, rater, q1, q2, q3, q4, q5, each also as" in refused("id,q6\n", "swls")


def test_an_empty_file_is_told_what_belongs_into_it() -> None:
    assert refused("") == (
        "forms.csv, row 1 (the header): empty; a header with columns such as id, phq9_q1 … phq9_q9 expected"
    )


def test_every_kind_has_words() -> None:
    assert kind_of("?") == "text, not a number"


def test_nothing_is_left_lying_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers that went through a temporary file are gone with it, also after a refusal."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("instruments.score_table.IN_MEMORY", 100)
    scored("phq9", HEAD + GOOD * CHUNK * 2)
    refused(HEAD + GOOD * CHUNK * 2 + "x\n")
    assert list(tmp_path.iterdir()) == []


ROWS = st.lists(
    st.tuples(st.sampled_from(["007", "NA", "", "é", "P 1"]), *[st.sampled_from(["", "0", "3", "10", "10.0"])] * 5),
    min_size=1,
    max_size=12,
)


@given(ROWS, st.sampled_from(["\n", "\r\n"]))
@settings(deadline=None, max_examples=80)
def test_quotes_make_no_difference(rows: list[tuple[str, ...]], ends: str) -> None:
    """Files with quotes are read cell by cell, all others by arrays: two ways, one result."""
    head = "id,q1,q2,q3,q4,q5"
    plain = ends.join([head, *(",".join(row) for row in rows)])
    quoted = ends.join([head, *(",".join(f'"{cell}"' for cell in row) for row in rows)])
    assert scored("sidas", plain) == scored("sidas", quoted)
    assert scored("sidas", plain + ends + quoted.removeprefix(head + ends)) == scored("sidas", plain) * 2


@pytest.mark.parametrize("cell", [cell for cell, _ in CELLS if not set(cell) & set('"\n')])
def test_quotes_make_no_difference_to_a_refusal(cell: str) -> None:
    plain, quoted = (f"{HEAD}{GOOD}P2,{sign}{cell}{sign},0,0,0,0,0,0,0,0\n" for sign in ("", '"'))
    assert refused(plain) == refused(quoted)


def test_a_table_of_one_column() -> None:
    assert [row["change"] for row in scored("pgic", 'pgic_change\n1\n""\n7\n')] == ["1", "", "7"]
    assert "row 3 (the header is row 1): 0 cells; 1 expected" in refused("pgic_change\n1\n\n7\n", "pgic")


def test_quoted_headers_are_headers() -> None:
    assert [row["id"] for row in scored("pgic", '\ufeff"id","pgic_change"\r\n007,1\r\n')] == ["007"]
    assert "row 1 (the header): no CSV" in refused('"id,pgic_change\n007,1\n', "pgic")


def test_lone_carriage_returns_are_no_lines() -> None:
    """As very old Macintosh programs wrote them."""
    assert "row 1 (the header): no CSV" in refused("id,pgic_change\r007,1\r", "pgic")


@pytest.mark.parametrize(
    "name, column, cell, message",
    [
        ("rand36", "q3", "0", "a whole number outside the choices; allowed: 1, 2, 3, or an empty cell"),
        ("k10", "q1", "0", "a whole number outside the choices; allowed: 1, 2, 3, 4, 5, or an empty cell"),
        ("gds15", "q1", "Yes", "text, not a number; allowed: 0, 1, or an empty cell"),
        ("ors", "q1", "3.25", "a number that is not whole; allowed: 0 to 10 in steps of 0.1, or an empty cell"),
        ("ors", "q1", "11", "a whole number outside the choices; allowed: 0 to 10 in steps of 0.1, or an empty cell"),
        ("ceq", "q4", "55", "a whole number outside the choices; allowed: 0 to 100 in steps of 10, or an empty cell"),
        (
            "cgi",
            "severity",
            "8",
            "outside the choices; allowed: 1, 2, 3, 4, 5, 6, 7, 0 (not assessed), or an empty cell",
        ),
        (
            "eq5d5l",
            "q6",
            "101",
            "outside the choices; allowed: 0 to 100 in steps of 1, 999 (not assessed), or an empty",
        ),
        ("who5", "q1", "6", "a whole number outside the choices; allowed: 0, 1, 2, 3, 4, 5, or an empty cell"),
    ],
)
def test_each_item_has_its_own_answers(name: str, column: str, cell: str, message: str) -> None:
    told = refused(f"id,{name}_{column}\nP1,{cell}\n", name)
    assert told.startswith(f"forms.csv, row 2 (the header is row 1), column {name}_{column}: ")
    assert message in told


def test_negative_and_broken_scores_are_written_as_they_are() -> None:
    (row,) = scored("eq5d5l", "q1,q2,q3,q4,q5,q6\n5,5,5,5,5,999\n")
    assert (row["index_poland"], row["profile"], row["vas"], row["vas_status"]) == ("-0.59", "55555", "", "not_scored")
    (row,) = scored("bmq_specific", ",".join(f"q{n}" for n in range(1, 11)) + "\n1,5,1,1,5,5,1,5,5,1\n")
    assert (row["necessity"], row["concerns"], row["differential"]) == ("5", "25", "-20")
    (row,) = scored("ors", "q1,q2,q3,q4\n0.1,0.2,0.3,0.4\n")
    assert row["total"] == "1"


def test_the_wrong_instrument_is_told_by_its_columns() -> None:
    assert "column 'phq9_q1': unknown column" in refused(HEAD + GOOD, "gad7")
    assert "column 'phq9_q9': unknown column" in refused("q1,phq9_q9\n1,1\n", "phq8")
