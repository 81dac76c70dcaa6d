"""A table of text cells from a CSV file in which nothing can shift, vanish or turn into something else unseen."""

import csv
import io
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import BinaryIO

from instruments.errors import BadTable
from instruments.pieces import pieces
from instruments.table import kind_of

MOST_ROWS = 100_000
LONGEST_TEXT = 40
NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,6})?")
LARGEST = 1e12
FIGURE = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright strokes"}


@dataclass(frozen=True)
class Row:
    """One row by column name. What a cell may not hold is a BadTable that names row and column, never the cell."""

    file: str
    number: int
    cells: dict[str, str]

    def refuse(self, column: str, message: str) -> BadTable:
        """The error to raise about one cell of this row."""
        return BadTable(self.file, message, self.number, column)

    def text(self, column: str, longest: int = LONGEST_TEXT) -> str:
        """A short text that is not empty, such as a record number."""
        cell = self.cells[column]
        if not cell.strip():
            raise self.refuse(column, "empty; a text is needed")
        if cell != cell.strip() or any(ord(sign) < 32 for sign in cell):
            raise self.refuse(column, "blank space around the text or a line break in it; a plain text is needed")
        if len(cell) > longest:
            raise self.refuse(column, f"a text of {len(cell)} characters; at most {longest}")
        if cell[0] in "=+@":
            raise self.refuse(column, "a text that begins like a formula; allowed: any other first character")
        if is_garbled(cell):
            raise self.refuse(column, "letters garbled by an earlier conversion; save the original as UTF-8")
        return cell

    def numeric(self, column: str, low: float, high: float) -> float | None:
        """A number within the range; None for an empty cell."""
        cell = self.cells[column]
        if cell == "":
            return None
        if not NUMBER.fullmatch(cell):
            kind = "a whole number too long" if cell.lstrip("-").isdecimal() else kind_of(cell)
            raise self.refuse(
                column, f"{kind}; allowed: a number from {low:g} to {high:g} with a decimal point, or an empty cell"
            )
        value = float(cell)
        if not low <= value <= high:
            raise self.refuse(column, f"a number out of range; allowed: from {low:g} to {high:g}, or an empty cell")
        return value

    def figure(self, column: str) -> float | None:
        """Any number, also as statistics programs write it (1e-05); None for an empty cell."""
        cell = self.cells[column]
        if cell == "":
            return None
        value = float(cell) if FIGURE.fullmatch(cell) else math.nan
        if not abs(value) <= LARGEST:
            kind = kind_of(cell) if math.isnan(value) else "a number out of range"
            raise self.refuse(column, f"{kind}; allowed: a number with a decimal point, or an empty cell")
        return value

    def whole(self, column: str, low: int, high: int) -> int:
        """A whole number within the range; an empty cell is refused."""
        value = self.numeric(column, low, high)
        if value is None or value != int(value):
            raise self.refuse(column, f"{'empty' if value is None else 'not whole'}; a whole number is needed")
        return int(value)

    def day(self, column: str) -> date:
        """A calendar day, written 2026-11-01."""
        cell = self.cells[column]
        try:
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
                raise ValueError(column)
            return date.fromisoformat(cell)
        except ValueError:
            raise self.refuse(column, "not a day; allowed: a day such as 2026-11-01") from None


def read_table(stream: BinaryIO, file: str, needed: Sequence[str]) -> list[Row]:
    """Every row of the file. The needed columns must be there by exactly these names; others are left alone."""
    return list(table_rows(stream, file, dict.fromkeys(needed, "the mapping"), MOST_ROWS))


def table_rows(
    stream: BinaryIO, file: str, needed: Mapping[str, str], most: int | None = None, separator: str = ","
) -> Iterator[Row]:
    """The same row by row, so that a long file is never in memory as a whole; `needed`: column, and what names it."""
    lines = chain.from_iterable(io.StringIO(piece.decode(), newline="") for piece in pieces(stream, file))
    rows = _rows(csv.reader(lines, strict=True, delimiter=separator), file)
    header = next(rows, [])
    _check_header(header, file, needed, separator)
    number = 1
    for number, cells in enumerate(rows, start=2):
        if len(cells) != len(header):
            raise BadTable(file, f"{len(cells)} cells; {len(header)} expected, as in the header", number)
        if most is not None and number > most:
            raise BadTable(file, f"more rows than can be imported at once: {most}", number)
        yield Row(file, number, dict(zip(header, cells, strict=True)))
    if number == 1:
        raise BadTable(file, "a header and nothing else; rows expected")


def _rows(reader: Iterator[list[str]], file: str) -> Iterator[list[str]]:
    """The rows; a blank line is allowed at the very end alone."""
    blank_at = None
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise BadTable(file, f"no CSV: {error}", number) from error
        if blank_at is not None:
            raise BadTable(file, "a blank line", blank_at)
        if cells:
            yield cells
        else:
            blank_at = number


def _check_header(header: Sequence[str], file: str, needed: Mapping[str, str], separator: str) -> None:
    if not any(header):
        raise BadTable(file, f"empty; a header with the columns {', '.join(needed)} expected", 1)
    for sign, name in SEPARATORS.items():
        if len(header) == 1 and sign != separator and sign in header[0]:
            expected = SEPARATORS[separator]
            raise BadTable(file, f"the columns are separated by {name}; {expected} expected", 1)
    for place, name in enumerate(header):
        if name in header[:place]:
            raise BadTable(file, "this name stands twice", 1, repr(name[:LONGEST_TEXT]))
    for name, named_by in needed.items():
        if name not in header:
            like = [each for each in header if each.strip().casefold() == name.casefold()]
            hint = f"; {like[0]!r} is written differently" if like else ""
            raise BadTable(file, f"{named_by} names it and the file lacks it{hint}", 1, repr(name))


def is_garbled(text: str) -> bool:
    """True for UTF-8 that somebody once read as a Western code page: Ã© where é was meant."""
    if text.isascii():
        return False
    try:
        return text.encode("cp1252").decode("utf-8") != text
    except UnicodeError:
        return False
