"""Plain files are cut up by arrays, a thousand cells at once; whatever is not plain is left to the careful reader."""

import gc
import io
import math
from collections.abc import Iterator

import pytest

from instruments import shelf
from instruments.plain_rows import LONGEST, cut
from instruments.score_table import NUMBERS, _without_cycle_search, score_table
from instruments.table import CHUNK, Table
from tests.instruments.forms import scored

LOOKUP = {"": math.nan, "0": 0.0, "1": 1.0, "2": 2.0, "2.0": 2.0, "10": 10.0}


@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
@pytest.mark.parametrize("last", [b"", b"end"])
def test_cells_and_answers_by_column(ends: bytes, last: bytes) -> None:
    rows = cut(ends.join([b"a,1,", b",2.0,10", b"\xc3\xa9e,,0"]) + (ends if last else b""), 3)
    assert rows is not None
    assert len(rows) == 3
    assert list(rows.cells(0)) == ["a", "", "ée"]
    middle, right = rows.values(1, LOOKUP), rows.values(2, LOOKUP)
    assert middle is not None
    assert right is not None
    assert [str(value) for value in middle] == ["1.0", "2.0", "nan"]
    assert [str(value) for value in right] == ["nan", "10.0", "0.0"]


@pytest.mark.parametrize("cell", [b"3", b"x", b" ", b"11", b"2.", b"01", b"1\xc2\xa0", b"\xc2\xb2"])
def test_an_answer_that_is_none_is_left_to_the_careful_reader(cell: bytes) -> None:
    rows = cut(b"a,1\nb," + cell + b"\nc,\n", 2)
    assert rows is not None
    assert rows.values(1, LOOKUP) is None


@pytest.mark.parametrize(
    "piece, width",
    [
        (b'a,"1"\n', 2),
        (b"a,1\rb,1\r", 2),
        (b"a,1\r\nb\r,1\r\n", 2),
        (b"a,1\nb\n", 2),
        (b"a,1\nb,1,1\n", 2),
        (b"a\nb,1,1\n", 2),  # as many separators as there should be, not where they should be
        (b"a,1,2\n3\n", 2),
        (b"a,1,2,3\n", 2),  # no line ends where the first one should
        (b"a\n1\nb,1\n", 2),  # lines end where no one should
        (b"a,1\n2\n", 3),
        (b"a,1\n\n", 2),
        (b"1\n2\n", 1),  # in a table of one column, an empty line could be a form or none
    ],
)
def test_what_is_not_plain(piece: bytes, width: int) -> None:
    assert cut(piece, width) is None


def test_cells_may_be_long_but_not_monstrous() -> None:
    rows = cut(b"x" * LONGEST + b",1\n", 2)
    assert rows is not None
    assert len(rows.cells(0)[0]) == LONGEST == 131_072
    assert cut(b"x" * (LONGEST + 1) + b",1\n", 2) is None
    assert cut(b"1," + b"x" * (LONGEST + 1) + b"\n", 2) is None


def test_a_plain_file_is_read_without_the_careful_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """The results would be the same: nobody would notice, except those who wait."""

    def careful(self: Table, rest: object, row: int) -> Iterator[object]:
        raise AssertionError(f"row {row} was read carefully")

    monkeypatch.setattr(Table, "_careful", careful)
    text = "id,on,sidas_q1,sidas_q2,sidas_q3,sidas_q4,sidas_q5\r\n" + "P1,2026-01-01,3,10,10.0,,0\r\n" * 3
    assert [row["total_answered"] for row in scored("sidas", text)] == ["4"] * 3


class Told(io.RawIOBase):
    """A file that remembers what has reached it."""

    def __init__(self) -> None:
        self.held = b""

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        self.held += bytes(data)  # type: ignore[call-overload]
        return len(bytes(data))  # type: ignore[call-overload]


def test_progress_counts_forms_and_the_output_is_out_when_it_ends() -> None:
    told: list[int] = []
    file = Told()
    forms = 3 * CHUNK
    text = b"id,pgic_change\n" + b'"1",2\n' * forms
    score_table(io.BytesIO(text), shelf()["pgic"], "forms.csv", io.BufferedWriter(file), told.append)
    assert told == [CHUNK, 2 * CHUNK, 3 * CHUNK]
    assert file.held.count(b"\n") == forms + 1


@pytest.mark.parametrize("searched", [True, False])
def test_the_search_for_cycles_is_as_it_was_afterwards(searched: bool) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if searched else gc.disable)()
        with pytest.raises(ZeroDivisionError), _without_cycle_search():
            assert not gc.isenabled()
            raise ZeroDivisionError
        assert gc.isenabled() is searched
    finally:
        (gc.enable if before else gc.disable)()


def test_scores_as_text() -> None:
    given = [7.0, -3.0, 0.0, 13.3333333333, -0.59, math.inf]
    assert [NUMBERS[value] for value in given] == ["7", "-3", "0", "13.3333333333", "-0.59", ""]
