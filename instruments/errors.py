"""What can be wrong with a definition, with an answer, or with a table of answers."""


class InstrumentError(ValueError):
    """The base of everything that this package refuses.

    InstrumentError
    ├── DefinitionError      a definition file does not hold: names file, line, field, what is allowed
    ├── BadAnswer            one answer cannot be an answer to its item
    └── BadTable             a table of answers cannot be read: names file, row, column, what is allowed
    """


class DefinitionError(InstrumentError):
    """A definition (or wording) that breaks the format; the message names file, line, field and what is allowed."""

    def __init__(self, file: str, place: str, message: str, line: int | None = None) -> None:
        where = file if line is None else f"{file}, line {line}"
        super().__init__(f"{where}: {place}: {message}" if place else f"{where}: {message}")
        self.file, self.place, self.message, self.line = file, place, message, line


class BadAnswer(InstrumentError):
    """A value that is none of an item's answers; the message tells the kind of value, never the value itself."""

    def __init__(self, item: str, kind: str, allowed: str) -> None:
        super().__init__(f"{item}: {kind}; allowed: {allowed}")
        self.item, self.kind, self.allowed = item, kind, allowed


class BadTable(InstrumentError):
    """A table of answers that is refused as a whole."""

    def __init__(self, file: str, message: str, row: int | None = None, column: str | None = None) -> None:
        place = [file]
        if row is not None:
            place.append(f"row {row}{' (the header)' if row == 1 else ' (the header is row 1)'}")
        if column is not None:
            place.append(f"column {column}")
        super().__init__(f"{', '.join(place)}: {message}")
        self.file, self.row, self.column = file, row, column
