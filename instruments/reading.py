"""Reading a definition file key by key, so that a slip in it is named with its place instead of scored wrongly."""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from instruments.errors import DefinitionError
from instruments.lines import line_of

Texts = Mapping[str, str]
T = TypeVar("T")


def read_text(path: Path) -> str:
    """The text of a file, or DefinitionError."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DefinitionError(path.name, "", f"cannot be read: {error}") from error


def parse(text: str, file: str) -> dict[str, object]:
    """The values of a TOML file, or DefinitionError with the line that is no TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        raise DefinitionError(file, "", f"is not TOML: {error}", line) from error


@contextmanager
def lines_named(text: str) -> Iterator[None]:
    """Gives every DefinitionError about this text the line that it speaks of."""
    try:
        yield
    except DefinitionError as error:
        if error.line is not None:
            raise
        field = re.match(r"[a-z_.]+(?=: )", error.message)  # a rule about a whole scale names the field first
        line = line_of(text, ".".join([error.place, *([field[0]] if field else [])]))
        raise DefinitionError(error.file, error.place, error.message, line) from None


def _kind(value: object) -> str:
    names = {dict: "a table", list: "a list", str: "text", bool: "true or false", date: "a date"}
    return next((name for kind, name in names.items() if isinstance(value, kind)), "a number")


class Table:
    """One TOML table. Every key must be asked for by name: `finish` refuses what nobody asked for."""

    def __init__(self, values: Mapping[str, object], file: str, place: str = "") -> None:
        self._values, self.file, self.place = values, file, place
        self._asked: set[str] = set()

    def wrong(self, message: str, key: str = "") -> DefinitionError:
        return DefinitionError(self.file, self._at(key), message)

    def _at(self, key: str) -> str:
        return ".".join(part for part in (self.place, key) if part)

    def _of(self, key: str, kinds: tuple[type, ...], wanted: str) -> object:
        """The value under `key`, or None where it is absent. A true/false is no number."""
        self._asked.add(key)
        value = self._values.get(key)
        if value is None:
            return None
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise self.wrong(f"{wanted} expected, found {_kind(value)}", key)
        return value

    def _need(self, key: str, value: T | None, wanted: str) -> T:
        if value is None:
            raise self.wrong(f"missing; {wanted} expected", key)
        return value

    def has(self, key: str) -> bool:
        return key in self._values

    def maybe_text(self, key: str) -> str | None:
        value = self._of(key, (str,), "text")
        if value == "":
            raise self.wrong("empty text", key)
        return str(value) if value is not None else None

    def text(self, key: str) -> str:
        return self._need(key, self.maybe_text(key), "text")

    def word(self, key: str, allowed: Collection[str], default: str | None = None) -> str:
        value = self.maybe_text(key) or default
        if value is None or value not in allowed:
            found = "missing" if value is None else f"{value!r} is not known"
            raise self.wrong(f"{found}; allowed: {', '.join(sorted(allowed))}", key)
        return value

    def maybe_number(self, key: str) -> float | None:
        value = self._of(key, (int, float), "a number")
        return value if isinstance(value, int | float) else None

    def number(self, key: str) -> float:
        return self._need(key, self.maybe_number(key), "a number")

    def flag(self, key: str, default: bool = False) -> bool:
        value = self._of(key, (bool,), "true or false")
        return default if value is None else bool(value)

    def maybe_date(self, key: str) -> date | None:
        value = self._of(key, (date,), "a date such as 2026-01-31")
        return value if isinstance(value, date) else None

    def numbers(self, key: str) -> tuple[float, ...]:
        return tuple(self._each(key, (int, float), "numbers"))  # type: ignore[arg-type]

    def words(self, key: str) -> tuple[str, ...]:
        return tuple(str(value) for value in self._each(key, (str,), "texts"))

    def pair(self, key: str) -> tuple[float, float] | None:
        values = self.numbers(key)
        if values and (len(values) != 2 or values[0] >= values[1]):
            raise self.wrong("two numbers expected, the lower one first", key)
        return (values[0], values[1]) if values else None

    def _each(self, key: str, kinds: tuple[type, ...], wanted: str) -> list[object]:
        values = self._of(key, (list,), f"a list of {wanted}")
        found = list(values) if isinstance(values, list) else []
        for value in found:
            if not isinstance(value, kinds) or isinstance(value, bool):
                raise self.wrong(f"a list of {wanted} expected, found {_kind(value)} in it", key)
        return found

    def maybe_table(self, key: str) -> "Table | None":
        value = self._of(key, (dict,), "a table")
        return Table(value, self.file, self._at(key)) if isinstance(value, dict) else None

    def table(self, key: str) -> "Table":
        return self._need(key, self.maybe_table(key), "a table")

    def tables(self, key: str) -> "list[Table]":
        rows = self._each(key, (dict,), "tables")
        return [Table(r, self.file, f"{self._at(key)}[{n}]") for n, r in enumerate(rows, 1) if isinstance(r, dict)]

    def named_tables(self, key: str) -> "dict[str, Table]":
        outer = self.maybe_table(key)
        return {name: outer.table(name) for name in outer._values} if outer else {}

    def texts(self, key: str) -> Texts:
        """Wording by language; an empty mapping where the definition carries none."""
        inner = self.maybe_table(key)
        return MappingProxyType(inner.all_texts() if inner else {})

    def all_texts(self) -> dict[str, str]:
        """Every key of this table with its text."""
        return {name: self.text(name) for name in self._values}

    def word_lists(self, key: str) -> tuple[tuple[str, ...], ...]:
        """Lists of texts in a list."""
        found = self._each(key, (list,), "lists of texts")
        if any(not isinstance(word, str) for one in found if isinstance(one, list) for word in one):
            raise self.wrong("a list of lists of texts expected", key)
        return tuple(tuple(one) for one in found if isinstance(one, list))

    def number_lists(self, key: str) -> tuple[tuple[float, ...], ...]:
        """Lists of numbers in a list."""
        found = self._each(key, (list,), "lists of numbers")
        if any(not isinstance(one, int | float) for row in found if isinstance(row, list) for one in row):
            raise self.wrong("a list of lists of numbers expected", key)
        return tuple(tuple(row) for row in found if isinstance(row, list))

    def number_maps(self, key: str) -> Mapping[str, Mapping[float, float]]:
        """Tables of numbers by name."""
        outer = self.maybe_table(key)
        return MappingProxyType({name: outer.number_map(name) for name in outer._values} if outer else {})

    def number_map(self, key: str) -> Mapping[float, float]:
        """Numbers by number: TOML keys are text, so `"3" = 54.1` maps 3 to 54.1."""
        inner = self.maybe_table(key)
        if inner is None:
            return MappingProxyType({})
        try:
            return MappingProxyType({float(name): inner.number(name) for name in inner._values})
        except ValueError as error:
            if isinstance(error, DefinitionError):
                raise
            raise self.wrong("every key must be a number in quotes", key) from error

    def finish(self, allowed: Collection[str] = ()) -> None:
        """Refuses keys that nobody asked for; `allowed` names those that may stand here, in the order to tell them."""
        unknown = sorted(set(self._values) - self._asked)
        if unknown:
            raise self.wrong(f"unknown key; allowed: {', '.join(allowed or sorted(self._asked))}", unknown[0])
