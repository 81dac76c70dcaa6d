"""Forms as REDCap takes them: a flat table with one row a form, and the data dictionary of the project."""

from collections.abc import Iterable, Iterator
from json import dumps, loads
from tempfile import TemporaryFile
from typing import BinaryIO

from instruments import Instrument, Item, shelf
from models.exchange.csv_cells import cell_of, line_of
from models.exchange.form_columns import answer_column, total_column
from models.exchange.redcap_words import (
    COMPLETE,
    EVENT,
    EVENT_NAME,
    HEAD,
    INSTANCE,
    NOT_APPLICABLE,
    RECORD,
    REPEATS,
    complete_field,
    day_field,
    fields_of,
    trial_field,
    worded,
)
from models.history.export import ExportedRecord

DICTIONARY = (
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Identifier?",
    "Branching Logic (Show field only if...)",
    "Required Field?",
    "Custom Alignment",
    "Question Number (surveys only)",
    "Matrix Group Name",
    "Matrix Ranking?",
    "Field Annotation",
)
RECORDS_FORM = "records"


def write_redcap(records: Iterable[ExportedRecord], file: BinaryIO) -> set[str]:
    """Write the flat table; returns which instruments it has."""
    instruments: set[str] = set()
    with TemporaryFile("w+", encoding="utf-8") as held:  # which fields there are is known at the end alone
        for record in records:
            for name, row in _rows(record):
                instruments.add(name)
                held.write(dumps(row) + "\n")
        header = [*HEAD, *(field for name in sorted(instruments) for field in fields_of(shelf()[name]))]
        file.write(line_of(header).encode())
        held.seek(0)
        for line in held:
            row = loads(line)
            file.write(line_of(row.get(name) for name in header).encode())
    return instruments


def _rows(record: ExportedRecord) -> Iterator[tuple[str, dict[str, object]]]:
    instances: dict[str, int] = {}
    for one in record.administrations:
        instrument = shelf().get(one.instrument)
        if instrument is None:
            continue
        instances[one.instrument] = number = instances.get(one.instrument, 0) + 1
        row: dict[str, object] = {
            RECORD: record.person.record_number,
            EVENT: EVENT_NAME,
            REPEATS: one.instrument,
            INSTANCE: number,
            day_field(one.instrument): one.on.isoformat(),
            trial_field(one.instrument): record.name(one.trial_id) if one.trial_id else None,
            complete_field(one.instrument): COMPLETE,
        }
        if one.follows:
            row |= {answer_column(one.instrument, item): value for item, value in one.answers.items()}
            row |= {answer_column(one.instrument, item): NOT_APPLICABLE for item in one.not_applicable}
        else:
            row |= {total_column(instrument, scale): value for scale, value in one.scores.items()}
        yield one.instrument, row


def write_dictionary(instruments: Iterable[str], file: BinaryIO) -> None:
    """Write the data dictionary of a project with these instruments."""
    file.write(line_of(DICTIONARY).encode())
    file.write(_field(RECORD, RECORDS_FORM, "text", "Record number", identifier="y"))
    for name in sorted(instruments):
        for line in _form(shelf()[name]):
            file.write(line)


def _form(instrument: Instrument) -> Iterator[bytes]:
    name = instrument.id
    yield _field(day_field(name), name, "text", f"{instrument.name}: the day", kind="date_ymd")
    yield _field(trial_field(name), name, "text", "The treatment trial to which alone it belongs")
    for item in instrument.by_id.values():
        yield _item(instrument, item)
    for scale in instrument.scales:
        low, high = scale.range
        label = f"{instrument.abbreviation}, {scale.id}: the total, where only that is known"
        yield _field(total_column(instrument, scale.id), name, "text", label, kind="number", low=low, high=high)


def _item(instrument: Instrument, item: Item) -> bytes:
    field, label = answer_column(instrument.id, item.id), worded(instrument, item)
    if item.choices is None:
        low, high = item.values[0], item.values[-1]
        return _field(field, instrument.id, "text", label, kind="number", low=low, high=high)
    is_worded = not instrument.licence.total_only and all("en" in each.labels for each in item.choices)
    choices = [f"{each.value:g}, {each.label() if is_worded else f'{each.value:g}'}" for each in item.choices]
    return _field(field, instrument.id, "radio", label, choices=" | ".join(choices))


def _field(
    name: str,
    form: str,
    how: str,
    label: str,
    *,
    choices: str = "",
    kind: str = "",
    low: float | None = None,
    high: float | None = None,
    identifier: str = "",
) -> bytes:
    cells = [name, form, "", how, label, choices, "", kind, cell_of(low), cell_of(high), identifier]
    return line_of([*cells, *[""] * (len(DICTIONARY) - len(cells))]).encode()
