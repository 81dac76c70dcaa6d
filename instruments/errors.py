"""What can be wrong with a definition, with an answer, or with a table of answers."""


class InstrumentError(ValueError):
    """The base of everything that this package refuses.

    InstrumentError
    ├── DefinitionError      a definition file does not hold: names file, place, what is allowed
    ├── BadAnswer            one answer cannot be an answer to its item
    └── BadTable             a table of answers cannot be read: names file, row, column, what is allowed
    """


class DefinitionError(InstrumentError):
    """A definition file that breaks the format; the message names the file and the place in it."""

    def __init__(self, file: str, place: str, message: str) -> None:
        super().__init__(f"{file}: {place}: {message}" if place else f"{file}: {message}")
        self.file, self.place = file, place


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
