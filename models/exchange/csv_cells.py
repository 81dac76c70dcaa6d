"""Text in the cells of a table, so that no spreadsheet takes it for a formula and it still comes back as it was."""

from collections.abc import Iterable
from enum import Enum

# What a spreadsheet takes for the beginning of a formula, with the full-width forms of the same signs.
SIGNS = frozenset("=+-@\t\r\0\uff1d\uff0b\uff0d\uff20")


def safe(text: str) -> str:
    """With an apostrophe before whatever begins like a formula, or would look as if it had been given one here."""
    return f"'{text}" if text.lstrip("'")[:1] in SIGNS and text.lstrip("'") else text


def original(cell: str) -> str:
    """The text that `safe` was given."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'")[:1] in SIGNS and cell.lstrip("'") else cell


def cell_of(value: object) -> str:
    """A value as a cell: numbers stay numbers, yes and no are words, what is not known is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, int | float):
        return repr(value)
    return safe(str(value))


def line_of(values: Iterable[object]) -> str:
    """One line of the table with its end, in quotes where CSV needs them."""
    return ",".join(_quoted(cell_of(value)) for value in values) + "\n"


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in ',"\r\n') else cell
