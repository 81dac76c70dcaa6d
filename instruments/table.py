"""A table of answers as a CSV file, read so strictly that nothing wrong can be scored by accident."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from instruments.errors import BadTable
from instruments.instrument import Instrument
from instruments.item import Item
from instruments.scoring import PASS_THROUGH, item_columns

CHUNK = 8192  # rows at a time: what is in memory does not grow with the file
PIECE = 1 << 18  # bytes at a time
Cells = Sequence[str]


@dataclass(frozen=True)
class Chunk:
    """Some rows: the pass-through columns as they stood, and the answers as items × rows, NaN for an empty cell."""

    kept: list[Cells]
    answers: NDArray[np.float64]


class Table:
    """An open table of one instrument's answers. Everything that it refuses is a BadTable."""

    def __init__(self, stream: BinaryIO, instrument: Instrument, file: str) -> None:
        self.instrument, self.file = instrument, file
        self._rows = csv.reader(chain.from_iterable(_texts(stream, file)), strict=True)
        header = next(self._batches(1), [[]])[0]
        self._check_header(header)
        self._width, self._header = len(header), header
        self.kept = [name for name in header if name in PASS_THROUGH]
        self._kept_places = [header.index(name) for name in self.kept]
        self._places = self._find_items(header)
        self._lookups = {item: _lookup(instrument.item(item)) for item in self._places}

    def __iter__(self) -> Iterator[Chunk]:
        row = 2
        for rows in self._batches(CHUNK):
            self._check_widths(rows, row)
            yield self._chunk(rows, row)
            row += len(rows)

    def _batches(self, size: int) -> Iterator[list[list[str]]]:
        """Rows, `size` at a time; the last line may be blank."""
        held: list[list[str]] = []
        while True:
            try:
                rows = held + list(islice(self._rows, size - len(held)))
            except csv.Error as error:
                raise BadTable(self.file, f"no CSV: {error}", self._rows.line_num) from error
            held = [rows.pop()] if rows and rows[-1] == [] else []
            if rows:
                yield rows
            elif held and (more := next(self._rows, None)) is not None:
                yield [held.pop(), more]
            else:
                return

    def _check_header(self, header: Cells) -> None:
        if not any(header):
            raise BadTable(self.file, f"empty; {self._wanted()} expected", 1)
        for sign, name in ((";", "semicolons"), ("\t", "tabs")):
            if len(header) == 1 and sign in header[0]:
                raise BadTable(self.file, f"the columns are separated by {name}; commas expected", 1)
        for place, name in enumerate(header):
            if name in header[:place]:
                raise BadTable(self.file, "this name stands twice", 1, _shown(name))

    def _wanted(self) -> str:
        first, last = self.instrument.items[0].id, self.instrument.items[-1].id
        return f"a header with columns such as id, {self.instrument.id}_{first} … {self.instrument.id}_{last}"

    def _find_items(self, header: list[str]) -> dict[str, int]:
        known = {name for item in self.instrument.by_id for name in (item, f"{self.instrument.id}_{item}")}
        for name in header:
            if name not in known and name not in PASS_THROUGH:
                allowed = f"allowed: {', '.join(PASS_THROUGH)}, {', '.join(self.instrument.by_id)}"
                raise BadTable(
                    self.file, f"unknown column; {allowed}, each also as {self.instrument.id}_…", 1, _shown(name)
                )
        try:
            places = item_columns(self.instrument, header)
        except KeyError as error:
            raise BadTable(self.file, str(error.args[0]), 1) from error
        if not any(item.id in places for item in self.instrument.items):
            raise BadTable(self.file, f"no column with answers; {self._wanted()} expected", 1)
        return places

    def _check_widths(self, rows: list[list[str]], first: int) -> None:
        if set(map(len, rows)) == {self._width}:
            return
        place = next(place for place, row in enumerate(rows) if len(row) != self._width)
        message = f"{len(rows[place])} cells; as many as the header expected: {self._width}"
        raise BadTable(self.file, message, first + place)

    def _chunk(self, rows: list[list[str]], first: int) -> Chunk:
        columns = list(zip(*rows, strict=True))
        answers = np.full((len(self.instrument.items), len(rows)), np.nan)
        order = {item.id: row for row, item in enumerate(self.instrument.items)}
        for item, place in self._places.items():
            values = self._values(item, columns[place], first)
            if item in order:
                answers[order[item]] = values
        return Chunk([columns[place] for place in self._kept_places], answers)

    def _values(self, item: str, cells: Cells, first: int) -> NDArray[np.float64]:
        lookup = self._lookups[item]
        try:
            return np.fromiter(map(lookup.__getitem__, cells), np.float64, len(cells))
        except KeyError as error:
            place = next(place for place, cell in enumerate(cells) if cell not in lookup)
            allowed = f"{kind_of(cells[place])}; allowed: {_allowed(self.instrument.item(item))}"
            raise BadTable(self.file, allowed, first + place, self._header[self._places[item]]) from error


def _texts(stream: BinaryIO, file: str) -> Iterator[io.StringIO]:
    """The file in pieces of whole lines, as text; anything but clean UTF-8 is refused."""
    row, start = 1, True
    while piece := stream.read(PIECE):
        piece += stream.readline()
        if start and piece.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise BadTable(file, "written as UTF-16; save it as UTF-8")
        text = _text(piece.removeprefix(b"\xef\xbb\xbf") if start else piece, file, row)
        yield io.StringIO(text, newline="")
        row, start = row + piece.count(b"\n"), False


def _text(piece: bytes, file: str, row: int) -> str:
    if b"\0" in piece:
        before = piece[: piece.index(b"\0")]
        raise BadTable(file, "a NUL byte (UTF-16, perhaps); save it as UTF-8", row + before.count(b"\n"))
    try:
        return piece.decode("utf-8")
    except UnicodeDecodeError as error:
        before = piece[: error.start]
        raise BadTable(file, "a character that is not UTF-8; save it as UTF-8", row + before.count(b"\n")) from None


def _lookup(item: Item) -> dict[str, float]:
    """What a cell may say, and what it means. 2 may be written 2.0, as spreadsheets do to columns with gaps."""
    meanings = {"": float("nan")}
    for value in (*item.values, *item.not_answered):
        meaning = float("nan") if value in item.not_answered else float(value)
        meanings[f"{value:.10g}"] = meaning
        if value == int(value):
            meanings[f"{int(value)}.0"] = meaning
    return meanings


def _allowed(item: Item) -> str:
    codes = "".join(f", {code:g} (not assessed)" for code in item.not_answered)
    return f"{item.allowed}{codes}, or an empty cell"


KINDS: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("blank space", str.isspace),
    ("blank space around a value", lambda cell: cell != cell.strip()),
    ("true or false", re.compile(r"(?i:true|false)").fullmatch),
    ("a word for a missing value", re.compile(r"(?i:n/?a|nan|null|none|missing|\.)").fullmatch),
    ("no finite number", re.compile(r"(?i:[+-]?inf(inity)?)").fullmatch),
    ("a whole number outside the choices", re.compile(r"-?[0-9]+(\.0*)?").fullmatch),
    ("a number that is not whole", re.compile(r"-?[0-9]*\.[0-9]+").fullmatch),
    ("a number in another notation", re.compile(r"[+-]?[0-9]*[.,]?[0-9]+(e[+-]?[0-9]+)?", re.IGNORECASE).fullmatch),
    ("a number in digits other than 0-9", str.isnumeric),
)


def kind_of(cell: str) -> str:
    """What a refused cell holds, in words that do not repeat it: it may be somebody's answer."""
    return next((kind for kind, fits in KINDS if fits(cell)), "text, not a number")


def _shown(name: str) -> str:
    return repr(name if len(name) <= 40 else name[:40] + "…")
