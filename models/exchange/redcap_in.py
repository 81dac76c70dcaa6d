"""A flat REDCap table on its way in: the forms whose fields are named as ours are; other fields are left alone."""

from collections.abc import Sequence
from typing import Self

from instruments import shelf
from instruments.errors import BadTable
from models.exchange import form_columns
from models.exchange.form_columns import columns
from models.exchange.forms_mapping import FormColumns, FormsMapping, Visit
from models.exchange.redcap_words import INSTANCE, NOT_APPLICABLE, RECORD, day_field, trial_field
from models.exchange.strict_table import Row


class RedcapMapping(FormsMapping):
    """What the columns of any REDCap table with our fields mean."""

    @classmethod
    def usual(cls) -> Self:
        """The one there is: the names are the same in each project."""
        return cls.model_construct(columns=FormColumns(patient=RECORD, number=INSTANCE))

    @property
    def needed(self) -> Sequence[str]:
        """The record's number; which forms there are is seen in the header."""
        return (RECORD,)

    def visits_of(self, header: Sequence[str], file: str) -> Sequence[Visit]:
        """Each form with a field for its day. Raises BadTable where there is none, or one without it."""
        known, found = columns(), []
        for name in shelf():
            holding = {field: known[field] for field in header if field in known and known[field].instrument == name}
            if holding and day_field(name) not in header:
                raise BadTable(file, f"the fields of {name} are there and its day is not: {day_field(name)}", 1)
            if holding:
                trial = trial_field(name) if trial_field(name) in header else None
                found.append(Visit(day_field(name), None, holding, trial))
        if not found:
            raise BadTable(file, "no form of the shelf; fields such as phq9_on, phq9_q1 expected", 1)
        return found

    def cell(self, row: Row, column: str) -> str:
        """A cell as a table of our own would have it."""
        cell = row.cells[column]
        return form_columns.NOT_APPLICABLE if cell == NOT_APPLICABLE else cell
