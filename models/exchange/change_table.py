"""A long table of scores from a CSV file, one row a person and visit; a wrong cell refuses the whole."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from instruments.errors import BadTable
from models.criteria.change.errors import NotComputable
from models.criteria.change.scores import Scores, long_table
from models.exchange.strict_table import FIGURE, Row, table_rows

LONGEST_NAME = 120  # letters of a group or a visit
TOLD_EVERY = 100_000  # rows
FIRST_ROW = 2  # of the file: the header is row 1


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of the file holds what."""

    id: str
    time: str
    outcome: str
    group: str | None = None

    def needed(self) -> dict[str, str]:
        """Each column with the option that names it."""
        named = {self.id: "--id", self.time: "--time", self.outcome: "--outcome"}
        return named if self.group is None else {**named, self.group: "--group"}

    def shared(self) -> list[str]:
        """Columns that were named for two purposes."""
        names = [self.id, self.time, self.outcome, *([] if self.group is None else [self.group])]
        return sorted({name for name in names if names.count(name) > 1})


def read_scores(stream: BinaryIO, file: str, columns: Columns, tell: Callable[[int], None] | None = None) -> Scores:
    """The whole table. An empty score is a missing one; an empty group leaves the person without one.

    `tell` hears every so often how many rows have been read.
    """
    people: list[str] = []
    visits: list[str] = []
    scores: list[float] = []
    groups: list[str] = []
    checked: set[str] = set()
    visit_names: dict[str, str] = {}
    for row in table_rows(stream, file, columns.needed()):
        if tell and row.number % TOLD_EVERY == 0:
            tell(row.number)
        who = row.cells[columns.id]
        if who not in checked:
            checked.add(row.text(columns.id))
        people.append(who)
        visits.append(_visit(row, columns.time, visit_names))
        score = row.figure(columns.outcome)
        scores.append(math.nan if score is None else score)
        if columns.group is not None:
            groups.append(row.text(columns.group, LONGEST_NAME) if row.cells[columns.group] else "")
    try:
        return long_table(people, visits, scores, None if columns.group is None else groups)
    except NotComputable as refused:
        raise in_file(refused, file, columns) from None


def in_file(refused: NotComputable, file: str, columns: Columns) -> BadTable:
    """The same refusal with the row and the column of the file."""
    names = {"time": columns.time, "score": columns.outcome, "group": columns.group}
    column = names.get(refused.place) or None
    return BadTable(file, refused.message, None if refused.row is None else refused.row + FIRST_ROW, column)


def _visit(row: Row, column: str, known: dict[str, str]) -> str:
    """The name of a visit; numbers by their value, so that 1 and 1.0 are the same."""
    cell = row.cells[column]
    if cell not in known:
        name = row.text(column, LONGEST_NAME)
        known[cell] = repr(float(name)).removesuffix(".0") if FIGURE.fullmatch(name) else name
    return known[cell]
