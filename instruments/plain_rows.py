"""Rows of a CSV file in which nothing is in quotes, cut up by arrays: what most files of answers are.

Whatever is not as plain as that is answered with None: the careful reader then reads it again and says what is wrong.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

COMMA, END = 44, 10
LONGEST = 131_072  # bytes in a cell: a longer one is left to the careful reader, which takes so many characters
Places = NDArray[np.intp]


class PlainRows:
    """Some whole lines, each with the same number of cells."""

    def __init__(self, text: bytes, starts: Places, ends: Places) -> None:
        self._text, self._signs = text, np.frombuffer(text, np.uint8)
        self._starts, self._ends = starts, ends

    def __len__(self) -> int:
        return len(self._starts)

    def cells(self, column: int) -> Sequence[str]:
        """A column as it stands."""
        spans = zip(self._starts[:, column].tolist(), self._ends[:, column].tolist(), strict=True)
        return [self._text[start:end].decode() for start, end in spans]

    def values(self, column: int, lookup: Mapping[str, float]) -> NDArray[np.float64] | None:
        """A column as numbers by `lookup`; None where a cell is not in it. Cells of one sign are looked up together."""
        starts, lengths = self._starts[:, column], self._ends[:, column] - self._starts[:, column]
        known, meanings = _by_sign(lookup)
        signs = self._signs[starts]  # of an empty cell, this is the separator after it: not used
        if not known[signs[lengths == 1]].all():
            return None
        values = np.where(lengths == 1, meanings[signs], np.nan)  # an empty cell is no answer
        longer = np.flatnonzero(lengths > 1)
        for place in longer.tolist():
            start = starts[place]
            meaning = lookup.get(self._text[start : start + lengths[place]].decode())
            if meaning is None:
                return None
            values[place] = meaning
        return values


def _by_sign(lookup: Mapping[str, float]) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    known, meanings = np.zeros(256, np.bool_), np.full(256, np.nan)
    for text, meaning in lookup.items():
        if len(text) == 1:
            known[ord(text)], meanings[ord(text)] = True, meaning
    return known, meanings


def cut(piece: bytes, width: int) -> PlainRows | None:
    """The rows of a piece, or None where it holds quotes, lone carriage returns, or a line of another width."""
    if width < 2 or b'"' in piece:
        return None  # in a table of one column, an empty line could be a form or none
    text = piece.replace(b"\r\n", b"\n") if b"\r" in piece else piece
    text = text if text.endswith(b"\n") else text + b"\n"
    signs = np.frombuffer(text, np.uint8)
    marks = np.flatnonzero((signs == COMMA) | (signs == END))
    if b"\r" in text or len(marks) % width:
        return None
    rows = len(marks) // width
    ends = marks.reshape(rows, width)
    if (signs[ends[:, -1]] != END).any() or (signs[ends[:, :-1]] != COMMA).any():
        return None
    starts = np.concatenate(([0], marks[:-1] + 1)).reshape(rows, width)
    return None if (ends - starts > LONGEST).any() else PlainRows(text, starts, ends)
