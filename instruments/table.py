"""A table of answers as a CSV file, read so strictly that nothing wrong can be scored by accident."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from instruments.errors import BadTable
from instruments.frame import PASS_THROUGH, item_columns
from instruments.instrument import Instrument
from instruments.item import Item
from instruments.pieces import pieces
from instruments.plain_rows import cut

CHUNK = 8192  # rows at a time, where rows are read one by one
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
        self._pieces = pieces(stream, file)
        self._header = self._read_header()
        self._check_header(self._header)
        self.kept = [name for name in self._header if name in PASS_THROUGH]
        self._kept_places = [self._header.index(name) for name in self.kept]
        self._places = self._find_items(self._header)
        self._lookups = {item: _lookup(instrument.item(item)) for item in self._places}

    def __iter__(self) -> Iterator[Chunk]:
        row = 2
        for piece in self._pieces:
            chunk = self._plain(piece)
            if chunk is None:
                yield from self._careful(chain([piece], self._pieces), row)
                return
            yield chunk
            row += chunk.answers.shape[1]

    def _read_header(self) -> list[str]:
        """The first row. What follows it in the first piece is put back before the others."""
        first = next(self._pieces, b"")
        line, _, rest = first.partition(b"\n")
        self._pieces = chain([rest] if rest else [], self._pieces)
        try:
            return next(csv.reader([line.decode()], strict=True), [])
        except csv.Error as error:
            raise BadTable(self.file, f"no CSV: {error}", 1) from error

    def _plain(self, piece: bytes) -> Chunk | None:
        """The rows of a piece in which every line is plain and every answer an answer; otherwise None."""
        rows = cut(piece, len(self._header))
        if rows is None:
            return None
        values = {item: rows.values(place, self._lookups[item]) for item, place in self._places.items()}
        if any(column is None for column in values.values()):
            return None
        return self._chunk([rows.cells(place) for place in self._kept_places], values, len(rows))

    def _careful(self, rest: Iterable[bytes], row: int) -> Iterator[Chunk]:
        """The rows of all that is left, read one by one, the first of them being `row` of the file."""
        for rows in self._batches(rest, row):
            self._check_widths(rows, row)
            columns = list(zip(*rows, strict=True))
            values = {item: self._values(item, columns[place], row) for item, place in self._places.items()}
            yield self._chunk([columns[place] for place in self._kept_places], values, len(rows))
            row += len(rows)

    def _batches(self, rest: Iterable[bytes], row: int) -> Iterator[list[list[str]]]:
        """Rows, some at a time; the last line of the file may be blank."""
        lines = chain.from_iterable(io.StringIO(piece.decode(), newline="") for piece in rest)
        reader = csv.reader(lines, strict=True)
        held: list[list[str]] = []
        while True:
            try:
                rows = held + list(islice(reader, CHUNK))
            except csv.Error as error:
                raise BadTable(self.file, f"no CSV: {error}", row + reader.line_num - 1) from error
            if len(rows) == len(held):
                return
            held = [rows.pop()] if rows[-1] == [] else []
            if rows:
                yield rows

    def _chunk(self, kept: list[Cells], values: Mapping[str, NDArray[np.float64] | None], count: int) -> Chunk:
        answers = np.full((len(self.instrument.items), count), np.nan)
        for row, item in enumerate(self.instrument.items):
            column = values.get(item.id)
            if column is not None:
                answers[row] = column
        return Chunk(kept, answers)

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
        width = len(self._header)
        if set(map(len, rows)) != {width}:
            place = next(place for place, row in enumerate(rows) if len(row) != width)
            raise BadTable(self.file, f"{len(rows[place])} cells; {width} expected, as in the header", first + place)

    def _values(self, item: str, cells: Cells, first: int) -> NDArray[np.float64]:
        lookup = self._lookups[item]
        try:
            return np.fromiter(map(lookup.__getitem__, cells), np.float64, len(cells))
        except KeyError as error:
            place = next(place for place, cell in enumerate(cells) if cell not in lookup)
            allowed = f"{kind_of(cells[place])}; allowed: {_allowed(self.instrument.item(item))}"
            raise BadTable(self.file, allowed, first + place, self._header[self._places[item]]) from error


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
    codes = [f"{code:g} (not assessed)" for code in item.not_answered]
    return ", ".join([item.allowed, *codes, "or an empty cell"])


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
