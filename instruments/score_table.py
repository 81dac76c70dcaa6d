"""Scores for a whole file of forms, a piece at a time; nothing is shown if any of it is wrong."""

import gc
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from tempfile import SpooledTemporaryFile
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from instruments.instrument import Instrument
from instruments.scale import Scale
from instruments.scoring import STATUS, ScaleScores, flag_codes, flag_texts, score_arrays
from instruments.table import Cells, Chunk, Table

IN_MEMORY = 4 << 20  # bytes of output before it goes to a temporary file
MOST_ITEMS = 127  # no scale that another one is looked up from has more
MUST_QUOTE = frozenset(',"\r\n')


def score_table(
    stream: BinaryIO, instrument: Instrument, file: str, out: BinaryIO, progress: Callable[[int], None] | None = None
) -> None:
    """Writes the scores of a CSV file of answers to `out`. Raises BadTable, and then has written nothing.

    `progress` is told after each piece how many forms have been scored.
    """
    table, forms = Table(stream, instrument, file), 0
    with SpooledTemporaryFile(max_size=IN_MEMORY) as spool, _without_cycle_search():
        spool.write((",".join(header_of(table)) + "\n").encode())
        for chunk in table:
            spool.write(_lines(instrument, chunk).encode())
            forms += chunk.answers.shape[1]
            if progress is not None:
                progress(forms)
        spool.seek(0)
        shutil.copyfileobj(spool, out)
    out.flush()


@contextmanager
def _without_cycle_search() -> Iterator[None]:
    """Rows and cells make no cycles, and looking for some among millions of them takes half the time."""
    searched = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searched:
            gc.enable()


def header_of(table: Table) -> list[str]:
    names = [scale.id for scale in table.instrument.scales]
    scores = [f"{name}{part}" for name in names for part in ("", "_answered", "_status", "_band")]
    return [*table.kept, *scores, "flags"]


def _lines(instrument: Instrument, chunk: Chunk) -> str:
    scores = score_arrays(instrument, chunk.answers)
    columns = [_quoted(column) for column in chunk.kept]
    for scale in instrument.scales:
        columns += _score_cells(scale, scores[scale.id])
    columns.append(_named(flag_texts(instrument), flag_codes(instrument, chunk.answers, scores)))
    return "\n".join(map(",".join, zip(*columns, strict=True))) + "\n"


def _score_cells(scale: Scale, scores: ScaleScores) -> list[Cells]:
    """The four cells of one scale, in one text where the scores are whole numbers, since few combinations occur."""
    others = _others(scale)
    code = (scores.answered.astype(np.int64) * len(STATUS) + scores.status) * (len(scale.bands) + 1) + scores.band + 1
    below = np.floor(scale.range[0]) - 1  # stands for no score
    values = np.nan_to_num(scores.value, nan=below)
    whole = values.astype(np.int64)
    if (whole == values).all():
        return [list(map(_cells(scale).__getitem__, ((whole - int(below)) * len(others) + code).tolist()))]
    return [list(map(NUMBERS.__getitem__, np.where(values == below, np.inf, values).tolist())), _named(others, code)]


class WholeCells(dict[int, str]):
    """The cells of a scale for whole scores, each made when it is first asked for."""

    def __init__(self, scale: Scale) -> None:
        super().__init__()
        self._others, self._below = _others(scale), int(np.floor(scale.range[0])) - 1

    def __missing__(self, key: int) -> str:
        step, code = divmod(key, len(self._others))
        self[key] = text = f"{step + self._below if step else ''},{self._others[code]}"
        return text


@lru_cache(maxsize=256)
def _cells(scale: Scale) -> WholeCells:
    return WholeCells(scale)


@lru_cache(maxsize=256)
def _others(scale: Scale) -> Cells:
    """`answered,status,band` for every combination, the band changing first, then the status."""
    bands = _quoted(["", *(band.name for band in scale.bands)])
    count = max(len(scale.items), MOST_ITEMS if scale.of else 0) + 1
    return [f"{answered},{status},{band}" for answered in range(count) for status in STATUS for band in bands]


def _named(names: Cells, codes: NDArray[np.int64]) -> Cells:
    return list(map(names.__getitem__, codes.tolist()))


class NumberTexts(dict[float, str]):
    """Scores as text: no decimals where there are none; infinity stands for no score and is an empty cell."""

    def __missing__(self, value: float) -> str:
        if value == np.inf:
            return ""
        self[value] = text = str(int(value)) if value == int(value) else repr(value)
        return text


NUMBERS = NumberTexts()


def _quoted(cells: Cells) -> Cells:
    """Cells as they stood, in quotes where CSV needs them."""
    if MUST_QUOTE.isdisjoint("".join(cells)):
        return cells
    return [cell if MUST_QUOTE.isdisjoint(cell) else '"' + cell.replace('"', '""') + '"' for cell in cells]
