"""A table of forms on its way in, long or wide: every cell is checked, and every row that is wrong is told."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, BinaryIO

from instruments import check_value, shelf
from instruments.errors import BadAnswer, BadTable
from models.access import Actor
from models.errors import Invalid, Problem
from models.exchange.csv_cells import original
from models.exchange.form_columns import NOT_APPLICABLE, Held
from models.exchange.forms_mapping import FormsMapping, Visit
from models.exchange.recoded import recoded
from models.exchange.strict_table import Row, is_garbled, table_rows
from models.recording.histories import HistoriesTaken, PatientForms, PlacedMeasurement, Rehearsed, take_administrations
from models.recording.inputs import MeasurementInput, PatientInput

MOST_ROWS = 200_000
MOST_TOLD = 100


@dataclass
class Forms:
    """What a table tells: the forms of each patient, by record number."""

    by_patient: dict[str, list[PlacedMeasurement]] = field(default_factory=dict)
    seen: dict[tuple[object, ...], int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many forms there are."""
        return sum(map(len, self.by_patient.values()))


def read_forms(stream: BinaryIO, file: str, mapping: FormsMapping | None = None) -> Forms:
    """Every form of the table. Raises Invalid with each wrong row, or BadTable where it cannot be read at all."""
    asked = mapping or FormsMapping.usual()
    visits: Sequence[Visit] = ()
    needed = dict.fromkeys(asked.needed, "the mapping" if mapping else "the table")
    forms, problems = Forms(), list[Problem]()
    for row in table_rows(recoded(stream, asked.encoding, file), file, needed, MOST_ROWS, asked.separator):
        if row.number == 2:
            visits = asked.visits_of(list(row.cells), file)
        try:
            _read(row, asked, visits, forms)
        except BadTable as wrong:
            problems.append(_problem(wrong))
            if len(problems) == MOST_TOLD:
                problems.append(Problem(file, f"more than {MOST_TOLD} rows are wrong; the others were not looked at"))
                break
    if problems:
        raise Invalid(problems)
    return forms


def import_forms(
    actor: Actor,
    forms: Forms,
    file: str,
    clinic: Mapping[str, str],
    *,
    mapping: FormsMapping | None = None,
    add_patients: bool = False,
    team: Sequence[str] = (),
    told: Callable[[int], None] | None = None,
    rehearsal: bool = False,
) -> HistoriesTaken:
    """Take them in, or see how it would end. Raises Invalid with the row of everything that cannot be."""
    given = [
        PatientForms(
            patient=PatientInput.of(record_number=number, given_name="Participant", family_name=number, **clinic),
            forms=tuple(placed),
        )
        for number, placed in forms.by_patient.items()
    ]
    try:
        return take_administrations(actor, given, add_patients, team, told, rehearsal)
    except Rehearsed as seen:
        return seen.taken
    except Invalid as refused:
        named = (mapping or FormsMapping.usual()).columns
        told_at_most = [_told(one, file, {"patient": named.patient}) for one in refused.problems[:MOST_TOLD]]
        more = len(refused.problems) - MOST_TOLD
        raise Invalid([*told_at_most, *([Problem(file, f"and {more} more like these")] if more > 0 else [])]) from None


def _told(problem: Problem, file: str, named: Mapping[str, str]) -> Problem:
    """A problem of the door, which begins with the row's number, as one of the file."""
    number, _, column = problem.field.partition(".")
    if not number.isdecimal():
        return Problem(f"{file}, {problem.field}", problem.message)
    where = f"{file}, row {number}"
    return Problem(f"{where}, column {named.get(column, column)}" if column else where, problem.message)


def _problem(wrong: BadTable) -> Problem:
    place, _, message = str(wrong).partition(": ")
    return Problem(place, message)


def _read(row: Row, mapping: FormsMapping, visits: Sequence[Visit], forms: Forms) -> None:
    patient = original(row.cells[mapping.columns.patient])
    if not patient.strip():
        raise row.refuse(mapping.columns.patient, "empty; a record number is needed")
    if len(patient) > 40 or patient != patient.strip():
        raise row.refuse(mapping.columns.patient, "no record number: blank space around it, or more than 40 characters")
    if is_garbled(patient):
        raise row.refuse(
            mapping.columns.patient, "letters garbled by an earlier conversion; save the original as UTF-8"
        )
    found: list[tuple[PlacedMeasurement, int]] = []
    for visit in visits:
        found += _of_visit(row, mapping, visit)
    for placed, number in found:
        measured = placed.measured
        key = (patient, measured.on, measured.instrument, placed.trial_name, number)
        if key in forms.seen:
            message = f"the same form as row {forms.seen[key]}: one patient, day and instrument"
            raise row.refuse(mapping.columns.patient, message)
        forms.seen[key] = row.number
        forms.by_patient.setdefault(patient, []).append(placed)


def _of_visit(row: Row, mapping: FormsMapping, visit: Visit) -> Iterator[tuple[PlacedMeasurement, int]]:
    told: dict[str, _Form] = {}
    for column, held in visit.holding.items():
        cell = mapping.cell(row, column)
        if cell:
            told.setdefault(held.instrument, _Form(held.instrument)).put(row, column, held, cell)
    only = _only(row, mapping, told)
    if only and only not in told:
        told[only] = _Form(only)  # a form that nobody filled in is a form, too
    if not told:
        return
    on = _day(row, mapping, visit)
    trial = original(_filled(row, visit.trial or mapping.columns.trial))
    number = row.whole(str(mapping.columns.number), 1, MOST_ROWS) if _filled(row, mapping.columns.number) else 1
    for form in told.values():
        facts = form.facts(row)
        measured = MeasurementInput(on=on, instrument=form.instrument, **facts)
        yield PlacedMeasurement(place=row.number, trial_name=trial or None, measured=measured), number


def _filled(row: Row, column: str | None) -> str:
    """What a column holds that a table may lack."""
    return row.cells.get(column, "") if column is not None else ""


def _only(row: Row, mapping: FormsMapping, told: Mapping[str, Any]) -> str | None:
    """The instrument that the row names; then no other may have an answer in it."""
    column = mapping.columns.instrument
    named = _filled(row, column)
    if column is None or not named:
        return None
    if named not in shelf():
        raise row.refuse(column, "no instrument of the shelf; fairtrial instruments lists them")
    if others := sorted(set(told) - {named}):
        raise row.refuse(column, f"names one instrument, and there are answers of another: {', '.join(others)}")
    return named


def _day(row: Row, mapping: FormsMapping, visit: Visit) -> date:
    if visit.on is not None:
        return mapping.day(row, visit.on)
    assert visit.day is not None
    assert mapping.columns.start is not None
    return mapping.day(row, mapping.columns.start) + timedelta(days=visit.day)


@dataclass
class _Form:
    """One form as it is put together from the cells of a row."""

    instrument: str
    answers: dict[str, float] = field(default_factory=dict)
    not_applicable: list[str] = field(default_factory=list)
    totals: dict[str, float] = field(default_factory=dict)

    def put(self, row: Row, column: str, held: Held, cell: str) -> None:
        instrument = shelf()[self.instrument]
        if held.item is None:
            assert held.scale is not None
            low, high = instrument.scale(held.scale).range
            self.totals[held.scale] = _number(row, column, cell, f"from {low:g} to {high:g}")
            if not low <= self.totals[held.scale] <= high:
                raise row.refuse(column, f"a number out of range; allowed: from {low:g} to {high:g}")
            return
        item = instrument.item(held.item)
        if cell == NOT_APPLICABLE:
            if not item.not_applicable:
                raise row.refuse(column, "'does not apply' is not offered here")
            self.not_applicable.append(item.id)
            return
        value = _number(row, column, cell, f"{item.allowed}, or an empty cell")
        try:
            check_value(item, value)
        except BadAnswer as refused:
            raise row.refuse(column, f"{refused.kind}; allowed: {refused.allowed}, or an empty cell") from None
        self.answers[item.id] = value

    def facts(self, row: Row) -> dict[str, Any]:
        """As the input of the door has them."""
        if not self.totals:
            return {"answers": self.answers, "not_applicable": tuple(self.not_applicable)}
        if self.answers or self.not_applicable:
            raise row.refuse(f"{self.instrument}_…", "answers and totals of one form; give one of them")
        return {"totals": self.totals}


def _number(row: Row, column: str, cell: str, allowed: str) -> float:
    found = Row(row.file, row.number, {column: cell}).figure(column) if not cell[:1].isspace() else None
    if found is None:
        raise row.refuse(column, f"blank space around a value; allowed: {allowed}")
    return found
