"""What is wrong with a table of many patients, told by row and column and never by the value itself."""

from typing import NamedTuple


class Flaw(NamedTuple):
    """One cell that cannot be read; `row` is the table's own count from 1, None where a whole column is meant."""

    row: int | None
    column: str
    message: str

    @property
    def where(self) -> str:
        return f"column {self.column}" if self.row is None else f"row {self.row}, column {self.column}"

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


class BadRegistry(ValueError):
    """A table that cannot be judged; nothing of it is used."""

    def __init__(self, *flaws: Flaw) -> None:
        self.flaws = flaws
        super().__init__("; ".join(map(str, flaws)))

    def __reduce__(self) -> tuple[type["BadRegistry"], tuple[Flaw, ...]]:
        """So that it comes whole out of another process."""
        return BadRegistry, self.flaws
