"""Scores for a whole file of forms: read, scored and written a piece at a time, and nothing shown if any of it is wrong."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from tempfile import SpooledTemporaryFile
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from instruments.instrument import Instrument
from instruments.scoring import STATUS, ScaleScores, flag_codes, flag_texts, score_arrays
from instruments.table import Chunk, Table

IN_MEMORY = 4 << 20  # bytes of output before it goes to a temporary file
MUST_QUOTE = frozenset(',"\r\n')


def score_table(
    stream: BinaryIO, instrument: Instrument, file: str, out: BinaryIO, progress: Callable[[int], None] | None = None
) -> None:
    """Writes the scores of a CSV file of answers to `out`. Raises BadTable, and then has written nothing.

    `progress` is told after each piece how many forms have been scored.
    """
    table, forms = Table(stream, instrument, file), 0
    with SpooledTemporaryFile(max_size=IN_MEMORY) as spool:
        spool.write((",".join(header_of(table)) + "\n").encode())
        for chunk in table:
            spool.write(_lines(instrument, chunk).encode())
            forms += chunk.answers.shape[1]
            if progress is not None:
                progress(forms)
        spool.seek(0)
        shutil.copyfileobj(spool, out)
    out.flush()


def header_of(table: Table) -> list[str]:
    names = [scale.id for scale in table.instrument.scales]
    scores = [f"{name}{part}" for name in names for part in ("", "_answered", "_status", "_band")]
    return [*table.kept, *scores, "flags"]


def _lines(instrument: Instrument, chunk: Chunk) -> str:
    scores = score_arrays(instrument, chunk.answers)
    columns = [_quoted(column) for column in chunk.kept]
    for scale in instrument.scales:
        columns += _score_cells(scores[scale.id], [band.name for band in scale.bands])
    columns.append(_named(flag_texts(instrument), flag_codes(instrument, chunk.answers, scores)))
    return "\n".join(map(",".join, zip(*columns, strict=True))) + "\n"


def _score_cells(scores: ScaleScores, bands: list[str]) -> Iterator[Sequence[str]]:
    known, place = np.unique(scores.value, return_inverse=True)
    yield _named([number_text(value) for value in known.tolist()], place)
    yield list(map(str, scores.answered.tolist()))
    yield _named([status.value for status in STATUS], scores.status)
    yield _named(_quoted([*bands, ""]), scores.band)


def _named(names: Sequence[str], codes: NDArray[np.signedinteger]) -> Sequence[str]:
    """The name of each code; a code of -1 means the last name."""
    return list(map(names.__getitem__, codes.tolist()))


def number_text(value: float) -> str:
    """A score as text: no decimals where there are none, nothing where there is no score."""
    if value != value:
        return ""
    return str(int(value)) if value == int(value) else repr(value)


def _quoted(cells: Sequence[str]) -> Sequence[str]:
    """Cells as they stood, in quotes where CSV needs them."""
    if MUST_QUOTE.isdisjoint("".join(cells)):
        return cells
    return [cell if MUST_QUOTE.isdisjoint(cell) else '"' + cell.replace('"', '""') + '"' for cell in cells]
