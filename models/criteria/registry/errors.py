"""What is wrong with a table of many patients, told by row and column and never by the value itself."""

from typing import NamedTuple


class Flaw(NamedTuple):
    """One cell that cannot be read; `row` is the table's own count from 1, None where a whole column is meant."""

    row: int | None
    column: str
    message: str

    def __str__(self) -> str:
        where = "" if self.row is None else f"row {self.row}, "
        return f"{where}column {self.column}: {self.message}"


class BadRegistry(ValueError):
    """A table that cannot be judged; nothing of it is used."""

    def __init__(self, *flaws: Flaw) -> None:
        self.flaws = flaws
        super().__init__("; ".join(map(str, flaws)))
