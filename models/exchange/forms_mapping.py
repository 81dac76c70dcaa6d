"""What the columns of somebody's table of forms mean: a TOML file for tables that are named otherwise, or wide."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, PrivateAttr, model_validator

from instruments import shelf
from instruments.errors import BadTable
from models.exchange.form_columns import Held, columns
from models.exchange.mapping import Strict, read_toml
from models.exchange.strict_table import Row

DAYS = {
    "YYYY-MM-DD": r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})",
    "DD.MM.YYYY": r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})",
    "DD/MM/YYYY": r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})",
    "MM/DD/YYYY": r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})",
    "YYYYMMDD": r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
}


@dataclass(frozen=True)
class Visit:
    """One visit of a row: the column with its day, or how many days after the start; and what its columns hold."""

    on: str | None
    day: int | None
    holding: Mapping[str, Held]
    trial: str | None = None


class FormColumns(Strict):
    """Which column says whose form it is, of which day, and to which trial alone it belongs."""

    patient: str
    on: str | None = None
    start: str | None = None
    trial: str | None = None
    number: str | None = None
    instrument: str | None = None


class InstrumentColumns(Strict):
    """The columns of one instrument: `items` is a pattern with {item} or {n}, or a table; `totals` is a table."""

    items: str | dict[str, str] | None = None
    totals: dict[str, str] = {}

    def holding(self, instrument: str) -> dict[str, Held]:
        """Every column with what it holds."""
        named = self.items or {}
        if isinstance(named, str):
            ids = [one.id for one in shelf()[instrument].items]
            pattern = named
            named = {one: pattern.replace("{item}", one).replace("{n}", str(n)) for n, one in enumerate(ids, start=1)}
        found = {column: Held(instrument, item=item) for item, column in named.items()}
        return found | {column: Held(instrument, scale=scale) for scale, column in self.totals.items()}


class VisitColumns(Strict):
    """One visit of a wide table."""

    on: str | None = None
    day: int | None = Field(default=None, ge=-3650, le=36500)
    instruments: dict[str, InstrumentColumns] = Field(min_length=1)


class FormsMapping(Strict):
    """A whole mapping: a long table has `instruments` (or the usual columns), a wide one has `visits`."""

    columns: FormColumns
    separator: Literal[",", ";", "\t", "|"] = ","
    decimal: Literal[".", ","] = "."
    encoding: Literal["utf-8", "utf-16", "cp1252", "latin-1"] = "utf-8"
    days: Literal["YYYY-MM-DD", "DD.MM.YYYY", "DD/MM/YYYY", "MM/DD/YYYY", "YYYYMMDD"] = "YYYY-MM-DD"
    missing: tuple[str, ...] = ()
    instruments: dict[str, InstrumentColumns] = {}
    visits: tuple[VisitColumns, ...] = ()
    _is_usual: bool = PrivateAttr(default=False)

    @classmethod
    def usual(cls) -> Self:
        """The table that `fairtrial export checkins` writes."""
        known = FormColumns(patient="patient", on="on", trial="trial", number="number", instrument="instrument")
        made = cls.model_construct(columns=known)
        made._is_usual = True
        return made

    @model_validator(mode="after")
    def holds_together(self) -> Self:
        """What no single key can tell."""
        if bool(self.visits) == bool(self.instruments):
            raise ValueError("give either [instruments.…] for a long table or [[visits]] for a wide one")
        if self.instruments and self.columns.on is None:
            raise ValueError("columns.on: needed for a long table")
        for place, visit in enumerate(self.visits):
            if (visit.on is None) == (visit.day is None):
                raise ValueError(f"visits.{place}: give either on, a column, or day, counted from columns.start")
            if visit.day is not None and self.columns.start is None:
                raise ValueError("columns.start: needed where a visit has a day in place of a column")
        if self.separator == self.decimal:
            raise ValueError("separator and decimal: not the same sign")
        for each in (self.instruments, *(one.instruments for one in self.visits)):
            _require_known(each)
        return self

    @property
    def needed(self) -> Sequence[str]:
        """The columns that the file must have."""
        if self._is_usual:
            return "patient", "on"
        named = [name for name in self.columns.model_dump().values() if name is not None]
        return list(dict.fromkeys([*named, *(one for visit in self._told_visits() for one in _columns_of(visit))]))

    def visits_of(self, header: Sequence[str], file: str) -> Sequence[Visit]:
        """The visits of each row. Raises BadTable for a column of a table without a mapping that nobody knows."""
        if not self._is_usual:
            return self._told_visits()
        whose = {*self.columns.model_dump().values(), "given"}
        known = columns()
        for name in header:
            if name not in known and name not in whose:
                hint = (
                    "allowed: patient, on, trial, number, instrument, given, and columns such as phq9_q1 or phq9_total"
                )
                raise BadTable(file, f"unknown column; {hint}", 1, repr(name[:40]))
        return [Visit("on", None, {name: known[name] for name in header if name in known})]

    def cell(self, row: Row, column: str) -> str:
        """A cell as a table of our own would have it: a decimal point, and nothing where nothing was answered."""
        cell = row.cells[column]
        if cell in self.missing:
            return ""
        return cell.replace(",", ".") if self.decimal == "," and "." not in cell else cell

    def day(self, row: Row, column: str) -> date:
        """The day in this column, written as the mapping says and in no other way."""
        found = re.fullmatch(DAYS[self.days], row.cells[column], re.ASCII)
        try:
            if found is None:
                raise ValueError(column)
            return date(int(found["year"]), int(found["month"]), int(found["day"]))
        except ValueError:
            raise row.refuse(column, f"not a day; allowed: a day written {self.days}") from None

    def _told_visits(self) -> list[Visit]:
        if self.instruments:
            return [Visit(self.columns.on, None, _holding(self.instruments))]
        return [Visit(one.on, one.day, _holding(one.instruments)) for one in self.visits]


def _holding(instruments: Mapping[str, InstrumentColumns]) -> dict[str, Held]:
    return {column: held for name, one in instruments.items() for column, held in one.holding(name).items()}


def _columns_of(visit: Visit) -> list[str]:
    return [*([visit.on] if visit.on else []), *visit.holding]


def _require_known(instruments: Mapping[str, InstrumentColumns]) -> None:
    for name, one in instruments.items():
        if name not in shelf():
            raise ValueError(f"instruments.{name}: not on the shelf; fairtrial instruments lists them")
        scales = [each.id for each in shelf()[name].scales]
        if wrong := [each for each in one.totals if each not in scales]:
            raise ValueError(f"instruments.{name}.totals.{wrong[0]}: allowed: {', '.join(scales)}")
        if isinstance(one.items, str) and "{item}" not in one.items and "{n}" not in one.items:
            raise ValueError(f"instruments.{name}.items: {{item}} or {{n}} stands for the item, such as PHQ_{{n}}")
        if isinstance(one.items, dict) and (odd := [each for each in one.items if each not in shelf()[name].by_id]):
            raise ValueError(f"instruments.{name}.items.{odd[0]}: no such item")
        if not one.items and not one.totals:
            raise ValueError(f"instruments.{name}: give items, totals, or both")


def read_forms_mapping(file: Path) -> FormsMapping:
    """The mapping in a file. Raises Invalid with one problem for each key that is not as it must be."""
    return read_toml(file, FormsMapping)
